import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import { createPayPalControl } from '../../stand-ins/paypal/control-client.ts';
import { createPayPal } from '../../stand-ins/paypal/create-paypal.ts';
import { credentials } from '../start-paypal.ts';
import { until, webhookId } from './open-test-webhooks.ts';

let dataDir: string;
let stop: (() => Promise<void>)[] = [];
let nowMs = 0;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-paypal-'));
  nowMs = Date.now();
});
afterEach(async () => {
  for (const end of stop.reverse()) await end();
  stop = [];
  await rm(dataDir, { recursive: true, force: true });
});

/** A shop that says what it is told to say, and remembers what came. */
async function openShop() {
  const shop = { status: 500, told: [] as { id: string; transmission: string }[], url: '' };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    shop.told.push({ id: JSON.parse(body).id, transmission: String(request.headers['paypal-transmission-id']) });
    response.writeHead(shop.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop.push(() => new Promise((resolve) => server.close(() => resolve())));
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return shop;
}

async function openPayPal(url: string) {
  const paypal = createPayPal({
    ...{ dataDir, ...credentials, now: () => new Date(nowMs), webhook: { id: webhookId, url } },
    ...{ webhookRetrySeconds: [0.01], orderLifeMs: 60_000 },
  });
  await new Promise<void>((resolve) => paypal.server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(paypal.server.address() as AddressInfo).port}`;
  let isOpen = true;
  const close = async () => {
    if (isOpen) await paypal.close();
    isOpen = false;
  };
  stop.push(close);
  return { close, control: createPayPalControl(baseUrl), client: createPayPalClient({ baseUrl, ...credentials }) };
}

async function create(client: ReturnType<typeof createPayPalClient>, name = 'one'): Promise<string> {
  const created = await client.createOrder({
    ...{
      attemptId: 'attempt',
      requestId: `create-${name}`,
      invoiceId: `invoice-${name}`,
      amountCents: 100,
      currency: 'EUR',
    },
    ...{ description: '', brandName: '', returnUrl: 'http://127.0.0.1/a', cancelUrl: 'http://127.0.0.1/b' },
  });
  if (!created.ok) throw new Error(JSON.stringify(created));
  return created.value.id;
}

test('an event is sent again until it is answered 2xx, each time as a transmission of its own', async () => {
  const shop = await openShop();
  const { control, client } = await openPayPal(shop.url);
  await control.approve(await create(client));
  await until(async () => {
    // Its clock stands still, so what waits is sent by word.
    await control.webhooks.hurry();
    expect(shop.told.length).toBeGreaterThan(2);
  });
  shop.status = 204;
  await until(async () => {
    await control.webhooks.hurry();
    expect((await control.webhooks.list()).events).toMatchObject([{ isDelivered: true, dueAt: null }]);
  });
  const count = shop.told.length;
  await control.webhooks.hurry();
  expect(shop.told).toHaveLength(count);
  expect(new Set(shop.told.map(({ id }) => id)).size).toBe(1);
  expect(new Set(shop.told.map(({ transmission }) => transmission)).size).toBe(count);
});

test('it is given up after 25 times', async () => {
  const shop = await openShop();
  const { control, client } = await openPayPal(shop.url);
  await control.approve(await create(client));
  await until(async () => {
    await control.webhooks.hurry();
    expect((await control.webhooks.list()).events).toMatchObject([{ sent: 25, dueAt: null, isDelivered: false }]);
  });
  expect(shop.told).toHaveLength(25);
});

test('what was still to be told is told after a restart, with the same certificate', async () => {
  const shop = await openShop();
  const first = await openPayPal(shop.url);
  await first.control.approve(await create(first.client));
  await until(async () => expect(shop.told.length).toBeGreaterThan(0));
  await first.close();
  shop.status = 200;
  const second = await openPayPal(shop.url);
  await until(async () => {
    await second.control.webhooks.hurry();
    expect((await second.control.webhooks.list()).events).toMatchObject([{ isDelivered: true }]);
  });
  expect(new Set(shop.told.map(({ id }) => id)).size).toBe(1);
});

test('an order that nobody approves is forgotten, and so is one that nobody captures; what is captured stays', async () => {
  const shop = await openShop();
  const { control, client } = await openPayPal(shop.url);
  const id = await create(client);
  const paid = await create(client, 'paid');
  await control.approve(paid);
  expect((await client.captureOrder({ paypalOrderId: paid, requestId: 'in-time' })).ok).toBe(true);
  nowMs += 59_000;
  await control.approve(id);
  nowMs += 59_000;
  expect((await client.getOrder(id)).ok).toBe(true);
  nowMs += 1_000;
  expect(await client.getOrder(id)).toMatchObject({ ok: false, status: 404, issue: 'INVALID_RESOURCE_ID' });
  expect((await client.getOrder(paid)).ok).toBe(true);
  expect(await client.captureOrder({ paypalOrderId: id, requestId: 'late' })).toMatchObject({ ok: false, status: 404 });
});

test('disputes are listed whole, however many pages they fill', async () => {
  const shop = await openShop();
  const { control, client } = await openPayPal(shop.url);
  const id = await create(client);
  await control.approve(id);
  const captured = await client.captureOrder({ paypalOrderId: id, requestId: 'capture' });
  const captureId = captured.ok ? (captured.value.captures[0]?.id ?? '') : '';
  const opened: string[] = [];
  for (let number = 0; number < 51; number++) opened.push((await control.dispute(captureId)).id);
  const listed = await client.listDisputes({ since: nowMs - 1_000 });
  expect(listed.ok && listed.value.toSorted()).toEqual(opened.toSorted());
  expect(await client.listDisputes({ since: nowMs + 1_000 })).toEqual({ ok: true, value: [] });
});
