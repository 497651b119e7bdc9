import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import type { Order } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { durableSettings, startRedisServer } from '../redis-server.ts';
import {
  captureOf,
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  paid,
  refundOf,
  sellerOf,
  startMs,
  ticketType,
} from './open-test-ledger.ts';

const { open, url } = createTestLedgers();

const types = [
  ticketType('free', ['house']),
  ticketType('paid', ['house'], { priceCents: 11_900, vatBasisPoints: 1900 }),
];
const catalogue = { ...catalogueOf({ house: 500 }, types), seller: sellerOf('A') };
const hourMs = 3_600_000;

const numbersOf = (order: Order | null) => (order?.documents ?? []).map(({ number }) => number);

async function openShop(changes: Partial<typeof catalogue> = {}) {
  const opened = await open({ ...catalogue, ...changes });
  return { ...opened, visitor: createVisitor(opened.ledger) };
}

async function refund(ledger: Ledger, attemptId: string) {
  return paid(await ledger.recordRefund(refundOf(attemptId, 'COMPLETED'))).order;
}

test('what is paid gets the next number in the step that books the money; what is free gets none', async () => {
  const { ledger, visitor } = await openShop();
  const first = (await visitor.buy('first', { paid: 2, free: 1 })).order;
  await visitor.register('gratis', { free: 1 });
  const second = (await visitor.buy('second', { paid: 1 })).order;
  expect(first.documents).toEqual([
    { kind: 'invoice', number: 'A-2030-0001', issuedAt: startMs, totalCents: 2 * 11_900 },
  ]);
  expect(numbersOf(second)).toEqual(['A-2030-0002']);
  expect(numbersOf(await ledger.getOrder('gratis'))).toEqual([]);
  expect(await ledger.getDocument('A-2030-0001')).toMatchObject({
    orderId: 'first',
    currency: 'EUR',
    seller: { legalName: 'Days of Type, Association', taxId: 'PT501964843' },
    buyer: { name: 'Ada' },
    billing: null,
    lines: first.lines,
    invoiceNumber: null,
  });
  expect(await ledger.getDocument('A-2030-0003')).toBeNull();
  expect((await ledger.check()).findings).toEqual([]);
});

test('without a seller nothing is written, and what was sold then gets nothing later', async () => {
  const { ledger, visitor } = await openShop({ seller: null as never });
  await visitor.buy('early', { paid: 1 });
  await ledger.applyCatalogue(catalogue);
  const late = (await visitor.buy('late', { paid: 1 })).order;
  expect(numbersOf(await ledger.getOrder('early'))).toEqual([]);
  expect(numbersOf(late)).toEqual(['A-2030-0001']);
  expect((await ledger.check()).findings).toEqual([]);
});

test('whom it is made out to can be corrected until it is written; then it says for good what it said', async () => {
  const { ledger, visitor } = await openShop();
  const billing = { company: 'Ünal & Søn', address: 'Hauptstraße 1\nBerlin', vatId: 'DE136695976' };
  const { order, attempt } = await visitor.startPaying('order', { paid: 1 });
  done(await visitor.give(order.id, 1, undefined, { ...billing, company: 'Wrong' }));
  const saved = done(await visitor.give(order.id, 1, undefined, billing));
  expect(saved.billing).toEqual(billing);
  expect(await visitor.give(order.id, 1, undefined, billing)).toMatchObject({ ok: true, replayed: true });
  const bought = await visitor.capture(attempt.id);
  expect(await visitor.give(order.id, 1, undefined, null)).toMatchObject({ ok: false, reason: 'wrong_state' });

  // Another rate, another price, another address: of what is sold nothing changes.
  const before = await ledger.getDocument('A-2030-0001');
  expect(before).toMatchObject({ billing, lines: [{ vatBasisPoints: 1900, unitPriceCents: 11_900 }] });
  const dearer = ticketType('paid', ['house'], { priceCents: 20_000, vatBasisPoints: 700 });
  const moved = { ...sellerOf('A'), address: 'Elsewhere 2' };
  await ledger.applyCatalogue({ ...catalogue, ticketTypes: [dearer], seller: moved });
  expect(await ledger.getDocument('A-2030-0001')).toEqual(before);
  expect(await ledger.getOrder(order.id)).toEqual(bought.order);
  await visitor.buy('later', { paid: 1 });
  expect(await ledger.getDocument('A-2030-0002')).toMatchObject({
    seller: { address: 'Elsewhere 2' },
    lines: [{ vatBasisPoints: 700, unitPriceCents: 20_000 }],
  });
});

