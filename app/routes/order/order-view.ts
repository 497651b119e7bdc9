import type { Conference } from '../../../core/conference.ts';
import { formatMoney } from '../../../core/money.ts';
import type { Billing } from '../../../core/orders/invoice.ts';
import type { ExpiryReason, Order } from '../../../core/orders/order.ts';
import { describeRefund, describeTrouble } from '../../../core/orders/payment-words.ts';
import type { GivenAnswers } from '../../../core/orders/questions.ts';
import { savedCents } from '../../../core/orders/voucher.ts';
import { describeVat } from '../../../core/vat.ts';
import { formatDateRange, formatOffset, formatTime } from '../../../core/zoned-time.ts';

/** What the page shows of an order, in words already: a browser that formats dates otherwise must not differ from the server. */
export type OrderView = {
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
    /** A person has to look. */
    | 'attention';
  /** Why the hold is over. */
  overBecause: ExpiryReason | null;
  held: { until: string; untilInstant: string; offset: string; leftMs: number; canExtend: boolean };
  /** `listPrice`: without the voucher, where that is more. */
  lines: { ticketTypeId: string; quantity: number; name: string; price: string; listPrice: string | null }[];
  /** `saved` is null where it only let them choose. */
  voucher: { code: string; saved: string | null } | null;
  total: string;
  /** What of it is VAT; null where no rate is named. */
  vat: string | null;
  isFree: boolean;
  /** Definite declines so far. */
  declines: number;
  isCancelledByOrganizer: boolean;
  refund: string | null;
  /** What is the matter with the money of a confirmed order. */
  trouble: string | null;
  /** While the buyer disputes the payment nothing can be. */
  canCancel: boolean;
  /** Whether what was paid is still here to be sent back. */
  isPaidBack: boolean;
  seatCount: number;
  places: { id: string; ticketName: string; attendee: { name: string; email: string | null } | null }[];
  buyer: { name: string; email: string } | null;
  billing: Billing | null;
  /** Its invoices and credit notes, as links say it. */
  documents: { number: string; label: string }[];
  answers: GivenAnswers;
  conference: { name: string; dates: string; venue: string | null };
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
  const price = (cents: number) => (cents === 0 ? 'Free' : formatMoney(cents, order.currency));
  const saved = savedCents(order.lines);
  const ticketName = (id: string) => order.lines.find((line) => line.ticketTypeId === id)?.name ?? '';
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
    lines: order.lines.map((line) => ({
      ticketTypeId: line.ticketTypeId,
      quantity: line.quantity,
      name: line.name,
      price: price(line.unitPriceCents * line.quantity),
      listPrice: line.listPriceCents === undefined ? null : price(line.listPriceCents * line.quantity),
    })),
    voucher: order.voucher && {
      code: order.voucher.code,
      saved: saved === 0 ? null : formatMoney(saved, order.currency),
    },
    total: price(order.totalCents),
    vat: describeVat(order.lines, order.currency),
    isFree: order.totalCents === 0,
    declines: order.payment?.declines ?? 0,
    isCancelledByOrganizer: order.cancelledBy === 'organizer',
    refund: order.payment?.refund
      ? describeRefund(order.payment.refund, price(order.payment.refund.amountCents))
      : null,
    trouble: describeTrouble(order.payment, price(order.payment?.amountCents ?? 0)),
    canCancel: stage === 'confirmed' && order.payment?.state !== 'DISPUTED',
    isPaidBack: order.payment?.state === 'REVERSED',
    seatCount: order.registrations.length,
    places: order.registrations.map(({ id, ticketTypeId, attendee }) => ({
      id,
      ticketName: ticketName(ticketTypeId),
      attendee,
    })),
    buyer: order.buyer,
    billing: order.billing,
    documents: order.documents.map(({ kind, number }) => ({
      number,
      label: `${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`,
    })),
    answers: order.answers,
    conference: {
      name: conference.name,
      dates: formatDateRange(conference.startsOn, conference.endsOn),
      venue: conference.venue && `${conference.venue.name}, ${conference.venue.address}`,
    },
  };
}
