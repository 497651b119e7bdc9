import fc from 'fast-check';
import type { Catalogue, Voucher } from '../../core/orders/catalogue.ts';
import { dayMs, type TransferTerms } from '../../core/orders/transfer.ts';
import { catalogueOf, holdMs, sellerOf, startMs, ticketType, voucher } from './open-test-ledger.ts';

/** `day` alone, `party` with it, both on two quotas, `late` on its own, `secret` with a voucher; the same quota through several types
 *  is the rule. */
export const typeIds = ['day', 'party', 'party', 'both', 'late', 'secret'];
export const codes = ['half-few', ' HALF few', 'HALFGATE', 'half-gate', 'HALF-NONE'];

/** For one the year begins with these tests, for the other a few hours later. */
const sellers = [sellerOf('A'), sellerOf('B', -5 * 3_600_000)];

const transferTerms: TransferTerms = {
  bank: { accountHolder: 'Days of Type', account: 'PT50000201231234567890154', bic: null, bankName: null },
  daysToPay: 1,
  graceDays: 1,
  lastDueAt: startMs + 9 * dayMs,
};

export const catalogueArbitrary: fc.Arbitrary<Catalogue> = fc
  .record({
    house: fc.integer({ min: 2, max: 12 }),
    hall: fc.integer({ min: 1, max: 8 }),
    maxPerOrder: fc.integer({ min: 2, max: 5 }),
    maxPerPerson: fc.option(fc.integer({ min: 1, max: 5 })),
    partyCents: fc.constantFrom(0, 1500, 1500, 1500, 2500),
    partyVat: fc.constantFrom(null, 700, 1900),
    lateStartsInMs: fc.option(fc.integer({ min: 0, max: holdMs * 2 })),
    dayEndsInMs: fc.option(fc.integer({ min: holdMs, max: holdMs * 6 }), { freq: 2 }),
    cancelEndsInMs: fc.option(fc.integer({ min: holdMs, max: holdMs * 6 }), { freq: 2 }),
    hasLate: fc.boolean(),
    seller: fc.constantFrom(null, sellers[0], sellers[0], sellers[1]),
    transfer: fc.constantFrom(null, transferTerms, transferTerms, transferTerms),
    isReversed: fc.boolean(),
    few: fc.record({
      gives: fc.constantFrom<Voucher['gives']>(
        { kind: 'percent', percentOff: 33 },
        { kind: 'percent', percentOff: 100 },
        { kind: 'amount', amountOffCents: 2000 },
        { kind: 'price', priceCents: 1999 },
      ),
      maxUses: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 8 }),
      maxPerOrder: fc.option(fc.integer({ min: 1, max: 4 })),
      validFromInMs: fc.option(fc.integer({ min: 0, max: holdMs * 2 })),
      validForMs: fc.option(fc.integer({ min: holdMs, max: holdMs * 6 })),
    }),
    hasGate: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  })
  .map((some) => {
    const types = [
      ticketType('day', ['house'], {
        maxPerOrder: some.maxPerOrder,
        maxPerPerson: some.maxPerPerson,
        salesEndAt: some.dayEndsInMs === null ? null : startMs + some.dayEndsInMs,
      }),
      ticketType('party', ['hall'], {
        priceCents: some.partyCents,
        vatBasisPoints: some.partyVat,
        maxPerOrder: some.maxPerOrder,
      }),
      ticketType('both', ['house', 'hall'], { maxPerPerson: some.maxPerPerson }),
      ticketType('late', ['house'], {
        salesStartAt: some.lateStartsInMs === null ? null : startMs + some.lateStartsInMs,
      }),
      ticketType('secret', ['hall'], { priceCents: some.partyCents, isHidden: true }),
    ].filter((type) => some.hasLate || type.id !== 'late');
    const { validFromInMs, validForMs, ...few } = some.few;
    const vouchers = [
      voucher('few', {
        ...few,
        validFromAt: validFromInMs === null ? null : startMs + validFromInMs,
        validUntilAt: validForMs === null ? null : startMs + (validFromInMs ?? 0) + validForMs,
      }),
      voucher('gate', { gives: { kind: 'access' }, ticketTypeIds: ['secret', 'day'] }),
    ].filter(({ id }) => some.hasGate || id !== 'gate');
    const ticketTypes = some.isReversed ? types.reverse() : types;
    const seller = some.seller ?? null;
    const cancelUntil = some.cancelEndsInMs === null ? null : startMs + some.cancelEndsInMs;
    return {
      ...catalogueOf({ house: some.house, hall: some.hall }, ticketTypes, vouchers),
      seller,
      cancelUntil,
      transfer: some.transfer,
    };
  });
