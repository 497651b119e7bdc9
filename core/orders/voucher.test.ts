import { expect, test } from 'vitest';
import { comparableCode, type Voucher } from './catalogue.ts';
import { describeRefusal } from './refusal-words.ts';
import { describeGift, mayChoose, priceWith, savedCents, voucherStateAt } from './voucher.ts';

const voucher = (rest: Partial<Voucher>): Voucher => ({
  id: 'v',
  code: 'SPRING-25',
  gives: { kind: 'percent', percentOff: 25 },
  ticketTypeIds: [],
  maxUses: null,
  maxPerOrder: null,
  validFromAt: null,
  validUntilAt: null,
  ...rest,
});
const type = (priceCents: number, isHidden = false) => ({ id: 'day', priceCents, isHidden });

test('a code is the same however it is typed', () => {
  for (const typed of ['spring-25', ' Spring 25 ', 'SPRING–25', 'ｓｐｒｉｎｇ２５', 'spr ing_2 5'])
    expect(comparableCode(typed)).toBe('SPRING25');
});

test('a price with a voucher: half a cent is the buyer’s, nothing is dearer, nothing below zero', () => {
  expect([4, 1, 2, 9_900].map((cents) => priceWith(voucher({}), type(cents)))).toEqual([3, 1, 1, 7_425]);
  expect(priceWith(voucher({ gives: { kind: 'amount', amountOffCents: 500 } }), type(400))).toBe(0);
  expect(priceWith(voucher({ gives: { kind: 'price', priceCents: 500 } }), type(400))).toBe(400);
  expect(priceWith(voucher({ ticketTypeIds: ['other'] }), type(400))).toBe(400);
  expect(priceWith(null, type(400))).toBe(400);
});

test('a hidden ticket is for a voucher that names it', () => {
  expect(
    [null, voucher({}), voucher({ ticketTypeIds: ['day'] })].map((with_) => mayChoose(with_, type(0, true))),
  ).toEqual([false, false, true]);
});

test('when it is good', () => {
  const few = voucher({ maxUses: 2, validFromAt: 100, validUntilAt: 200 });
  expect([99, 100, 199, 200].map((at) => voucherStateAt(few, 0, at))).toEqual(['not_yet', 'good', 'good', 'over']);
  expect(voucherStateAt(few, 2, 150)).toBe('used_up');
});

test('what it saves, what it gives, and what is wrong with it, in words', () => {
  const line = { ticketTypeId: 'day', name: 'Day', quantity: 2, unitPriceCents: 750, vatBasisPoints: null };
  expect(savedCents([{ ...line, listPriceCents: 1_000 }, line])).toBe(500);
  expect(describeGift(voucher({ gives: { kind: 'price', priceCents: 4_900 } }), 'EUR')).toBe('tickets for €49 each');
  const words = (remaining: number, place?: 'choice' | 'order') =>
    describeRefusal({ ok: false, reason: 'voucher_used_up', remaining }, undefined, place).text;
  expect(words(1)).toBe('This voucher is good for only 1 ticket more. Choose 1 or fewer.');
  expect(words(0, 'order')).toContain('Choose again, or try later');
});
