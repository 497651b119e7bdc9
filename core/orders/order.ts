import type { AmountCents } from '../money.ts';
import type { OrderPayment } from '../payments/attempt.ts';
import type { Refund } from '../payments/refund.ts';
import type { TicketType } from './catalogue.ts';
import type { Billing, OrderDocument } from './invoice.ts';
import type { GivenAnswers } from './questions.ts';
import type { OrderTransfer } from './transfer.ts';

/** The whole life of an order, paid ones included; see docs/architecture.md for the transitions. */
export const orderStates = [
  'HELD',
  'PAYING',
  'COMMITTING',
  'PAYMENT_PENDING',
  'CONFIRMED',
  'EXPIRED',
  'CANCELLED',
  'NEEDS_ATTENTION',
  'AWAITING_TRANSFER',
] as const;
export type OrderState = (typeof orderStates)[number];

/** Why an order is EXPIRED: its time ran out, its holder let it go, a later choice from the same form took its place, PayPal
 *  denied a payment that had been pending, a bank transfer did not come, or somebody said that none will. */
export const expiryReasons = ['lapsed', 'released', 'replaced', 'denied', 'unpaid', 'called_off'] as const;
export type ExpiryReason = (typeof expiryReasons)[number];

export type Buyer = { name: string; email: string };
/** An attendee without an e-mail address of their own is reached through the buyer. */
export type Attendee = { name: string; email: string | null };

/** One attendee's place. `attendee` is null until the details are given. `revision` is that of the ticket that is good; it
 *  begins at 1, and the codes of earlier ones are refused. `checkedInAt`: UTC milliseconds, null where nobody has come yet.
 *  `cancelledAt`: it was cancelled by itself, while others of its order stayed. */
export type Registration = {
  id: string;
  ticketTypeId: string;
  attendee: Attendee | null;
  revision: number;
  checkedInAt: number | null;
  cancelledAt: number | null;
};

/** Price, name and rate of VAT are copied from the catalogue when the seats are held: a later change does not touch the order.
 *  `listPriceCents`: what it costs others, where a voucher made it cheaper. */
export type OrderLine = {
  ticketTypeId: string;
  name: string;
  quantity: number;
  /** VAT included. */
  unitPriceCents: AmountCents;
  /** Hundredths of a per cent: 1900 is 19 %. Null where none is named. */
  vatBasisPoints: number | null;
  listPriceCents?: AmountCents | undefined;
};

/** The voucher that an order uses, `code` as its organizers write it; `uses` are the places it counts for. */
export type OrderVoucher = { id: string; code: string; uses: number };

/** One purchase. All `...At` are UTC milliseconds by the ledger's clock. */
export type Order = {
  id: string;
  state: OrderState;
  expiryReason: ExpiryReason | null;
  createdAt: number;
  /** When the hold ends; meaningful in HELD and PAYING. */
  heldUntil: number;
  /** A hold can be extended once. */
  extended: boolean;
  confirmedAt: number | null;
  cancelledAt: number | null;
  cancelledBy: 'buyer' | 'organizer' | null;
  /** Given by an organizer: nothing was to be paid for it, whatever its ticket types cost others. */
  isComplimentary: boolean;
  lines: OrderLine[];
  voucher: OrderVoucher | null;
  registrations: Registration[];
  totalCents: AmountCents;
  currency: string;
  buyer: Buyer | null;
  /** Whom the invoice is made out to beside the buyer; null where nothing of it was given. */
  billing: Billing | null;
  /** Its invoices and credit notes, oldest first; none for what is free. */
  documents: OrderDocument[];
  answers: GivenAnswers;
  /** Set while and after it may be paid by bank transfer, until its seats go back. */
  transfer: OrderTransfer | null;
  /** Its latest attempt to pay; null where none was begun, so for every free order. */
  payment: OrderPayment | null;
  /** Of all its attempts to pay, the oldest first. */
  refunds: Refund[];
};

/** The places that are still the order's: those that were cancelled one by one are not. */
export function listLive({ registrations }: Pick<Order, 'registrations'>): Registration[] {
  return registrations.filter(({ cancelledAt }) => cancelledAt === null);
}

/** What somebody chose: quantities by ticket type, each at least 1. */
export type Selection = { ticketTypeId: string; quantity: number }[];

/** What can be bought now. `remaining` is the smallest of its quotas; `held` are seats in that quota others are filling in. */
export type TicketAvailability = {
  ticketTypeId: string;
  status: 'available' | 'sold_out' | 'not_yet' | 'closed' | 'stopped';
  remaining: number;
  held: number;
};

export type Availability = {
  /** The catalogue's version; 0 before the courier has written one. */
  catalogueVersion: number;
  currency: string;
  ticketTypes: (TicketType & TicketAvailability)[];
  /** Whether there is any: a form without one need not ask for a code. */
  hasVouchers: boolean;
  /** Days to pay, where orders may be paid by bank transfer at this moment. */
  transferDays: number | null;
  /** When the last of the present holds ends (UTC ms); null where nothing is held. */
  holdsEndBy: number | null;
  /** The ledger's clock at this answer (UTC ms). */
  at: number;
};

/** What can be wrong with a voucher's code. `voucher_not_for_these`: none of the tickets that were chosen; `over_voucher_limit`:
 *  one order may use it for fewer places; `voucher_used_up`: fewer are left of it, `remaining` says how many. */
export const voucherRefusalReasons = [
  'unknown_voucher',
  'voucher_not_yet',
  'voucher_over',
  'voucher_used_up',
  'voucher_not_for_these',
  'over_voucher_limit',
] as const;
export type VoucherRefusalReason = (typeof voucherRefusalReasons)[number];

/** Why a ledger refused. `ticketTypeId` names the line it is about, `remaining` what could still be had. */
export type Refusal = {
  ok: false;
  reason:
    | 'unknown_ticket_type'
    | 'sold_out'
    | 'not_yet_on_sale'
    | 'sale_closed'
    | 'sale_stopped'
    | 'over_order_limit'
    | 'over_person_limit'
    | 'not_found'
    | 'hold_expired'
    | 'already_extended'
    | 'details_missing'
    | 'payment_required'
    /** The organizers' deadline is over, or somebody of the order is inside already. */
    | 'cancel_closed'
    | 'ticket_cancelled'
    /** More than what is left of what was paid; `remaining` says what is, in minor units. */
    | 'over_captured'
    /** It is switched off, the conference is too near, or there is nothing to pay. */
    | 'transfer_not_offered'
    /** What is said to have been paid is not what is owed. */
    | 'amount_differs'
    | 'wrong_state'
    | VoucherRefusalReason;
  ticketTypeId?: string;
  remaining?: number;
  /** The order as it stands, where there is one: a page can always say what is true. */
  order?: Order;
};

/** `replayed`: the same request was answered before; nothing changed this time. */
export type Transition = { ok: true; order: Order; replayed: boolean } | Refusal;
