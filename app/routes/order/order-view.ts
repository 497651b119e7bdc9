import type { Conference } from '../../../core/conference.ts';
import { formatMoney } from '../../../core/money.ts';
import type { Billing } from '../../../core/orders/invoice.ts';
import { type ExpiryReason, listLive, type Order } from '../../../core/orders/order.ts';
import { describeRefund, describeTrouble, isOfTransfer } from '../../../core/orders/payment-words.ts';
import type { GivenAnswers } from '../../../core/orders/questions.ts';
import type { OrderTransfer } from '../../../core/orders/transfer.ts';
import { describeTransfer } from '../../../core/orders/transfer-words.ts';
import { type RefundState, sumCompleted } from '../../../core/payments/refund.ts';
import {
  formatDateRange,
  formatDay,
  formatMoment,
  formatOffset,
  formatTime,
  toZonedDate,
} from '../../../core/zoned-time.ts';
import { type OrderSum, toPrice, toSum, toWhatIsLeft } from './order-sum.ts';

/** What the page shows of an order, in words already: a browser that formats dates otherwise must not differ from the server. */
export type OrderView = OrderSum & {
  id: string;
  stage:
    | 'held'
    /** Held, and all that is left to do is to pay. */
    | 'to-pay'
    | 'over'
    /** Asked for, and PayPal's answer is not known yet. */
    | 'confirming'
    /** PayPal is still checking the money. */
    | 'pending'
    | 'confirmed'
    | 'cancelled'
    /** To be paid by bank transfer. */
    | 'transfer'
    /** A person has to look. */
    | 'attention';
  /** Why the hold is over. */
  overBecause: ExpiryReason | null;
  held: { until: string; untilInstant: string; offset: string; leftMs: number; canExtend: boolean };
  isFree: boolean;
  /** Definite declines so far. */
  declines: number;
  isCancelledByOrganizer: boolean;
  /** What is the matter with the money of a confirmed order. */
  trouble: string | null;
  /** What goes back of what was paid, each amount with what happens next. */
  refunds: { id: string; state: RefundState; text: string }[];
  /** What has gone back by now, where it is anything. */
  returned: string | null;
  cancelling: {
    /** Whether its buyer may cancel, until when, and what somebody who cancels gets back. */
    isOpen: boolean;
    until: string | null;
    total: string | null;
  };
  seatCount: number;
  /** Without those that were cancelled one by one. */
  places: { id: string; ticketName: string; price: string; attendee: { name: string; email: string | null } | null }[];
  cancelledPlaces: { id: string; ticketName: string; attendee: { name: string } | null }[];
  buyer: { name: string; email: string } | null;
  billing: Billing | null;
  transfer: { due: string; isOverdue: boolean; ends: string; facts: { name: string; value: string }[] } | null;
  isPaidByTransfer: boolean;
  /** Its invoices and credit notes, as links say it. */
  documents: { number: string; label: string }[];
  answers: GivenAnswers;
  conference: { name: string; dates: string; venue: string | null; contactEmail: string | null };
};

function stageOf(order: Order, now: number): OrderView['stage'] {
  switch (order.state) {
    case 'HELD':
    case 'PAYING':
      // The ledger ends a hold when it next touches it; its time is over all the same.
      if (order.heldUntil <= now) return 'over';
      return order.totalCents > 0 && isComplete(order) ? 'to-pay' : 'held';
    case 'EXPIRED':
      return 'over';
    case 'COMMITTING':
      return 'confirming';
    case 'PAYMENT_PENDING':
      return 'pending';
    case 'CONFIRMED':
      return 'confirmed';
    case 'CANCELLED':
      return 'cancelled';
    case 'AWAITING_TRANSFER':
      return 'transfer';
    case 'NEEDS_ATTENTION':
      return 'attention';
  }
}

function isComplete(order: Order): boolean {
  return order.buyer !== null && order.registrations.every(({ attendee }) => attendee !== null);
}

