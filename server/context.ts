import type { Session as CookieSession } from '@remix-run/node';
import type { Conference, Page, PageSummary, Programme, Sponsor } from '../core/conference.ts';
import type { MailTexts } from '../core/mail/added-text.ts';
import type { Voucher } from '../core/orders/catalogue.ts';
import type { Billing } from '../core/orders/invoice.ts';
import type { Attendee, Availability, Buyer, Order, Refusal, Selection, Transition } from '../core/orders/order.ts';
import type { GivenAnswers, Question } from '../core/orders/questions.ts';
import type { RefusedTickets } from '../core/tickets/refused-tickets.ts';
import type { Ticket } from '../core/tickets/ticket-code.ts';

/** What routes may ask for: everything that does I/O reaches a loader or an action through here, so that a route can be
 *  tested with hand-made services and no secret can reach the client. */
export interface ContentService {
  getConference(): Promise<Conference>;
  getProgramme(): Promise<Programme>;
  getPages(): Promise<PageSummary[]>;
  getPage(slug: string): Promise<Page | null>;
  /** By level. */
  getSponsors(): Promise<Sponsor[]>;
  /** What organizers add to the built-in words. */
  getMailTexts(): Promise<MailTexts>;
  /** What the details form asks beside names and addresses, in its order. */
  getQuestions(): Promise<Question[]>;
}

export interface OrderService {
  /** Up to a second old. Ticket types that are only for those with a voucher are there where `voucher` is for them. */
  getAvailability(voucher?: Voucher | null): Promise<Availability>;
  /** However the code is written; `uses` are the places it is counted for. Null where there is none: ask `voucherGuesses` first. */
  findVoucher(code: string): Promise<{ voucher: Voucher; uses: number; at: number } | null>;
  hold(request: { idempotencyKey: string; selection: Selection; voucherCode?: string | null }): Promise<Transition>;
  saveDetails(request: {
    orderId: string;
    buyer: Buyer;
    attendees: Attendee[];
    billing?: Billing | null;
    answers: GivenAnswers;
  }): Promise<Transition>;
  confirm(request: { orderId: string }): Promise<Transition>;
  extend(request: { orderId: string }): Promise<Transition>;
  release(request: { orderId: string }): Promise<Transition>;
  holdAgain(request: { orderId: string }): Promise<Transition>;
  /** To be paid by bank transfer: the seats are kept for days, and the invoice is written. */
  chooseTransfer(request: { orderId: string }): Promise<Transition>;
  /** An order that waits for a bank transfer is given up by its buyer. */
  callOff(request: { orderId: string }): Promise<Transition>;
  /** All of the order, or one of its tickets. What was paid goes back by itself: `order.refunds` says how far that is. */
  cancel(request: { orderId: string; registrationId: string | null }): Promise<Transition>;
  /** The order behind a signed link. `forbidden`: the signature is missing or not for this order (which may not exist). */
  open(request: {
    orderId: string;
    signature: string | null;
  }): Promise<{ ok: true; order: Order } | { ok: false; reason: 'forbidden' | 'not_found' }>;
  /** `/orders/<id>?s=<signature>`: whoever has it may see and change the order. */
  linkTo(orderId: string): string;
  /** Where it is false nothing that costs money is held. */
  sellsPaidTickets: boolean;
  holdMinutes: number;
}

/** Paying for an order that is HELD or PAYING and whose details are complete. Nothing here asks for a cookie. */
export interface PaymentService {
  /**
   * What the form and the in-page button both do; repeating it gives the same payment. `approveUrl` is where the buyer goes
   * without JavaScript (303), `paypalOrderId` what the button hands to PayPal's script, `returnPath` where the browser goes
   * once the script says "approved" (PayPal itself sends a redirected buyer there).
   */
  start(request: {
    orderId: string;
  }): Promise<
    | { ok: true; attemptId: string; paypalOrderId: string; approveUrl: string; returnPath: string; order: Order }
    | { ok: false; reason: StartRefusalReason; order?: Order }
  >;
  /**
   * What the return page does, by GET and as often as it likes: finds out how the payment stands and brings it as far as it
   * goes. May take up to half a minute when PayPal is slow. Never rejects for anything PayPal did.
   */
  settle(request: PaymentLink): Promise<{ ok: true; outcome: PaymentOutcome; order: Order } | PaymentLinkRefusal>;
  /** The buyer pressed "cancel" at PayPal (`/pay/cancel/<attemptId>?s=...`). Changes nothing: the seats stay theirs and `start`
   *  leads to the same payment again. */
  openCancelled(request: PaymentLink): Promise<{ ok: true; order: Order } | PaymentLinkRefusal>;
  /** What the page needs for the in-page button. The script's origin must be in the page's Content-Security-Policy. */
  button: { clientId: string; scriptUrl: string; environment: 'sandbox' | 'production' };
}

