import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import type { PayPal } from '../../server/payments/paypal.ts';
import { createPayPalControl } from '../../stand-ins/paypal/control-client.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';

const order = (name: string) => ({
  attemptId: `attempt-${name}`,
  requestId: `create-${name}`,
  invoiceId: `invoice-${name}`,
  amountCents: 12_550,
  currency: 'EUR',
  description: 'Two <b>tickets</b>',
  brandName: 'Fish & Chips Conference',
  returnUrl: 'http://127.0.0.1:8080/pay/return/a?s=1',
  cancelUrl: 'http://127.0.0.1:8080/orders/o?s=1',
});

async function create(client: PayPal, name: string) {
  const reply = await client.createOrder(order(name));
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

describe('as a process', () => {
  const children: ChildProcess[] = [];
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'foyer-paypal-'));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(environment: Record<string, string> = {}): ChildProcess & { stdout: NodeJS.ReadableStream } {
    const child = spawn(process.execPath, ['stand-ins/paypal/main.ts'], {
      env: {
        NODE_ENV: 'test',
        PAYPAL_PORT: '0',
        PAYPAL_DATA_DIR: dataDir,
        PAYPAL_STAND_IN_CLIENT_ID: credentials.clientId,
        PAYPAL_STAND_IN_CLIENT_SECRET: credentials.secret,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child as ChildProcess & { stdout: NodeJS.ReadableStream };
  }

  async function startListening() {
    const child = start();
    const port = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error('it ended before it listened')));
      child.stdout.on('data', (line) => {
        const found = /"port":(\d+),"msg":"listening"/.exec(String(line))?.[1];
        if (found) resolve(found);
      });
    });
    return { child, url: `http://127.0.0.1:${port}` };
  }

  async function endOf(child: ReturnType<typeof start>): Promise<{ code: number | null; said: string }> {
    const [said, [code]] = await Promise.all([text(child.stdout as never), once(child, 'exit')]);
    return { code: code as number | null, said };
  }

  test('what it has answered outlives kill -9, and so do its planned faults', async () => {
    const first = await startListening();
    const client = createPayPalClient({ baseUrl: first.url, ...credentials });
    const { id } = await create(client, 'durable');
    await createPayPalControl(first.url).approve(id);
    const captured = await client.captureOrder({ paypalOrderId: id, requestId: 'capture-durable' });
    await createPayPalControl(first.url).plan({ operation: 'get', fault: { kind: 'status', status: 503 } });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const second = await startListening();
    const again = createPayPalClient({ baseUrl: second.url, ...credentials });
    expect(await again.getOrder(id)).toMatchObject({ kind: 'unknown', status: 503 });
    const repeated = await again.captureOrder({ paypalOrderId: id, requestId: 'capture-durable' });
    if (!captured.ok || !repeated.ok) throw new Error(JSON.stringify([captured, repeated]));
    expect(repeated.value.captures).toEqual(captured.value.captures);
    const ledger = await createPayPalControl(second.url).ledger({ invoiceId: 'invoice-durable' });
    expect(ledger.orders.map((entry) => entry.captures.length)).toEqual([1]);

    // Another one on the same books would not know what this one does.
    const rival = await endOf(start());
    expect(rival.code).toBe(1);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  });

  test.each([
    ['on any address but this machine', { PAYPAL_HOST: '0.0.0.0' }, 'PAYPAL_HOST: must be an address of this machine'],
    ['without credentials', { PAYPAL_STAND_IN_CLIENT_SECRET: '' }, 'PAYPAL_STAND_IN_CLIENT_SECRET: '],
  ])('it refuses to start %s', async (_, environment, reason) => {
    const { code, said } = await endOf(start(environment));
    expect(code).toBe(1);
    expect(said).toContain(reason);
  });
});

