import type { Session as CookieSession } from '@remix-run/node';
import type { Conference, Page, PageSummary, Programme } from '../core/conference.ts';
import type { Attendee, Availability, Buyer, Order, Selection, Transition } from '../core/orders/order.ts';

/** What routes may ask for: everything that does I/O reaches a loader or an action through here, so that a route can be
 *  tested with hand-made services and no secret can reach the client. */
export interface ContentService {
  getConference(): Promise<Conference>;
  getProgramme(): Promise<Programme>;
  getPages(): Promise<PageSummary[]>;
  getPage(slug: string): Promise<Page | null>;
}

export interface OrderService {
  /** Up to a second old. */
  getAvailability(): Promise<Availability>;
  hold(request: { idempotencyKey: string; selection: Selection }): Promise<Transition>;
  saveDetails(request: { orderId: string; buyer: Buyer; attendees: Attendee[] }): Promise<Transition>;
  confirm(request: { orderId: string }): Promise<Transition>;
  extend(request: { orderId: string }): Promise<Transition>;
  release(request: { orderId: string }): Promise<Transition>;
  holdAgain(request: { orderId: string }): Promise<Transition>;
  cancel(request: { orderId: string }): Promise<Transition>;
  /** The order behind a signed link. `forbidden`: the signature is missing or not for this order (which may not exist). */
  open(request: {
    orderId: string;
    signature: string | null;
  }): Promise<{ ok: true; order: Order } | { ok: false; reason: 'forbidden' | 'not_found' }>;
  /** `/orders/<id>?s=<signature>`: whoever has it may see and change the order. */
  linkTo(orderId: string): string;
  /** False until payment exists: then nothing that costs money is sold. */
  sellsPaidTickets: boolean;
  holdMinutes: number;
}

export interface Visitor {
  session: CookieSession;
  /** The `Set-Cookie` value that keeps the session; only on private pages. */
  commit(): Promise<string>;
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
    /** Reads the session cookie; asked for by pages that are never cached. */
    getVisitor(): Promise<Visitor>;
    /** For the inline scripts of a page that hydrates; such a page must be `private, no-store`. Reading it puts it into
     *  the page's Content-Security-Policy, so read it on no other page. */
    cspNonce: string;
    /** Set where a request was refused before its body was read: the root loader throws a response with this status. */
    refusedStatus: 403 | 411 | 413 | 415 | null;
    log: Logger;
    publicBaseUrl: string;
  }
}