/** `/pay/return/<attemptId>?s=<signature>`. Works on any device. PayPal adds `token` and `PayerID`, which nothing reads. */
export type PaymentLink = { attemptId: string; signature: string | null };
export type PaymentLinkRefusal = { ok: false; reason: 'forbidden' | 'not_found' };

/**
 * `provider_away`: PayPal did not answer; the hold is kept and nothing was taken. `provider_refused`: PayPal answered no to
 * making a payment at all; an operator has to look (it is logged). `already_paid`: paid or being confirmed, `order` says
 * which. `nothing_to_pay`: a free order, which is confirmed instead.
 */
export type StartRefusalReason =
  | Refusal['reason']
  | 'nothing_to_pay'
  | 'already_paid'
  | 'provider_away'
  | 'provider_refused';

/**
 * - `confirmed`: captured, the order is CONFIRMED.
 * - `pending`: PayPal is still checking the money (eCheck, review); the seats are kept until it knows.
 * - `being_confirmed`: asked for, but the answer is not known yet; it is found out without the buyer. Reload in a few seconds.
 * - `provider_away`: PayPal did not say whether it was approved; nothing was taken, reload later.
 * - `not_approved`: the buyer has not approved it at PayPal.
 * - `declined`: a definite no; the same seats are held, `start` again to choose another way to pay.
 * - `seats_gone`: approved after the hold's end, and the seats cannot be had again; nothing was taken.
 * - `over`: this payment was given up (let go, replaced by a newer one, denied); nothing was taken. `order` says how it stands.
 * - `cancelled`: the order was cancelled meanwhile; `order.refunds` says where the money is. So it is where money
 *   came for which there was nothing to give.
 * - `needs_attention`: something about the money is odd and a person has to look.
 */
export type PaymentOutcome =
  | 'confirmed'
  | 'pending'
  | 'being_confirmed'
  | 'provider_away'
  | 'not_approved'
  | 'declined'
  | 'seats_gone'
  | 'over'
  | 'cancelled'
  | 'needs_attention';

/** Tickets of a CONFIRMED order. A code is the same each time it is asked for. */
export interface TicketService {
  /** The QR code of one registration; null where the order has no such registration. */
  renderQr(order: Order, registrationId: string): string | null;
  /** The same for mail, whose readers show no SVG. */
  renderQrPng(order: Order, registrationId: string): Promise<Buffer> | null;
  /** One page a ticket; all of the order's tickets unless some are named. */
  renderPdf(request: { order: Order; conference: Conference; registrationIds?: string[] }): Promise<Buffer>;
  /** The conference as a calendar entry that names the tickets. `url` is the page that it leads to. */
  renderCalendar(request: {
    order: Order;
    conference: Conference;
    programme: Programme;
    url: string;
    registrationIds?: string[];
  }): string;
  /** What a device needs to judge codes without a network. */
  getKey(): { eventId: string; format: string; algorithm: 'Ed25519'; publicKey: string };
  /** What such a device must refuse all the same. */
  getRefused(): Promise<RefusedTickets>;
  /** Judges a code by today's ledger. `unknown`: not signed by us, of another event, or of an order that is not confirmed. */
  judge(code: string): Promise<{ status: 'valid' | 'cancelled' | 'superseded' | 'unknown'; ticket: Ticket | null }>;
}

/** Invoices and credit notes of an order. */
export interface InvoiceService {
  /** The same file each time, from what was written down when it was issued; null where the order has no document of this number. */
  renderPdf(request: { order: Order; number: string }): Promise<Buffer | null>;
}

export interface Visitor {
  session: CookieSession;
  /** The `Set-Cookie` value that keeps the session, for private pages only; null where it cannot be kept at the moment. */
  commit(): Promise<string | null>;
}

/** Codes can be tried out: each try counts for its address and its session, and those that were right are forgotten. */
export interface VoucherGuesses {
  begin(sessionId: string): Promise<{ ok: true; wasRight(): Promise<void> } | { ok: false; waitMinutes: number }>;
}

export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

declare module '@remix-run/node' {
  interface AppLoadContext {
    content: ContentService;
    orders: OrderService;
    payments: PaymentService;
    tickets: TicketService;
    voucherGuesses: VoucherGuesses;
    invoices: InvoiceService;
    /** Reads the session cookie; asked for by pages that are never cached. */
    getVisitor(): Promise<Visitor>;
    /** For the inline scripts of a page that hydrates; such a page must be `private, no-store`. Reading it puts it into
     *  the page's Content-Security-Policy, so read it on no other page. */
    cspNonce: string;
    /** Lets PayPal's script run on this one page; only beside a nonce. */
    allowPaymentScript(): void;
    /** Set where a request was refused before its body was read: the root loader throws a response with this status. */
    refusedStatus: 403 | 411 | 413 | 415 | null;
    log: Logger;
    publicBaseUrl: string;
    /** Content or payments are made up: pages say so. */
    isDemo: boolean;
  }
}
