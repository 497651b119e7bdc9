import { expect, test } from 'vitest';
import { createLedger as createCheckThenWrite } from '../../proofs/controls/check-then-write.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  holdMs,
  startMs,
  ticketType,
  voucher,
} from './open-test-ledger.ts';

const { open } = createTestLedgers();
const types = [
  ticketType('day', ['house'], { priceCents: 9_900 }),
  ticketType('dinner', ['house'], { priceCents: 1_005 }),
  ticketType('speaker', ['house'], { priceCents: 500, isHidden: true }),
];
const openWith = (...vouchers: Parameters<typeof catalogueOf>[2] & object) =>
  open(catalogueOf({ house: 200 }, types, vouchers));
const form = (orderId: string) => `form-of-${orderId}`;

test('what each kind of voucher makes of a price, and what it would have been', async () => {
  const { ledger } = await openWith(
    voucher('half'),
    voucher('amount', {
      code: 'TEN-OFF',
      gives: { kind: 'amount', amountOffCents: 1_000_000 },
      ticketTypeIds: ['dinner'],
    }),
    voucher('fixed', { code: 'FIXED PRICE', gives: { kind: 'price', priceCents: 2_000 } }),
  );
  const { hold } = createVisitor(ledger);
  const linesWith = async (orderId: string, code: string) =>
    done(await hold(orderId, { day: 1, dinner: 2 }, form(orderId), code));
  expect(await linesWith('one', 'half half')).toMatchObject({
    totalCents: 4_950 + 2 * 502,
    voucher: { id: 'half', code: 'HALF-HALF', uses: 3 },
    lines: [
      { ticketTypeId: 'day', unitPriceCents: 4_950, listPriceCents: 9_900 },
      { ticketTypeId: 'dinner', unitPriceCents: 502, listPriceCents: 1_005 },
    ],
  });
  const amount = await linesWith('two', 'tenoff');
  expect(amount).toMatchObject({ totalCents: 9_900, voucher: { uses: 2 } });
  expect(amount.lines[0]).not.toHaveProperty('listPriceCents');
  // A voucher makes nothing dearer.
  expect(await linesWith('three', 'Fixed–price')).toMatchObject({
    totalCents: 2_000 + 2 * 1_005,
    voucher: { uses: 3 },
  });
  expect((await ledger.check()).findings).toEqual([]);
});

test('an order that a voucher makes free is confirmed without a payment', async () => {
  const { ledger } = await openWith(voucher('guest', { gives: { kind: 'percent', percentOff: 100 } }));
  const { hold, give } = createVisitor(ledger);
  done(await hold('one', { day: 2 }, form('one'), 'HALF-GUEST'));
  done(await give('one', 2));
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'pay' })).toMatchObject({ reason: 'nothing_to_pay' });
  expect(done(await ledger.confirm({ orderId: 'one' }))).toMatchObject({
    state: 'CONFIRMED',
    totalCents: 0,
    payment: null,
  });
  expect((await ledger.check()).findings).toEqual([]);
});

test('a hidden ticket type is there for a voucher that names it, and for nobody else', async () => {
  const { ledger } = await openWith(
    voucher('all'),
    voucher('speakers', { code: 'SPEAKERS', gives: { kind: 'access' }, ticketTypeIds: ['speaker'] }),
  );
  const { hold } = createVisitor(ledger);
  expect(await hold('one', { speaker: 1 })).toMatchObject({ reason: 'unknown_ticket_type' });
  expect(await hold('two', { speaker: 1 }, form('two'), 'HALF-ALL')).toMatchObject({ reason: 'unknown_ticket_type' });
  expect(done(await hold('three', { speaker: 1 }, form('three'), 'speakers'))).toMatchObject({
    totalCents: 500,
    voucher: { id: 'speakers', uses: 1 },
  });
  expect(await hold('four', { day: 1 }, form('four'), 'speakers')).toEqual({
    ok: false,
    reason: 'voucher_not_for_these',
  });
});

test('a voucher has its first and its last moment, its most for one order, and its uses', async () => {
  const { ledger, clock } = await openWith(
    voucher('few', { maxUses: 3, maxPerOrder: 2, validFromAt: startMs + 100, validUntilAt: startMs + 200 }),
  );
  const { hold } = createVisitor(ledger);
  const holdAt = (ms: number, orderId: string, day: number) => {
    clock.nowMs = startMs + ms;
    return hold(orderId, { day }, form(orderId), 'HALF-FEW');
  };
  expect(await holdAt(99, 'early', 1)).toEqual({ ok: false, reason: 'voucher_not_yet' });
  expect(await holdAt(100, 'many', 3)).toEqual({ ok: false, reason: 'over_voucher_limit', remaining: 2 });
  done(await holdAt(100, 'one', 2));
  expect(await holdAt(150, 'two', 2)).toEqual({ ok: false, reason: 'voucher_used_up', remaining: 1 });
  done(await holdAt(199, 'two', 1));
  expect(await ledger.findVoucher('halffew')).toMatchObject({ uses: 3, voucher: { id: 'few' } });
  expect(await holdAt(200, 'late', 1)).toEqual({ ok: false, reason: 'voucher_over' });
  expect(await hold('wrong', { day: 1 }, form('wrong'), 'NO-SUCH')).toEqual({ ok: false, reason: 'unknown_voucher' });
  expect(await ledger.findVoucher('NO-SUCH')).toBeNull();
});

