import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Order } from '../../core/orders/order.ts';
import { ensureBuilt } from '../../scripts/build.ts';
import { publicKeyFile } from '../../scripts/stack/data-dir.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { createOrderId } from '../../server/orders/create-order-service.ts';
import { signOrder } from '../../server/orders/order-link.ts';
import { createVisitor, done } from './open-test-ledger.ts';

let stack: Stack;
let folder: string;
let redis: Redis;
let ledger: Ledger;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'foyer-ticket-files-'));
  stack = await startStack({
    dataDir: folder,
    ports: 'free',
    webInstances: 1,
    only: ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'],
  });
  redis = new Redis(stack.ports.ledger);
  ledger = createLedger({ redis, eventId: 'event' });
  // The courier writes the catalogue that the seed has.
  const waited = { timeout: 20_000, interval: 100 };
  await vi.waitFor(async () => expect((await ledger.getAvailability()).catalogueVersion).toBe(1), waited);
}, 240_000);
afterAll(async () => {
  redis?.disconnect();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const sign = (orderId: string) => signOrder(orderId, stack.env.ORDER_LINK_SECRET ?? '');
const linkTo = (orderId: string, path = '') => `/orders/${orderId}${path}?s=${sign(orderId)}`;
const get = (path: string) => fetch(new URL(path, stack.baseUrl), { redirect: 'manual' });

let people = 0;
async function register(quantity: number): Promise<Order> {
  const { ticketTypes } = await ledger.getAvailability();
  const free = ticketTypes.find((type) => type.priceCents === 0 && type.status === 'available');
  return await createVisitor(ledger).register(
    createOrderId(),
    { [free?.id ?? '']: quantity },
    `zoe-${++people}@example.org`,
  );
}

async function readCode(orderId: string, registrationId: string): Promise<string> {
  const response = await get(linkTo(orderId, `/tickets/${registrationId}/qr.svg`));
  expect(response.status).toBe(200);
  const image = sharp(Buffer.from(await response.arrayBuffer())).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? '';
}

function verify(...args: string[]): Promise<{ code: number; output: string }> {
  const script = fileURLToPath(new URL('../../scripts/ticket-verify.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

const statusOf = async (code: string) => (await (await get(`/api/ticket-status?code=${code}`)).json()).status;

test("a confirmed order's page shows each code, and leads to the PDF and the calendar entry", async () => {
  const order = await register(2);
  const html = await (await get(linkTo(order.id))).text();
  const files = [...html.matchAll(/(?:src|href)="(\/orders\/[^"]+\.(?:svg|pdf|ics)\?[^"]+)"/g)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
  const types = [];
  for (const file of files) {
    const response = await get(file);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    types.push(response.headers.get('content-type'));
  }
  expect(types.sort()).toEqual(['application/pdf', 'image/svg+xml', 'image/svg+xml', 'text/calendar; charset=utf-8']);
  const calendar = (await (await get(linkTo(order.id, '/calendar.ics'))).text()).replaceAll('\r\n ', '');
  expect(calendar).toContain('BEGIN:VTIMEZONE');
  expect(calendar).toContain(`URL;VALUE=URI:${stack.baseUrl}${linkTo(order.id)}`);
});

test('the code verifies offline and online; cancelled, it is refused by both, and its files are gone', async () => {
  const order = await register(1);
  const code = await readCode(order.id, `${order.id}-1`);
  const keyFile = publicKeyFile(folder);
  const keyUrl = `${stack.baseUrl}/api/ticket-key`;
  const refusedUrl = `http://127.0.0.1:${stack.ports.web}/api/ticket-revocations`;

  const genuine = await verify(code, '--key', keyFile);
  expect(genuine).toMatchObject({ code: 0 });
  expect(genuine.output).toContain(`registration ${order.id}-1, revision 1, of event "event"`);
  expect(await verify(code, '--key', keyUrl, '--refused', refusedUrl)).toMatchObject({ code: 0 });
  expect(await statusOf(code)).toBe('valid');

  done(await ledger.cancel({ orderId: order.id }));
  expect(await statusOf(code)).toBe('cancelled');
  const refused = await verify(code, '--key', keyFile, '--refused', refusedUrl);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain('Genuine, but refused');
  for (const path of ['/ticket.pdf', '/calendar.ics', `/tickets/${order.id}-1/qr.svg`]) {
    const response = await get(linkTo(order.id, path));
    expect(response.status).toBe(410);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await response.text()).toContain('This ticket was cancelled.');
  }
});

test('a tampered code is refused everywhere, without a word about any order', async () => {
  const order = await register(2);
  const code = await readCode(order.id, `${order.id}-1`);
  const tampered = code.replace(`${order.id}-1`, `${order.id}-2`);
  expect(await verify(tampered, '--key', publicKeyFile(folder))).toMatchObject({ code: 1 });
  const answer = await get(`/api/ticket-status?code=${tampered}`);
  expect(await answer.json()).toEqual({ status: 'unknown', registrationId: null });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('nobody says a name: neither the status, the key nor the list', async () => {
  const order = await register(1);
  const code = await readCode(order.id, `${order.id}-1`);
  const answers = [`/api/ticket-status?code=${code}`, '/api/ticket-key', '/api/ticket-revocations'].map(async (path) =>
    (await get(path)).text(),
  );
  expect((await Promise.all(answers)).join()).not.toMatch(/Ada|Attendee|zoe|PRIVATE/i);
});

test('files ask for the link of their own order, and for an order that is confirmed', async () => {
  const order = await register(1);
  const other = await register(1);
  const path = `/orders/${order.id}/ticket.pdf`;
  expect((await get(path)).status).toBe(403);
  expect((await get(`${path}?s=${sign(other.id)}`)).status).toBe(403);
  expect((await get(linkTo(order.id, `/tickets/${other.id}-1/qr.svg`))).status).toBe(404);

  const { ticketTypes } = await ledger.getAvailability();
  const held = done(await createVisitor(ledger).hold(createOrderId(), { [ticketTypes[0]?.id ?? '']: 1 }));
  expect((await get(linkTo(held.id, '/ticket.pdf'))).status).toBe(404);
});

test('verifying says how it is used where it cannot judge', async () => {
  expect(await verify()).toMatchObject({ code: 2 });
  expect((await verify('F1.X', '--key', join(folder, 'nowhere.pem'))).output).toContain('cannot be read');
  const list = join(folder, 'forged.json');
  const { signature } = await (await get('/api/ticket-revocations')).json();
  await writeFile(list, JSON.stringify({ eventId: 'event', version: 0, at: 0, refused: [], signature }));
  const order = await register(1);
  const code = await readCode(order.id, `${order.id}-1`);
  const forged = await verify(code, '--key', publicKeyFile(folder), '--refused', list);
  expect(forged).toMatchObject({ code: 2 });
  expect(forged.output).toContain('was not signed with this key');
});
