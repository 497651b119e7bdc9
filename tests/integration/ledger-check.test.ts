import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  refundOf,
  sellerOf,
  startMs,
  ticketType,
  transferTerms,
  voucher,
} from './open-test-ledger.ts';

const { open, url } = createTestLedgers();

/** A ledger with an order in nearly each state. */
async function openBusy() {
  const opened = await open({
    ...catalogueOf(
      { house: 20, hall: 5 },
      [
        ticketType('day', ['house']),
        ticketType('workshop', ['house', 'hall']),
        ticketType('paid', ['house'], { priceCents: 2500 }),
      ],
      [voucher('few', { maxUses: 4 })],
    ),
    seller: sellerOf('A'),
    transfer: transferTerms,
  });
  const { register, hold, give, buy, startPaying } = createVisitor(opened.ledger);
  await register('sold', { day: 1, workshop: 2 });
  await register('cancelled', { day: 1 });
  await opened.ledger.cancel({ orderId: 'cancelled' });
  await hold('held', { day: 2 }, 'form-of-held', 'HALF-FEW');
  await give('held', 2, 'li@example.org');
  await hold('expired', { workshop: 1 });
  await opened.ledger.release({ orderId: 'expired' });
  await buy('bought', { paid: 1 });
  await buy('returned', { paid: 1 });
  await opened.ledger.cancel({ orderId: 'returned' });
  await opened.ledger.recordRefund(refundOf('pay-returned', 'COMPLETED'));
  await buy('returning', { paid: 1 });
  await opened.ledger.cancel({ orderId: 'returning' });
  await buy('failed', { paid: 2 });
  await opened.ledger.cancelTicket({ registrationId: 'failed-1' });
  await opened.ledger.recordRefund(refundOf('pay-failed', 'FAILED', 'NO'));
  await startPaying('paying', { paid: 1 });
  await startPaying('committing', { paid: 1 });
  await opened.ledger.beginCapture({ attemptId: 'pay-committing' });
  await startPaying('odd', { paid: 1 });
  await hold('transferring', { paid: 1 });
  await give('transferring', 1);
  await opened.ledger.chooseTransfer({ orderId: 'transferring' });
  await opened.ledger.quarantinePayment({ attemptId: 'pay-odd', problem: 'amount differs', capture: null });
  return { ...opened, key: (name: string) => `{${opened.eventId}}:${name}` };
}