test('uses come back with a lapsed hold, a cancelled order, and a choice that another one replaces', async () => {
  const { ledger, clock } = await openWith(voucher('few', { maxUses: 2, gives: { kind: 'percent', percentOff: 100 } }));
  const { hold, give } = createVisitor(ledger);
  const uses = async () => (await ledger.check()).vouchers;
  done(await hold('one', { day: 2 }, 'form', 'HALF-FEW'));
  // Its own uses are free for the choice that takes its place; the same choice with another code is another one.
  done(await hold('two', { day: 1 }, 'form', 'HALF-FEW'));
  expect(await uses()).toEqual([{ voucherId: 'few', uses: 1, maxUses: 2 }]);
  expect(done(await hold('three', { day: 1 }, 'form'))).toMatchObject({ voucher: null, totalCents: 9_900 });
  expect(await uses()).toEqual([{ voucherId: 'few', uses: 0, maxUses: 2 }]);

  done(await hold('four', { day: 2 }, form('four'), 'HALF-FEW'));
  clock.nowMs += holdMs;
  expect(await ledger.findVoucher('HALF-FEW')).toMatchObject({ uses: 0 });
  done(await hold('five', { day: 2 }, form('five'), 'HALF-FEW'));
  expect(await ledger.holdAgain({ orderId: 'four', holdMs })).toMatchObject({
    reason: 'voucher_used_up',
    remaining: 0,
  });
  done(await give('five', 2));
  done(await ledger.confirm({ orderId: 'five' }));
  expect(await uses()).toEqual([{ voucherId: 'few', uses: 2, maxUses: 2 }]);
  done(await ledger.cancel({ orderId: 'five' }));
  expect(done(await ledger.holdAgain({ orderId: 'four', holdMs }))).toMatchObject({
    totalCents: 0,
    voucher: { uses: 2 },
  });
  expect((await ledger.check()).findings).toEqual([]);
});

test('fewer uses than there are take nothing back, and a voucher that is gone is good for nothing', async () => {
  const { ledger } = await openWith(voucher('few', { maxUses: 5 }));
  const { hold } = createVisitor(ledger);
  done(await hold('one', { day: 4 }, form('one'), 'HALF-FEW'));
  await ledger.applyCatalogue(catalogueOf({ house: 200 }, types, [voucher('few', { maxUses: 2 })]));
  expect(await hold('two', { day: 1 }, form('two'), 'HALF-FEW')).toMatchObject({
    reason: 'voucher_used_up',
    remaining: 0,
  });
  expect(await ledger.check()).toMatchObject({ findings: [], vouchers: [{ uses: 4, maxUses: 4 }] });
  expect((await ledger.getAvailability()).hasVouchers).toBe(true);
  await ledger.applyCatalogue(catalogueOf({ house: 200 }, types));
  expect((await ledger.getAvailability()).hasVouchers).toBe(false);
  expect(await hold('three', { day: 1 }, form('three'), 'HALF-FEW')).toMatchObject({ reason: 'unknown_voucher' });
  await ledger.release({ orderId: 'one' });
  expect(await ledger.holdAgain({ orderId: 'one', holdMs })).toMatchObject({ reason: 'unknown_voucher' });
  expect((await ledger.check()).findings).toEqual([]);
});

/** Eighty visitors at once, each for one place with a voucher that is good for five. */
async function rush(ledger: Ledger): Promise<number> {
  const { hold } = createVisitor(ledger);
  const answers = await Promise.all(
    Array.from({ length: 80 }, (_, visitor) => hold(`order-${visitor}`, { day: 1 }, `form-${visitor}`, 'half few')),
  );
  expect(answers.filter((answer) => !answer.ok && answer.reason !== 'voucher_used_up')).toEqual([]);
  return answers.filter((answer) => answer.ok).length;
}

test('of eighty at once five use a voucher that is good for five; where it is checked before it is written, more do', async () => {
  const few = voucher('few', { maxUses: 5 });
  const real = await openWith(few);
  expect(await rush(createLedger(real))).toBe(5);
  expect((await real.ledger.check()).findings).toEqual([]);

  const control = await openWith(few);
  expect(await rush(createCheckThenWrite(control))).toBeGreaterThan(5);
  expect((await control.ledger.check()).findings).toMatchObject([{ rule: 'voucher-bounds', subject: 'few' }]);
});