describe('the approval page', () => {
  let standIn: TestPayPal;
  let client: PayPal;
  beforeAll(async () => {
    standIn = await startPayPal();
    client = createPayPalClient({ baseUrl: standIn.url, ...credentials });
  });
  afterAll(() => standIn.stop());

  const choose = (token: string, choice: string) =>
    fetch(`${standIn.url}/checkoutnow`, {
      method: 'POST',
      body: new URLSearchParams({ token, choice }),
      redirect: 'manual',
    });
  const statusOf = async (id: string) => {
    const reply = await client.getOrder(id);
    return reply.ok ? reply.value.status : reply.issue;
  };

  test('names payee and amount, carries no script, and says that it is a stand-in', async () => {
    const { approveUrl } = await create(client, 'page');
    const response = await fetch(String(approveUrl));
    const page = await response.text();
    expect(page).toContain('€125.50');
    expect(page).toContain('Fish &amp; Chips Conference');
    expect(page).toContain('Two &lt;b&gt;tickets&lt;/b&gt;');
    expect(page).toContain('no real money');
    expect(page).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'none'");
  });

  test.each([
    ['approve', 'APPROVED', 303, /^http:\/\/127\.0\.0\.1:8080\/pay\/return\/a\?s=1&token=\w{17}&PayerID=\w{13}$/],
    ['stay', 'APPROVED', 200, null],
    ['cancel', 'PAYER_ACTION_REQUIRED', 303, /^http:\/\/127\.0\.0\.1:8080\/orders\/o\?s=1&token=\w{17}$/],
    ['nothing', 'PAYER_ACTION_REQUIRED', 400, null],
  ] as const)('%s leaves the order %s', async (choice, status, httpStatus, target) => {
    const { id } = await create(client, choice);
    const response = await choose(id, choice);
    expect(response.status).toBe(httpStatus);
    if (target) expect(response.headers.get('location')).toMatch(target);
    else expect(response.headers.get('location')).toBeNull();
    expect(await statusOf(id)).toBe(status);
  });

  test('an order that is paid, or unknown, cannot be approved', async () => {
    const { id } = await create(client, 'paid');
    await choose(id, 'approve');
    await client.captureOrder({ paypalOrderId: id, requestId: 'capture-paid' });
    expect(await (await fetch(`${standIn.url}/checkoutnow?token=${id}`)).text()).toContain('already done');
    await choose(id, 'approve');
    expect(await statusOf(id)).toBe('COMPLETED');
    expect((await fetch(`${standIn.url}/checkoutnow?token=NONE`)).status).toBe(404);
    expect((await choose('NONE', 'approve')).status).toBe(404);
  });
});

describe('the control API', () => {
  let standIn: TestPayPal;
  beforeAll(async () => {
    standIn = await startPayPal();
  });
  afterAll(() => standIn.stop());

  test("cannot be used by another site's page", async () => {
    const simple = await fetch(`${standIn.url}/control/clear-faults`, { method: 'POST', body: '{}' });
    expect(simple.status).toBe(415);
    const { port } = new URL(standIn.url);
    const rebound = request({ port, host: '127.0.0.1', path: '/control/ledger', headers: { host: 'evil.example' } });
    rebound.end();
    const [response] = await once(rebound, 'response');
    expect(response.statusCode).toBe(421);
    response.resume();
  });

  test('says what is wrong with a command', async () => {
    const wrong = { operation: 'capture', fault: { kind: 'declined' } };
    await expect(standIn.control.plan(wrong as never)).rejects.toThrow('400');
    await expect(standIn.control.approve('NONE')).rejects.toThrow('404');
  });

  test('alters an order as a stranger could, and gives a fault only to the order it is for', async () => {
    const client = createPayPalClient({ baseUrl: standIn.url, ...credentials });
    const [altered, other] = [await create(client, 'altered'), await create(client, 'other')];
    await standIn.control.alterOrder(altered.id, {
      amount: { currency_code: 'USD', value: '1.00' },
      customId: 'another-attempt',
      payee: { merchant_id: 'SMEBDYELSE234', email_address: 'x@payee.example' },
    });
    await standIn.control.plan({ operation: 'get', orderId: other.id, fault: { kind: 'status', status: 500 } });
    expect(await client.getOrder(altered.id)).toMatchObject({
      value: { amountCents: 100, currency: 'USD', customId: 'another-attempt', payeeMerchantId: 'SMEBDYELSE234' },
    });
    expect(await client.getOrder(other.id)).toMatchObject({ kind: 'unknown', status: 500 });
    expect(await client.getOrder(other.id)).toMatchObject({ ok: true });
  });
});
