import fc from 'fast-check';
import type { Catalogue, Voucher } from '../../core/orders/catalogue.ts';
import type { Attendee, Order, Selection } from '../../core/orders/order.ts';
import type { GivenAnswers } from '../../core/orders/questions.ts';
import { dayMs, type TransferTerms } from '../../core/orders/transfer.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import { type OrganizeStep, organizeStepArbitrary } from './ledger-organizer-steps.ts';
import { type PayStep, payStepArbitrary } from './ledger-payment-steps.ts';
import { type RefundStep, refundStepArbitrary } from './ledger-refund-steps.ts';
import { catalogueOf, holdMs, sellerOf, startMs, ticketType, voucher } from './open-test-ledger.ts';

/** One thing that happens. `target` counts back from the newest order (and may miss), so that a shrunk list stays meaningful. */
export type Step =
  | { kind: 'hold'; form: number; selection: Selection; code?: string | null }
  | { kind: 'findVoucher'; code: string }
  | {
      kind: 'saveDetails';
      target: number;
      person: number;
      spelling: number;
      isMissing: boolean;
      answers?: GivenAnswers;
    }
  | { kind: 'confirm' | 'release' | 'cancel'; target: number }
  | { kind: 'extend' | 'holdAgain'; target: number }
  /** The newest, or an older, request once more, word for word. */
  | { kind: 'resend'; back: number }
  | { kind: 'expireDue'; limit: number }
  | { kind: 'applyCatalogue'; catalogue: Catalogue }
  | { kind: 'getAvailability' }
  | { kind: 'pass'; ms: number }
  /** Whatever brings the order nearer to its end, some times over: left to chance, few would ever be paid. */
  | { kind: 'goOn'; target: number; person: number; ways: number[] }
  | { kind: 'cancelByOrganizer'; target: number; form: number }
  /** `variant` 0 is what usually is asked. */
  | { kind: 'chooseTransfer' | 'markTransferPaid' | 'callOff'; target: number; variant: number }
  | { kind: 'sweepTransfers'; limit: number }
  | OrganizeStep
  | RefundStep
  | PayStep;

const formCount = 4;
const target = fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) });

/** `day` alone, `party` with it, both on two quotas, `late` on its own, `secret` with a voucher; the same quota through several types
 *  is the rule. */
const typeIds = ['day', 'party', 'party', 'both', 'late', 'secret'];
const codes = ['half-few', ' HALF few', 'HALFGATE', 'half-gate', 'HALF-NONE'];

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

const selection: fc.Arbitrary<Selection> = fc
  .uniqueArray(fc.constantFrom(...typeIds), { minLength: 1, maxLength: 3 })
  .chain((ids) =>
    fc
      .array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 4, max: 12 })), {
        minLength: ids.length,
        maxLength: ids.length,
      })
      .map((quantities) => ids.map((ticketTypeId, index) => ({ ticketTypeId, quantity: quantities[index] ?? 1 }))),
  );

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      form: fc.nat(formCount * 3),
      selection,
      code: fc.option(fc.constantFrom(...codes), { freq: 2 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('saveDetails' as const),
      target,
      person: fc.nat(1),
      spelling: fc.nat(2),
      isMissing: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      answers: fc.constantFrom<GivenAnswers | undefined>(undefined, {
        order: [{ questionId: 'colour', question: 'Which “colour”?', values: ['blau 🟦', ''] }],
        attendees: [[], [{ questionId: 'food', question: 'Food?', values: [] }]],
      }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('confirm' as const), target }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'cancel' as const), target }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('extend' as const, 'holdAgain' as const), target }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('extend' as const), target: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resend' as const), back: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('expireDue' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('chooseTransfer' as const, 'markTransferPaid' as const, 'callOff' as const),
      target,
      variant: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('sweepTransfers' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 8, arbitrary: payStepArbitrary },
  { weight: 8, arbitrary: organizeStepArbitrary },
  { weight: 6, arbitrary: refundStepArbitrary },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancelByOrganizer' as const), target, form: fc.nat(9) }),
  },
  {
    weight: 15,
    arbitrary: fc.record({
      kind: fc.constant('goOn' as const),
      target,
      person: fc.nat(1),
      ways: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('applyCatalogue' as const), catalogue: catalogueArbitrary }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'getAvailability' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('findVoucher' as const), code: fc.constantFrom(...codes) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(
        fc.constantFrom(1, holdMs - 1, holdMs, dayMs, 2 * dayMs),
        fc.integer({ min: 1, max: Math.round(holdMs * 1.2) }),
      ),
    }),
  },
);

/** The same person, however they write their address. */
export function addressOf(person: number, spelling: number): string {
  const address = ['zoë+conf@exämple.org', 'li@example.org'][person] ?? 'ada@example.org';
  return [address, address.toUpperCase(), ` ${address.normalize('NFD')}`][spelling] ?? address;
}

