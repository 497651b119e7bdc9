import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type OrderState, orderStates } from '../../core/orders/order.ts';
import type { Ledger, OutboxEntry } from '../../server/ledger/ledger.ts';
import { actOf } from './ledger-organizer-steps.ts';
import { attendees, catalogueOf, paypalOrderOf, ticketType, voucher } from './open-test-ledger.ts';

export const catalogues = [6, 3, 9].map((house) =>
  catalogueOf(
    { house, hall: 4 },
    [ticketType('day', ['house'], { maxPerPerson: 3 }), ticketType('both', ['house', 'hall'], { priceCents: 1000 })],
    // Fewer than there are seats, so that it is the voucher that runs out; once there is none at all.
    house === 9 ? [] : [voucher('few', { maxUses: house - 2 })],
  ),
);

/** Everybody works on the same few orders and forms, so that they get into each other's way. `both` costs money. */
export const action = fc.record({
  kind: fc.constantFrom(
    ...(['hold', 'hold', 'saveDetails', 'saveDetails', 'confirm', 'confirm'] as const),
    ...(['extend', 'release', 'holdAgain', 'cancel', 'expireDue', 'applyCatalogue'] as const),
    ...(['startPayment', 'startPayment', 'recordPayPalOrder', 'recordPayPalOrder'] as const),
    ...(['beginCapture', 'beginCapture', 'recordCapture', 'recordCapture', 'recordCapturePending'] as const),
    ...(['recordDecline', 'recordDenial', 'abandonPayment', 'recordRefund', 'claimUnsettled'] as const),
    ...(['recordDispute', 'recordReversal', 'endDispute', 'endDispute'] as const),
    ...(['returnCapture', 'cancelTicket', 'refundAmount', 'refundAmount', 'retryRefund', 'refundByHand'] as const),
    ...(['checkIn', 'checkIn', 'undoCheckIn', 'correctAttendee', 'requestMail', 'issueComplimentary'] as const),
    ...Array<'goOn'>(24).fill('goOn'),
  ),
  order: fc.nat(7),
  seats: fc.integer({ min: 1, max: 3 }),
  isBoth: fc.boolean(),
  hasVoucher: fc.boolean(),
  person: fc.nat(1),
});
export type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;
type ActionKind = Exclude<Action['kind'], 'goOn'>;