test('a refund is a credit note from a series of its own, once it is done', async () => {
  const { ledger, clock, visitor } = await openShop();
  const { attempt } = await visitor.buy('order', { paid: 1 });
  await visitor.buy('other', { paid: 1 });
  clock.nowMs += hourMs;
  await ledger.applyCatalogue({ ...catalogue, seller: { ...sellerOf('B'), address: 'Elsewhere 2' } });
  const cancelled = done(await ledger.cancel({ orderId: 'order' }));
  expect(numbersOf(cancelled)).toEqual(['A-2030-0001']);
  const refunded = await refund(ledger, attempt.id);
  expect(refunded.documents.at(-1)).toEqual({
    ...{ kind: 'credit_note', number: 'A-CN-2030-0001', issuedAt: startMs + hourMs, totalCents: 11_900 },
  });
  // Whoever wrote the invoice takes it back, whatever the seller is called by now.
  expect(await ledger.getDocument('A-CN-2030-0001')).toMatchObject({
    invoiceNumber: 'A-2030-0001',
    reason: 'refunded',
    seller: sellerOf('A'),
  });
  expect(await refund(ledger, attempt.id)).toEqual(refunded);
  expect((await ledger.check()).findings).toEqual([]);
});

test("the year is the event's: each begins a series of its own", async () => {
  const year = (ms: number) => new Date(ms).getUTCFullYear();
  for (const offset of [0, 9 * hourMs, -5 * hourMs]) {
    const { clock, visitor } = await openShop({ seller: sellerOf('A', offset) });
    // A leap year, a century that is none, and the last and first millisecond of each year.
    for (const at of [2028, 2100, 2101].map((first) => Date.UTC(first, 0, 1) - offset)) {
      for (const nowMs of [at - 1, at, at + 60 * 24 * hourMs]) {
        clock.nowMs = nowMs;
        const [number] = numbersOf((await visitor.buy(`order-${nowMs}`, { paid: 1 }, `${nowMs}@example.org`)).order);
        expect(number).toMatch(new RegExp(`^A-${year(nowMs + offset)}-000\\d$`));
      }
    }
  }
});

test('many at once: each order has a number of its own and none is left out', async () => {
  const { redis, eventId, ledger, visitor } = await openShop();
  const ids = Array.from({ length: 60 }, (_, index) => `order-${index}`);
  const attempts: Attempt[] = [];
  for (const id of ids) {
    const { attempt } = await visitor.startPaying(id, { paid: 1 }, `${id}@example.org`);
    attempts.push(paid(await ledger.beginCapture({ attemptId: attempt.id })).attempt);
  }
  const connections = Array.from({ length: 6 }, () => new Redis(url()));
  for (const connection of connections) connection.on('error', () => undefined);
  try {
    const ledgers = connections.map((connection) => createLedger({ redis: connection, eventId, nowMs: () => startMs }));
    // Every capture is told by three at once, over connections that break on the way.
    const telling = [0, 1, 2].flatMap((shift) =>
      attempts.map((attempt, index) => ledgers[(index + shift) % 6]?.recordCapture(captureOf(attempt))),
    );
    for (const connection of connections) await redis.client('KILL', 'ID', await connection.client('ID'));
    await Promise.all(telling);
  } finally {
    for (const connection of connections) connection.disconnect();
  }
  const orders = await Promise.all(ids.map((id) => ledger.getOrder(id)));
  expect(orders.flatMap(numbersOf).sort()).toEqual(
    ids.map((_, index) => `A-2030-${String(index + 1).padStart(4, '0')}`),
  );
  expect((await ledger.check()).findings).toEqual([]);
});

test('a ledger that is killed in the middle leaves no gap and no number twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-invoices-'));
  const settings = [...durableSettings, '--dir', folder];
  const connect = (address: string) => {
    const redis = new Redis(address, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
    redis.on('error', () => undefined);
    return redis;
  };
  let server = await startRedisServer(settings);
  let redis = connect(server.url);
  try {
    let ledger = createLedger({ redis, eventId: 'event', nowMs: () => startMs });
    await ledger.applyCatalogue(catalogue);
    const attempts: Attempt[] = [];
    for (let index = 0; index < 40; index++) {
      const id = `order-${index}`;
      const { attempt } = await createVisitor(ledger).startPaying(id, { paid: 1 }, `${id}@example.org`);
      attempts.push(paid(await ledger.beginCapture({ attemptId: attempt.id })).attempt);
    }
    const told: string[] = [];
    const open = [...attempts];
    // A few at a time, so that some are on their way and others not begun when it dies.
    const tell = async () => {
      for (let attempt = open.shift(); attempt; attempt = open.shift()) {
        told.push(paid(await ledger.recordCapture(captureOf(attempt))).order.id);
        if (told.length === 10) server.process.kill('SIGKILL');
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: 5 }, tell));
    expect(ended.map(({ status }) => status)).toContain('rejected');
    expect(told.length).toBeLessThan(attempts.length);
    redis.disconnect();
    await server.stop();

    server = await startRedisServer(settings);
    redis = connect(server.url);
    ledger = createLedger({ redis, eventId: 'event', nowMs: () => startMs });
    expect((await ledger.check()).findings).toEqual([]);
    for (const id of told) expect(numbersOf(await ledger.getOrder(id))).toHaveLength(1);
    for (const attempt of attempts) paid(await ledger.recordCapture(captureOf(attempt)));
    const orders = await Promise.all(attempts.map(({ orderId }) => ledger.getOrder(orderId)));
    expect(new Set(orders.flatMap(numbersOf)).size).toBe(40);
    expect(await redis.llen('{event}:series:A-2030')).toBe(40);
    expect((await ledger.check()).findings).toEqual([]);
  } finally {
    redis.disconnect();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);