export function attendeesFor(seats: number, isMissing: boolean): Attendee[] {
  const names = ['Ada', 'علي', 'Grace 🚀', '李'];
  return Array.from({ length: seats }, (_, index) => ({
    name: isMissing && index === 0 ? '' : `${names[index % names.length]} ${index}`,
    email: index % 2 === 0 ? null : `guest${index}@example.org`,
  }));
}

/** The step that `goOn` stands for. `attempts` are all there are, oldest first. */
export function nextStepFor(
  order: Order | undefined,
  { target, person, way, attempts }: { target: number; person: number; way: number; attempts: Attempt[] },
): Step {
  const pay = (kind: PayStep['kind'], variant = 0): Step => ({
    kind,
    target: attempts.length - 1 - attempts.findIndex(({ id }) => id === order?.payment?.attemptId),
    variant,
  });
  // Money may still come for a try that is over, while or after another one pays.
  const givenUp = attempts.findLastIndex(
    ({ id, orderId, state }) => orderId === order?.id && id !== order.payment?.attemptId && state === 'ABANDONED',
  );
  const payGivenUp: PayStep = { kind: 'returnCapture', target: attempts.length - 1 - givenUp, variant: 0 };
  switch (order?.state) {
    case undefined:
      return {
        ...{ kind: 'hold', form: target, code: way % 2 === 0 ? 'half-few' : null },
        selection: [{ ticketTypeId: 'party', quantity: way > 4 ? 2 : 1 }],
      };
    case 'HELD':
      if (!order.buyer) return { kind: 'saveDetails', target, person, spelling: 0, isMissing: false };
      if (order.totalCents > 0 && way >= 7) return { kind: 'chooseTransfer', target, variant: 0 };
      return order.totalCents > 0 ? { kind: 'startPayment', target, variant: 0 } : { kind: 'confirm', target };
    case 'PAYING':
      if (order.payment?.isDeclined && way > 2) return { kind: 'startPayment', target, variant: 0 };
      if (givenUp >= 0 && way === 9) return payGivenUp;
      if (order.payment?.state === 'CREATING') return pay('recordPayPalOrder', way === 0 ? 1 : 0);
      if (way === 8) return pay('abandonPayment');
      return pay('beginCapture');
    case 'AWAITING_TRANSFER':
      if (way <= 1) return { kind: 'markTransferPaid', target, variant: way === 0 ? 3 : 0 };
      if (way === 6) return { kind: 'callOff', target, variant: person === 0 ? 0 : 3 };
      if (way <= 3) return { kind: 'pass', ms: dayMs };
      // Once it is overdue it seldom goes another way than to its end.
      if (way <= (order.transfer?.remindedAt ? 8 : 5)) return { kind: 'sweepTransfers', limit: 3 };
      if (order.payment?.state === 'CREATING') return pay('recordPayPalOrder');
      return order.payment?.state === 'AWAITING_APPROVAL' && !order.payment.isDeclined
        ? pay('beginCapture')
        : { kind: 'startPayment', target, variant: 0 };
    case 'COMMITTING':
      if (way <= 1) return pay('recordCapturePending');
      if (way <= 4) return pay('recordDecline', way === 2 ? 2 : 0);
      if (way === 9) return pay('quarantinePayment', person);
      return pay('recordCapture', way === 5 ? 3 : 0);
    case 'PAYMENT_PENDING':
      return pay(way <= 2 ? 'recordDenial' : 'recordCapture');
    case 'CONFIRMED': {
      const refund = { target, which: 0, form: way, variant: 0 };
      if (givenUp >= 0 && way === 9) return payGivenUp;
      if (order.totalCents > 0 && way <= 1) return pay('recordDispute');
      if (order.totalCents > 0 && way === 2) return pay('recordReversal');
      if (order.payment?.state === 'DISPUTED' || (order.payment?.state === 'REVERSED' && way <= 5))
        return pay('endDispute');
      if (order.refunds.some(({ state }) => state !== 'COMPLETED') && way % 3 === 0)
        return pay('recordRefund', Math.floor(way / 3));
      if (way === 8) {
        const isInside = order.registrations[0]?.checkedInAt !== null;
        return { kind: isInside ? 'undoCheckIn' : 'checkIn', target, place: 1, form: attempts.length % 10, variant: 0 };
      }
      if (way > 6) return { kind: 'cancelTicket', ...refund };
      return way > 4 ? { kind: 'refundAmount', ...refund, variant: way - 5 } : { kind: 'cancel', target };
    }
    case 'CANCELLED': {
      const refund = { target, which: 0, form: way, variant: 0 };
      if (order.refunds.some(({ state }) => state === 'FAILED') && way > 2)
        return { kind: way > 5 ? 'retryRefund' : 'refundByHand', ...refund };
      return pay('recordRefund', Math.min(way, 3));
    }
    case 'NEEDS_ATTENTION': {
      const kind = (['refundQuarantined', 'acceptPayment', 'dropPayment'] as const)[way % 3] ?? 'dropPayment';
      return { kind, target, which: 0, form: way, variant: 0 };
    }
    default:
      // Money that comes after all.
      if (order?.payment && way > 6) return pay('returnCapture');
      return { kind: 'holdAgain', target };
  }
}