test('the report of a ledger that adds up', async () => {
  const { ledger } = await openBusy();
  expect(await ledger.check()).toEqual({
    orders: {
      ...{
        HELD: 1,
        PAYING: 1,
        COMMITTING: 1,
        CONFIRMED: 3,
        EXPIRED: 1,
        CANCELLED: 3,
        NEEDS_ATTENTION: 1,
        AWAITING_TRANSFER: 1,
      },
    },
    quotas: [
      { quotaId: 'hall', capacity: 5, held: 0, sold: 2, stopped: false },
      { quotaId: 'house', capacity: 20, held: 6, sold: 5, stopped: false },
    ],
    vouchers: [{ voucherId: 'few', uses: 2, maxUses: 4 }],
    refunds: { cancelled: 2, ticket_cancelled: 1 },
    attempts: { AWAITING_APPROVAL: 1, CAPTURING: 1, CAPTURED: 2, REFUNDING: 1, REFUNDED: 1, QUARANTINED: 1 },
    money: [
      {
        currency: 'EUR',
        capturedCents: 12_500,
        ticketedCents: 5000,
        refundedCents: 2500,
        refundingCents: 2500,
        inTasksCents: 2500,
      },
    ],
    tasks: [
      {
        ...{ attemptId: 'pay-failed', refundId: 'pay-failed-refund-1', orderId: 'failed' },
        ...{ kind: 'refund_failed', problem: 'NO', at: startMs },
      },
      {
        ...{ attemptId: 'pay-odd', refundId: null, orderId: 'odd' },
        ...{ kind: 'quarantined', problem: 'amount differs', at: startMs },
      },
    ],
    outboxLength: 57,
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
  ['a stop stays on', (redis, key) => redis.hset(key('quota:house'), 'stopped', 1, 'wanted', 11), 'quota-stopped'],
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
  ['a payment is not looked at', (redis, key) => redis.zrem(key('unsettled'), 'pay-paying'), 'attempt-watched'],
  ['a payment is looked at for good', (redis, key) => redis.zadd(key('unsettled'), 5, 'pay-bought'), 'attempt-watched'],
  ['a payment is lost', (redis, key) => redis.del(key('attempt:pay-bought')), 'attempt-exists'],
  ['a payment is not listed', (redis, key) => redis.zrem(key('attempts'), 'pay-bought'), 'attempt-listed'],
  [
    'a payment cannot be read',
    (redis, key) => redis.hset(key('attempt:pay-bought'), 'capturedAt', 'today'),
    'attempt-readable',
  ],
  ['an order is confirmed unpaid', (redis, key) => redis.hset(key('order:bought'), 'attemptId', ''), 'attempt-matches'],
  [
    'a payment went on alone',
    (redis, key) => redis.hset(key('attempt:pay-committing'), 'state', 'AWAITING_APPROVAL'),
    'attempt-matches',
  ],
  [
    'a second payment is alive',
    (redis, key) => redis.hset(key('attempt:pay-paying'), 'orderId', 'bought'),
    'attempt-matches',
  ],
  ['a free order has a payment', (redis, key) => redis.hset(key('order:bought'), 'totalCents', 0), 'attempt-matches'],
  ['money is booked twice', (redis, key) => bookAgain(redis, key('money')), 'money-matches'],
  ['money is forgotten', (redis, key) => redis.del(key('money')), 'money-matches'],
  ['too little was paid', (redis, key) => redis.hset(key('attempt:pay-bought'), 'capturedCents', 1), 'money-matches'],
  ['money has no ticket', (redis, key) => redis.hset(key('order:bought'), 'state', 'CANCELLED'), 'money-accounted'],
  [
    'money came for nobody',
    (redis, key) =>
      redis.xadd(key('money'), '*', 'kind', 'capture', 'attemptId', 'nobody', 'amountCents', 1, 'currency', 'EUR'),
    'money-accounted',
  ],
  [
    'an obligation is paid twice',
    async (redis, key) => {
      await redis.hset(key('order:returning'), 'refunds', '');
      await redis.hset(key('attempt:pay-returning'), 'invoiceId', 'bought-1');
    },
    'captured-once',
  ],
  ['a refund is lost', (redis, key) => redis.hset(key('order:returned'), 'refunds', ''), 'money-matches'],
  ['more goes back than came', (redis, key) => enlargeRefund(redis, key('order:returning')), 'refunds-within'],
  ['a refund is not looked at', (redis, key) => redis.zrem(key('unsettled'), 'pay-returning'), 'attempt-watched'],
  ['a refund goes back alone', (redis, key) => redis.del(key('attempt:pay-returning')), 'money-accounted'],
  ['a failed refund is nobody’s', (redis, key) => redis.hdel(key('tasks'), 'pay-failed-refund-1'), 'task-open'],
  ['a task is lost', (redis, key) => redis.hdel(key('tasks'), 'pay-odd'), 'task-open'],
  [
    "PayPal's order leads elsewhere",
    (redis, key) => redis.hset(key('paypal_orders'), 'paypal-pay-bought', 'pay-odd'),
    'paypal-order-known',
  ],
  ["PayPal's capture leads nowhere", (redis, key) => redis.del(key('captures')), 'capture-known'],
  ['a voucher counts too many', (redis, key) => redis.hset(key('voucher_uses'), 'few', 3), 'voucher-recount'],
  ['a voucher counts too few', (redis, key) => redis.del(key('voucher_uses')), 'voucher-recount'],
  ['a voucher is used too often', (redis, key) => redis.hset(key('voucher_bounds'), 'few', 1), 'voucher-bounds'],
  ['an invoice is lost', (redis, key) => redis.del(key('document:A-2030-0001')), 'series-gapless'],
  ['a series is lost', (redis, key) => redis.del(key('series:A-2030')), 'series-gapless'],
  ['a number is given to another', (redis, key) => redis.lset(key('series:A-2030'), 0, 'returned'), 'document-owned'],
  [
    'two orders have one number',
    async (redis, key) =>
      redis.hset(key('order:returned'), 'documents', (await redis.hget(key('order:bought'), 'documents')) ?? ''),
    'document-owned',
  ],
  ['an order forgets its invoice', (redis, key) => redis.hset(key('order:bought'), 'documents', ''), 'document-owned'],
  ['an invoice is not written', (redis, key) => redis.hset(key('order:bought'), 'invoice', ''), 'invoice-written'],
  [
    'more is credited than was said',
    (redis, key) => redis.hset(key('order:returned'), 'creditedCents', 0),
    'invoice-credited',
  ],
  [
    'an invoice cannot be read',
    (redis, key) => redis.hset(key('document:A-2030-0001'), 'seller', ''),
    'document-readable',
  ],
  ['a transfer is never looked at', (redis, key) => redis.zrem(key('transfers'), 'transferring'), 'transfers-match'],
  [
    'a transfer is looked at too early',
    (redis, key) => redis.zadd(key('transfers'), 5, 'transferring'),
    'transfers-match',
  ],
  ['a transfer outlived its order', (redis, key) => redis.zadd(key('transfers'), 5, 'sold'), 'transfers-match'],
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
  expect(fine.output).toMatch(/^house +20 +6 +5 +9$/m);
  await redis.hincrby(key('quota:house'), 'sold', 1);
  const broken = await runCheck(url(), eventId);
  expect(broken).toMatchObject({ code: 1 });
  expect(broken.output).toContain('quota-recount: house sold is 6, the orders give 5');
  expect(await runCheck('not-an-address', eventId)).toMatchObject({ code: 2 });
});

async function bookAgain(redis: Redis, money: string): Promise<void> {
  const [first] = await redis.xrange(money, '-', '+', 'COUNT', 1);
  if (first) await redis.xadd(money, '*', ...first[1]);
}

async function enlargeRefund(redis: Redis, order: string): Promise<void> {
  const refunds = await redis.hget(order, 'refunds');
  await redis.hset(order, 'refunds', (refunds ?? '').replace('"amountCents":2500', '"amountCents":2501'));
}

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
