import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { catalogueOf, createTestLedgers, createVisitor, ticketType } from './open-test-ledger.ts';

const { open, url } = createTestLedgers();

/** A ledger with an order in each state that exists so far. */
async function openBusy() {
  const opened = await open(
    catalogueOf({ house: 10, hall: 5 }, [ticketType('day', ['house']), ticketType('workshop', ['house', 'hall'])]),
  );
  const { register, hold, give } = createVisitor(opened.ledger);
  await register('sold', { day: 1, workshop: 2 });
  await register('cancelled', { day: 1 });
  await opened.ledger.cancel({ orderId: 'cancelled' });
  await hold('held', { day: 2 });
  await give('held', 2, 'li@example.org');
  await hold('expired', { workshop: 1 });
  await opened.ledger.release({ orderId: 'expired' });
  return { ...opened, key: (name: string) => `{${opened.eventId}}:${name}` };
}

test('the report of a ledger that adds up', async () => {
  const { ledger } = await openBusy();
  expect(await ledger.check()).toEqual({
    orders: { CONFIRMED: 1, CANCELLED: 1, HELD: 1, EXPIRED: 1 },
    quotas: [
      { quotaId: 'hall', capacity: 5, held: 0, sold: 2, stopped: false },
      { quotaId: 'house', capacity: 10, held: 2, sold: 3, stopped: false },
    ],
    outboxLength: 11,
    findings: [],
  });
});

/** Each way to break a ledger by hand, and the rule that must notice. */
const damages: [string, (redis: Redis, key: (name: string) => string) => Promise<unknown>, string][] = [
  ['a seat too many is sold', (redis, key) => redis.hincrby(key('quota:house'), 'sold', 1), 'quota-recount'],
  ['a held seat was not given back', (redis, key) => redis.hincrby(key('quota:hall'), 'held', 1), 'quota-recount'],
  ['a counter is below zero', (redis, key) => redis.hset(key('quota:hall'), 'held', -1), 'quota-bounds'],
  ['more is taken than there is', (redis, key) => redis.hset(key('quota:house'), 'capacity', 4), 'quota-bounds'],
  ['a quota is lost', (redis, key) => redis.srem(key('quotas'), 'hall'), 'quota-recount'],
  ['a stop stays on', (redis, key) => redis.hset(key('quota:house'), 'stopped', 1, 'wanted', 9), 'quota-stopped'],
  ['a hold would never expire', (redis, key) => redis.zrem(key('holds'), 'held'), 'holds-match'],
  ['a hold expires at another time', (redis, key) => redis.zadd(key('holds'), 5, 'held'), 'holds-match'],
  ['a hold outlived its order', (redis, key) => redis.zadd(key('holds'), 5, 'sold'), 'holds-match'],
  [
    'an order changed its state alone',
    (redis, key) => redis.hset(key('order:sold'), 'state', 'CANCELLED'),
    'outbox-matches',
  ],
  ['an outbox entry is lost', (redis, key) => dropLastEntry(redis, key('outbox')), 'outbox-matches'],
  ['an order is lost', (redis, key) => redis.del(key('order:expired')), 'order-exists'],
  ['an order is not listed', (redis, key) => redis.zrem(key('orders'), 'expired'), 'order-listed'],
  ['an order cannot be read', (redis, key) => redis.hset(key('order:expired'), 'lines', '{}'), 'order-readable'],
  ['a buyer is lost', (redis, key) => redis.hset(key('order:sold'), 'buyer', ''), 'details-present'],
  ['a name is lost', (redis, key) => redis.hset(key('order:sold'), 'attendees', '[]'), 'details-present'],
  ['a total is wrong', (redis, key) => redis.hset(key('order:sold'), 'totalCents', 100), 'total-adds-up'],
  ['a person has too many', (redis, key) => redis.hset(key('people'), 'someone:day', 1), 'person-recount'],
  ['a person has too few', (redis, key) => redis.del(key('people')), 'person-recount'],
];

test.each(damages)('check notices when %s', async (_what, damage, rule) => {
  const { ledger, redis, key } = await openBusy();
  await damage(redis, key);
  expect((await ledger.check()).findings.map((finding) => finding.rule)).toContain(rule);
});

test('what the mirror trimmed from the outbox is no finding', async () => {
  const { ledger, redis, key } = await openBusy();
  await redis.xtrim(key('outbox'), 'MAXLEN', 1);
  expect((await ledger.check()).findings).toEqual([]);
});

test('the ledger keeps no name and no address in a key, and lets nothing expire but a form', async () => {
  const { redis, key } = await openBusy();
  const keys = (await redis.keys('*')).filter((name) => name.startsWith(key('')));
  const expiring = [];
  for (const name of keys) if ((await redis.ttl(name)) !== -1) expiring.push(name.slice(key('').length).split(':')[0]);
  expect(new Set(expiring)).toEqual(new Set(['idempotency']));
  expect([...keys, ...(await redis.hkeys(key('people')))].join()).not.toMatch(/@|ada/);
});

test('ledger:check ends with 0, 1 or 2', async () => {
  const { redis, eventId, key } = await openBusy();
  const fine = await runCheck(url(), eventId);
  expect(fine).toMatchObject({ code: 0 });
  expect(fine.output).toContain('Everything adds up.');
  expect(fine.output).toMatch(/^house +10 +2 +3 +5$/m);
  await redis.hincrby(key('quota:house'), 'sold', 1);
  const broken = await runCheck(url(), eventId);
  expect(broken).toMatchObject({ code: 1 });
  expect(broken.output).toContain('quota-recount: house sold is 4, the orders give 3');
  expect(await runCheck('not-an-address', eventId)).toMatchObject({ code: 2 });
});

async function dropLastEntry(redis: Redis, outbox: string): Promise<void> {
  const [last] = await redis.xrevrange(outbox, '+', '-', 'COUNT', 1);
  if (last) await redis.xdel(outbox, last[0]);
}

function runCheck(ledgerUrl: string, eventId: string): Promise<{ code: number; output: string }> {
  const entry = fileURLToPath(new URL('../../server/ledger/check-main.ts', import.meta.url));
  // Nothing else: it must run where the site is not set up.
  const env = { NODE_ENV: 'test' as const, PATH: process.env.PATH, LEDGER_URL: ledgerUrl, EVENT_ID: eventId };
  return new Promise((resolve) => {
    execFile(process.execPath, [entry], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}
