import type { AmountCents } from '../../core/money.ts';
import type { BillingDocument } from '../../core/orders/billing-document.ts';
import type { Catalogue, Voucher } from '../../core/orders/catalogue.ts';
import type { Billing } from '../../core/orders/invoice.ts';
import type {
  Attendee,
  Availability,
  Buyer,
  ExpiryReason,
  Order,
  Selection,
  Transition,
} from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { GivenAnswers } from '../../core/orders/questions.ts';
import type { SoldOrder } from '../../core/orders/sales-summary.ts';
import type { AttemptState } from '../../core/payments/attempt.ts';
import type { RefundReason } from '../../core/payments/refund.ts';
import type { MoneyLedger } from './money-ledger.ts';
import type { OrganizerLedger } from './organizer-ledger.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import type { RefundLedger } from './refund-ledger.ts';
import type { TransferLedger } from './transfer-ledger.ts';
import type { WebhookLedger } from './webhook-ledger.ts';

/**
 * The one authority on seats and orders. Every method that changes something is one Lua script: it checks every rule it
 * touches and writes the order, the counters and the outbox entry together, or nothing. A promise that resolves with
 * `ok: true` means the change is on the ledger's disk (`appendfsync always`). A rejected promise means unknown: it may
 * or may not have happened, and the same call may be repeated safely.
 */
export interface Ledger
  extends PaymentLedger,
    WebhookLedger,
    MoneyLedger,
    TransferLedger,
    OrganizerLedger,
    RefundLedger {
  /** Makes `catalogue` the one that is sold from, as the next version; the same content again changes nothing. A capacity
   *  below what is held and sold is not applied: the quota keeps its old capacity, stops selling and is named in `conflicts`. */
  applyCatalogue(catalogue: Catalogue): Promise<{ version: number; changed: boolean; conflicts: QuotaConflict[] }>;

  /** Hidden ticket types too: who may see them is for whoever asks. */
  getAvailability(): Promise<Availability>;

  /** The voucher with this code, however it is written, with the places it is counted for; null where there is none. */
  findVoucher(code: string): Promise<{ voucher: Voucher; uses: number; at: number } | null>;

  /** Sets seats aside for `holdMs`. The same key with the same selection replays the first answer; with another selection it
   *  takes the place of the first hold while that is still HELD (the form was gone back to), else it is refused as `wrong_state`.
   *  `voucherCode`, however it is written: another one is another selection. Its uses are counted in the same step. */
  hold(request: {
    orderId: string;
    idempotencyKey: string;
    selection: Selection;
    voucherCode?: string | null;
    holdMs: number;
  }): Promise<Transition>;

  /** Writes buyer and attendees on a HELD or PAYING order, in the order of its registrations, and counts them against per-person limits. */
  saveDetails(request: {
    orderId: string;
    buyer: Buyer;
    attendees: Attendee[];
    billing?: Billing | null;
    /** In place of all that were given before. */
    answers?: GivenAnswers;
  }): Promise<Transition>;

  /** HELD -> CONFIRMED for an order that costs nothing; what costs something is refused (`payment_required`). Repeating it is
   *  a replay. */
  confirm(request: { orderId: string }): Promise<Transition>;

  /** Moves the end of a hold to now + `holdMs`, once. */
  extend(request: { orderId: string; holdMs: number }): Promise<Transition>;

  /** HELD | PAYING -> EXPIRED by its holder (`released`); an open attempt to pay is abandoned. Repeating it is a replay. */
  release(request: { orderId: string }): Promise<Transition>;

  /** EXPIRED -> HELD with the same lines and voucher at today's catalogue, if every seat can be had again and the voucher is still
   *  good for them; keeps the details given. */
  holdAgain(request: { orderId: string; holdMs: number }): Promise<Transition>;

  /** CONFIRMED -> CANCELLED; the seats return. Repeating it is a replay. What was paid, and is not going back yet, is to go back:
   *  the attempt is REFUNDING from the same step on. `act`: on an organizer's word, not the buyer's, who is refused
   *  (`cancel_closed`) once the catalogue's `cancelUntil` is over or somebody of a paid order is checked in. */
  cancel(request: { orderId: string; act?: OrganizerAct }): Promise<Transition>;

  /** One place of several of a CONFIRMED order: its seat returns, its ticket is refused, its price goes back. The last one that is
   *  left is the order: CANCELLED. Refused as `cancel` is. */
  cancelTicket(request: { registrationId: string; act?: OrganizerAct }): Promise<Transition>;

  /** An invoice or credit note by its number, as it was written. */
  getDocument(number: string): Promise<BillingDocument | null>;

  /** A new ticket for one registration of a CONFIRMED order: its revision goes up by one, and the ticket of `revision` is
   *  refused from now on. Repeating it is a replay. */
  reissueTicket(request: { registrationId: string; revision: number }): Promise<Transition>;

  /** Every ticket that is refused although its signature is good, in the order in which they became so:
   *  `<registration id>.<revision>`, which stands for that revision and those before it. Only ever grows. */
  getRefusedTickets(): Promise<{ refused: string[]; at: number }>;

  /** Expires up to `limit` holds whose time is over; called by the courier. Returns the ids. */
  expireDue(request: { limit: number }): Promise<string[]>;

  /** Removes entries of the outbox that are older than `keepMs` and that no reader has anything to do with any more; called by the
   *  courier. Resolves with how many went. */
  trimOutbox(request: { keepMs: number }): Promise<number>;

  /** Changes nothing: a hold whose time is over reads HELD until a transition meets it. */
  getOrder(orderId: string): Promise<Order | null>;

  /** The same for many at once, each with the id of its last entry in the outbox. One that cannot be read is an Error in its
   *  place: it stands in no other's way. */
  getOrders(orderIds: string[]): Promise<({ order: Order; revision: string } | Error | null)[]>;
  /** A few orders in one step of the ledger, without those that there are not. Rejects where one of them cannot be read. */
  readOrders(orderIds: string[]): Promise<Order[]>;
  /** The same of the little that is counted, without the people. */
  readSold(orderIds: string[]): Promise<SoldOrder[]>;

  /** Up to `limit` orders from the `from`-th on, the oldest first, and how many there are. None ever leaves the list, so a walk
   *  through it meets each that was there at its start. */
  listOrders(request: { from: number; limit: number }): Promise<{ orderIds: string[]; total: number }>;

  /** Recounts everything from the orders and compares it with the counters. Exact on a live ledger: the recount is one script,
   *  so it sees one moment; the ledger answers nobody else meanwhile (see scripts/recount.lua for what that costs). */
  check(): Promise<LedgerReport>;
}

