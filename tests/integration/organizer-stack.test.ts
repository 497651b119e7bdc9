import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createBuyer, isConfirmed } from '../../proofs/paid/buyer.ts';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { createMailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import { createPayPalControl } from '../../stand-ins/paypal/control-client.ts';

/** Everything as it runs, through nginx, by a real session of the built-in login. */
let stack: Stack;
let folder: string;
let password: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'foyer-organizers-'));
  password = await setOrganizerPassword(join(folder, 'lake'), { name: 'olu' });
  stack = await startStack({
    dataDir: folder,
    ports: 'free',
    webInstances: 1,
    only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx'],
    env: { TRUSTED_PROXIES: '127.0.0.1' },
  });
}, 240_000);
afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const until = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 25_000, interval: 100 });

async function signIn(): Promise<string> {
  const response = await fetch(`${stack.baseUrl}/login`, {
    method: 'POST',
    headers: { Origin: stack.baseUrl },
    body: new URLSearchParams({ name: 'olu', password }),
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  return response.headers.getSetCookie().join().split(';')[0] ?? '';
}

async function ask(path: string, cookie: string, form?: object) {
  const headers: Record<string, string> = { Cookie: cookie, Origin: stack.baseUrl, 'Sec-Fetch-Site': 'same-origin' };
  if (form) headers['Content-Type'] = 'application/json';
  const body = form && JSON.stringify({ requestId: crypto.randomUUID(), ...form });
  const response = await fetch(`${stack.baseUrl}/organizer/api${path}`, {
    method: form ? 'POST' : 'GET',
    headers,
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test('an organizer cancels a paid order: money, seats, page and mail follow, and the audit says who and when', async () => {
  expect((await ask('/me', '')).status).toBe(401);
  const cookie = await signIn();
  const me = await ask('/me', cookie);
  expect(me).toMatchObject({ status: 200, body: { name: 'olu' } });
  expect(me.headers.get('X-Cache-Status')).toBe(null);
  expect(me.headers.get('Cache-Control')).toBe('private, no-store');

  const buyer = await until(async () => {
    const someone = createBuyer(stack, 1);
    await someone.fillIn();
    return someone;
  });
  expect(isConfirmed(await buyer.approve(await buyer.goToPayPal()))).toBe(true);
  const orderId = buyer.orderId();
  const soldBefore = (await ask('/summary', cookie)).body.quotas;

  const from = Date.now();
  const cancelled = await ask(`/orders/${orderId}/cancel`, cookie, { note: 'asked by phone' });
  expect(cancelled).toMatchObject({ status: 200, body: { order: { state: 'CANCELLED', cancelledBy: 'organizer' } } });

  const control = createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`);
  await until(async () => {
    const { orders } = await control.ledger();
    const captures = orders.filter(({ invoiceId }) => invoiceId?.startsWith(orderId)).flatMap((each) => each.captures);
    expect(captures.flatMap(({ refunds }) => refunds)).toMatchObject([{ status: 'COMPLETED' }]);
  });
  const { order, audit } = (
    await until(async () => {
      const seen = await ask(`/orders/${orderId}`, cookie);
      expect(seen.body.order.payment).toMatchObject({ state: 'REFUNDED' });
      return seen;
    })
  ).body;
  expect(order.state).toBe('CANCELLED');
  expect(audit).toMatchObject([{ action: 'cancelled', by: { name: 'olu' }, note: 'asked by phone' }]);
  expect(audit[0].at).toBeGreaterThanOrEqual(from - 1_000);
  expect(audit[0].at).toBeLessThanOrEqual(Date.now() + 1_000);

  const page = await buyer.openOrder();
  expect(page.html).toMatch(/The organizers of [^<]+ cancelled it\./);
  expect(page.html).toContain('€149 has gone back');
  const mailbox = createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`);
  const mail = await until(async () => {
    const found = (await mailbox.list()).find(({ subject }) => subject.startsWith('Cancelled'));
    if (!found) throw new Error('no mail yet');
    return mailbox.read(found.id);
  });
  expect(mail.text).toMatch(/The organizers of .* cancelled it\./);

  const sold = await until(async () => {
    const { body } = await ask('/summary', cookie);
    expect(body.orders.CANCELLED).toBe(1);
    return body.quotas;
  });
  const sum = (quotas: { sold: number }[]) => quotas.reduce((all, quota) => all + quota.sold, 0);
  expect(sum(soldBefore) - sum(sold)).toBe(1);
}, 120_000);

test('a form of a page elsewhere changes nothing, though the session is sent along', async () => {
  const cookie = await signIn();
  const response = await fetch(`${stack.baseUrl}/organizer/api/orders/AAAAAAAAAA/cancel`, {
    method: 'POST',
    headers: { Cookie: cookie, Origin: 'https://evil.example', 'Content-Type': 'application/json' },
    body: JSON.stringify({ requestId: crypto.randomUUID() }),
  });
  expect(response.status).toBe(403);
});