const same = ['HELD', 'PAYING', 'EXPIRED', 'CONFIRMED', 'AWAITING_TRANSFER'] as const;
/** Money may go back of a payment that came too late, whatever the order has come to since. */
const moneyGoesBackIn = orderStates.map((state) => [state, state] as const);
/** Between which states of its order each transition may lie, as the outbox tells them. */
export const lawful: Record<OutboxEntry['transition'], (readonly [from: OrderState | 'start', to: OrderState])[]> = {
  held: [['start', 'HELD']],
  details: [
    ['HELD', 'HELD'],
    ['PAYING', 'PAYING'],
  ],
  extended: [
    ['HELD', 'HELD'],
    ['PAYING', 'PAYING'],
  ],
  expired: [
    ['HELD', 'EXPIRED'],
    ['PAYING', 'EXPIRED'],
    ['PAYMENT_PENDING', 'EXPIRED'],
    ['AWAITING_TRANSFER', 'EXPIRED'],
  ],
  held_again: [['EXPIRED', 'HELD']],
  confirmed: [
    ['start', 'CONFIRMED'],
    ['HELD', 'CONFIRMED'],
    ['COMMITTING', 'CONFIRMED'],
    ['PAYMENT_PENDING', 'CONFIRMED'],
    ['AWAITING_TRANSFER', 'CONFIRMED'],
    ['EXPIRED', 'CONFIRMED'],
  ],
  cancelled: [['CONFIRMED', 'CANCELLED']],
  ticket_reissued: [['CONFIRMED', 'CONFIRMED']],
  checked_in: [['CONFIRMED', 'CONFIRMED']],
  check_in_undone: [['CONFIRMED', 'CONFIRMED']],
  corrected: [['CONFIRMED', 'CONFIRMED']],
  mail_requested: (['CONFIRMED', 'CANCELLED', 'PAYMENT_PENDING', 'AWAITING_TRANSFER'] as const).map(
    (state) => [state, state] as const,
  ),
  awaiting_transfer: [
    ['HELD', 'AWAITING_TRANSFER'],
    ['PAYING', 'AWAITING_TRANSFER'],
    ['PAYMENT_PENDING', 'AWAITING_TRANSFER'],
  ],
  transfer_overdue: [['AWAITING_TRANSFER', 'AWAITING_TRANSFER']],
  paying: [
    ['AWAITING_TRANSFER', 'AWAITING_TRANSFER'],
    ['HELD', 'PAYING'],
    ['PAYING', 'PAYING'],
  ],
  payment_created: same.map((state) => [state, state] as const),
  payment_abandoned: [...same.map((state) => [state, state] as const), ['PAYING', 'HELD']],
  payment_declined: [
    ['COMMITTING', 'PAYING'],
    ['COMMITTING', 'HELD'],
    ['COMMITTING', 'AWAITING_TRANSFER'],
  ],
  payment_pending: [['COMMITTING', 'PAYMENT_PENDING']],
  committing: [
    ['HELD', 'COMMITTING'],
    ['PAYING', 'COMMITTING'],
    ['EXPIRED', 'COMMITTING'],
    ['AWAITING_TRANSFER', 'COMMITTING'],
  ],
  needs_attention: [],
  ticket_cancelled: [['CONFIRMED', 'CONFIRMED']],
  payment_returned: [['PAYING', 'HELD'], ...moneyGoesBackIn.filter(([state]) => state !== 'CONFIRMED')],
  refund_requested: moneyGoesBackIn,
  refund_pending: moneyGoesBackIn,
  refund_failed: moneyGoesBackIn,
  refund_completed: moneyGoesBackIn,
  payment_disputed: [['CONFIRMED', 'CONFIRMED']],
  payment_reversed: [['CONFIRMED', 'CONFIRMED']],
  dispute_ended: [['CONFIRMED', 'CONFIRMED']],
};