export type QuotaConflict = { quotaId: string; wantedCapacity: number; held: number; sold: number };

export type QuotaCount = { quotaId: string; capacity: number; held: number; sold: number; stopped: boolean };

/** `maxUses`: what its uses may come to; what they were, where organizers set it lower. Null: no limit. */
export type VoucherCount = { voucherId: string; uses: number; maxUses: number | null };

/** Where everything that was captured is now: captured = ticketed + refunded + refunding + in tasks. */
export type MoneyCount = {
  currency: string;
  capturedCents: AmountCents;
  ticketedCents: AmountCents;
  refundedCents: AmountCents;
  refundingCents: AmountCents;
  inTasksCents: AmountCents;
};

/** `disputed`, `reversed`: the buyer wants the money back by way of PayPal, or has it. `webhook_unmatched`: PayPal told of a payment
 *  that nothing here knows. `money_differs`: PayPal's account of what moved and ours say different things. */
export const taskKinds = [
  ...(['quarantined', 'refund_failed', 'disputed', 'reversed', 'webhook_unmatched', 'money_differs'] as const),
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What a person has to look at. `refundId`: where it is one refund of the attempt's money. */
export type OpenTask = {
  /** `webhook:<event id>` or `compare:<PayPal's id>`, and no order, where it is about none. */
  attemptId: string;
  refundId: string | null;
  orderId: string;
  kind: TaskKind;
  problem: string;
  at: number;
};

export type LedgerFinding = { rule: string; subject: string; message: string };

export type LedgerReport = {
  orders: Partial<Record<Order['state'], number>>;
  quotas: QuotaCount[];
  /** Those that are used, or limited. */
  vouchers: VoucherCount[];
  attempts: Partial<Record<AttemptState, number>>;
  /** How many there ever were. */
  refunds: Partial<Record<RefundReason, number>>;
  money: MoneyCount[];
  tasks: OpenTask[];
  outboxLength: number;
  findings: LedgerFinding[];
};

export const outboxTransitions = [
  'held',
  'details',
  'confirmed',
  'extended',
  'expired',
  'held_again',
  'cancelled',
  'ticket_reissued',
  'checked_in',
  'check_in_undone',
  'corrected',
  'mail_requested',
  'paying',
  'payment_created',
  'payment_abandoned',
  'payment_declined',
  'payment_pending',
  'committing',
  'awaiting_transfer',
  'transfer_overdue',
  'needs_attention',
  'ticket_cancelled',
  'payment_returned',
  'refund_requested',
  'refund_pending',
  'refund_failed',
  'refund_completed',
  'payment_disputed',
  'payment_reversed',
  'dispute_ended',
] as const;

/** What is written to the outbox stream, one entry a transition of an order or of its attempts to pay. A payment that is
 *  denied after it was pending is told as `expired` with the reason `denied`; `mail_requested` changes nothing of the order. */
export type OutboxEntry = {
  orderId: string;
  transition: (typeof outboxTransitions)[number];
  state: Order['state'];
  reason?: ExpiryReason;
  /** Where it is about one registration. */
  registrationId?: string;
  at: number;
};