export function toOrderView(order: Order, conference: Conference, now: number): OrderView {
  const { timeZone } = conference;
  const stage = stageOf(order, now);
  const price = (cents: number) => toPrice(cents, order.currency);
  const lineOf = (id: string) => order.lines.find((line) => line.ticketTypeId === id);
  const ticketName = (id: string) => lineOf(id)?.name ?? '';
  const day = (at: number) => {
    const date = toZonedDate(at, timeZone);
    return formatDateRange(date, date);
  };
  const live = listLive(order);
  const returnedCents = sumCompleted(order.refunds);
  return {
    id: order.id,
    stage,
    overBecause: stage === 'over' ? (order.expiryReason ?? 'lapsed') : null,
    held: {
      until: formatTime(order.heldUntil, timeZone),
      untilInstant: new Date(order.heldUntil).toISOString(),
      offset: formatOffset(order.heldUntil, timeZone),
      leftMs: Math.max(0, order.heldUntil - now),
      canExtend: !order.extended,
    },
    // What was cancelled before is no part of what was cancelled at the end.
    ...(stage === 'cancelled' ? toWhatIsLeft(order) : { ...toSum(order, order.lines), total: price(order.totalCents) }),
    isFree: order.totalCents === 0,
    declines: order.payment?.declines ?? 0,
    isCancelledByOrganizer: order.cancelledBy === 'organizer',
    trouble: describeTrouble(order.payment, price(order.payment?.amountCents ?? 0)),
    refunds: order.refunds.map((refund) => ({
      id: refund.id,
      state: refund.state,
      text: describeRefund(refund, {
        amount: formatMoney(refund.amountCents, refund.currency),
        day,
        isByTransfer: isOfTransfer(refund, order.payment),
      }),
    })),
    returned: returnedCents > 0 ? formatMoney(returnedCents, order.refunds[0]?.currency ?? order.currency) : null,
    cancelling: toCancelling(order, conference, now),
    seatCount: live.length,
    places: live.map(({ id, ticketTypeId, attendee }) => ({
      id,
      ticketName: ticketName(ticketTypeId),
      price: price(lineOf(ticketTypeId)?.unitPriceCents ?? 0),
      attendee,
    })),
    cancelledPlaces: order.registrations
      .filter(({ cancelledAt }) => cancelledAt !== null)
      .map(({ id, ticketTypeId, attendee }) => ({ id, ticketName: ticketName(ticketTypeId), attendee })),
    buyer: order.buyer,
    billing: order.billing,
    transfer: order.transfer && toTransferView(order, order.transfer, timeZone),
    isPaidByTransfer: order.payment?.method === 'transfer',
    documents: order.documents.map(({ kind, number }) => ({
      number,
      label: `${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`,
    })),
    answers: order.answers,
    conference: {
      name: conference.name,
      dates: formatDateRange(conference.startsOn, conference.endsOn),
      venue: conference.venue && `${conference.venue.name}, ${conference.venue.address}`,
      contactEmail: conference.contactEmail,
    },
  };
}

/** As the ledger decides it too: what cost nothing at any time, else until the deadline, not once somebody is inside, and not while
 *  the buyer disputes the payment. */
function toCancelling(order: Order, conference: Conference, now: number): OrderView['cancelling'] {
  if (order.totalCents === 0) return { isOpen: true, until: null, total: null };
  const { cancelUntil, timeZone } = conference;
  const state = order.payment?.state;
  const isInside = order.registrations.some(({ checkedInAt }) => checkedInAt !== null);
  const asked = order.refunds.filter(({ attemptId }) => attemptId === order.payment?.attemptId);
  const restCents = asked.reduce((rest, { amountCents }) => rest - amountCents, order.payment?.capturedCents ?? 0);
  return {
    isOpen: state !== 'DISPUTED' && !isInside && (cancelUntil === null || now < Date.parse(cancelUntil)),
    until: cancelUntil && formatMoment(cancelUntil, timeZone, 0),
    // What the buyer has by other ways does not go back once more.
    total:
      restCents > 0 && state !== 'REVERSED'
        ? formatMoney(restCents, order.payment?.capturedCurrency ?? order.currency)
        : null,
  };
}

function toTransferView(order: Order, transfer: OrderTransfer, timeZone: string): OrderView['transfer'] {
  const day = (at: number) => formatDay(toZonedDate(at, timeZone));
  return {
    due: day(transfer.dueAt),
    isOverdue: transfer.remindedAt !== null,
    ends: transfer.endsAt === null ? '' : `on ${day(transfer.endsAt)}`,
    facts: describeTransfer(order, transfer.bank).map(([name, value]) => ({ name, value })),
  };
}