export async function act(
  ledger: Ledger,
  { kind, order, seats, isBoth, hasVoucher, person }: Action & { kind: ActionKind },
  holdMs: number,
): Promise<unknown> {
  const orderId = `order-${order}`;
  const registrationId = `${orderId}-1`;
  // What the order's payment is by now is anybody's guess: the scripts have to sort it out.
  const known = await ledger.getOrder(orderId);
  const attemptId = known?.payment?.attemptId ?? 'nobody';
  const { totalCents: amountCents = 0, currency = 'EUR' } = known ?? {};
  const captureId = `capture-${attemptId}`;
  const refund = known?.refunds.find(({ state }) => state !== 'COMPLETED') ?? known?.refunds[0];
  const refundId = refund?.id ?? 'nothing';
  switch (kind) {
    case 'hold': {
      // Two orders share a form: one may take the other's place.
      const selection = [{ ticketTypeId: isBoth ? 'both' : 'day', quantity: seats }];
      const voucherCode = hasVoucher ? 'half-few' : null;
      return ledger.hold({ orderId, idempotencyKey: `form-${Math.floor(order / 2)}`, selection, voucherCode, holdMs });
    }
    case 'saveDetails': {
      const buyer = { name: 'Ada', email: `person${person}@example.org` };
      return ledger.saveDetails({ orderId, buyer, attendees: attendees(known?.registrations.length ?? seats) });
    }
    case 'expireDue':
    case 'claimUnsettled':
      return ledger[kind]({ limit: seats });
    case 'applyCatalogue':
      return ledger.applyCatalogue(catalogues[seats - 1] ?? catalogueOf({}, []));
    case 'startPayment':
      return ledger.startPayment({ orderId, attemptId: `pay-${order}-${randomUUID()}` });
    case 'recordPayPalOrder':
      return ledger.recordPayPalOrder(paypalOrderOf(attemptId));
    case 'beginCapture':
      return ledger.beginCapture({ attemptId });
    case 'recordCapture':
      return ledger.recordCapture({ attemptId, captureId, amountCents, currency });
    case 'recordCapturePending':
      return ledger.recordCapturePending({ attemptId, captureId, reason: 'ECHECK' });
    case 'recordDecline': {
      const captureRequestId = (await ledger.getAttempt(attemptId))?.captureRequestId ?? '';
      return ledger.recordDecline({ attemptId, captureRequestId, issue: 'NO', graceMs: holdMs, isFinished: isBoth });
    }
    case 'recordDenial':
      return ledger.recordDenial({ attemptId, issue: 'NO' });
    case 'abandonPayment':
      return ledger.abandonPayment({ attemptId, problem: 'let go' });
    case 'recordRefund': {
      const state = (['PENDING', 'COMPLETED', 'FAILED'] as const)[seats - 1] ?? 'PENDING';
      const answer = { state, paypalRefundId: `paypal-${refundId}`, problem: null, isDefinite: isBoth };
      const { requestId = 'none', attemptId: of = attemptId } = refund ?? {};
      return ledger.recordRefund({ attemptId: of, refundId, requestId, ...answer });
    }
    case 'recordDispute':
      return ledger.recordDispute({ attemptId, disputeId: `PP-${attemptId}`, problem: 'disputed' });
    case 'recordReversal':
      return ledger.recordReversal({ attemptId, disputeId: null, problem: 'reversed' });
    case 'endDispute':
      return ledger.endDispute({ attemptId });
    case 'returnCapture':
      return ledger.returnCapture({ attemptId, captureId, amountCents, currency });
    case 'cancelTicket':
      return ledger.cancelTicket({
        registrationId: `${orderId}-${seats}`,
        act: isBoth ? actOf(randomUUID()) : undefined,
      });
    case 'refundAmount':
      return ledger.refundAmount({ orderId, amountCents: 400 * seats, act: actOf(randomUUID()) });
    case 'retryRefund':
      return ledger.retryRefund({ orderId, refundId, act: actOf(randomUUID()) });
    case 'refundByHand':
      return ledger.refundByHand({ orderId, refundId, how: 'in cash', act: actOf(randomUUID()) });
    case 'cancel':
      return ledger.cancel({ orderId, act: isBoth ? actOf(randomUUID()) : undefined });
    case 'issueComplimentary': {
      const ticketTypeId = isBoth ? 'both' : 'day';
      const request = { orderId: `gift-${randomUUID()}`, selection: [{ ticketTypeId, quantity: seats }] };
      const buyer = { name: 'Guest', email: `person${person}@example.org` };
      return ledger.issueComplimentary({ ...request, buyer, attendees: attendees(seats), act: actOf(randomUUID()) });
    }
    case 'requestMail':
      return ledger.requestMail({ orderId, registrationId: isBoth ? registrationId : null, act: actOf(randomUUID()) });
    case 'checkIn':
    case 'undoCheckIn':
      return ledger[kind]({ registrationId, revision: null, act: actOf(randomUUID()) });
    case 'correctAttendee': {
      const attendee = { name: `Corrected by ${seats}`, email: null };
      const revision = known?.registrations[0]?.revision ?? 1;
      return ledger.correctAttendee({ registrationId, revision, attendee, act: actOf(randomUUID()) });
    }
    default:
      return ledger[kind]({ orderId, holdMs });
  }
}

/** What would bring the order nearer to its end: without it few would ever come to be paid, let alone refunded. */
export async function nextFor(ledger: Ledger, action: Action): Promise<ActionKind> {
  const order = await ledger.getOrder(`order-${action.order}`);
  switch (order?.state) {
    case undefined:
      return 'hold';
    case 'HELD':
      if (!order.buyer) return 'saveDetails';
      return order.totalCents > 0 ? 'startPayment' : 'confirm';
    case 'PAYING':
      if (order.payment?.isDeclined) return 'startPayment';
      return order.payment?.state === 'CREATING' ? 'recordPayPalOrder' : 'beginCapture';
    case 'COMMITTING':
    case 'PAYMENT_PENDING':
      return 'recordCapture';
    case 'CONFIRMED':
      return 'cancel';
    case 'CANCELLED':
      return 'recordRefund';
    default:
      return 'holdAgain';
  }
}
