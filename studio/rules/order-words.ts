import { formatMoney } from './money.ts';

/** The ledger's states in an organizer's words; docs/architecture.md has how one leads to another. */
const stateWords: Record<string, string> = {
  HELD: 'choosing',
  PAYING: 'paying',
  COMMITTING: 'being paid',
  PAYMENT_PENDING: 'payment pending',
  CONFIRMED: 'confirmed',
  EXPIRED: 'ended without an order',
  CANCELLED: 'cancelled',
  AWAITING_TRANSFER: 'waits for a transfer',
  NEEDS_ATTENTION: 'needs attention',
};

export const describeState = (state: unknown): string => stateWords[String(state)] ?? String(state ?? 'unknown');

const refundWords: Record<string, string> = {
  REQUESTED: 'asked for',
  PENDING: 'on its way, PayPal is at it',
  COMPLETED: 'gone back',
  FAILED: 'failed: see Money',
};
const reasonWords: Record<string, string> = {
  cancelled: 'the order was cancelled',
  ticket_cancelled: 'a ticket was cancelled',
  goodwill: 'an organizer sent it',
  not_accepted: 'the payment was odd',
  no_seats: 'it came too late',
  duplicate: 'it was paid already',
  order_cancelled: 'it came after the cancellation',
  superseded: 'it came for an earlier choice',
};

export function describeRefund(state: unknown, reason: unknown): string {
  return `${refundWords[String(state)] ?? String(state)} · ${reasonWords[String(reason)] ?? String(reason)}`;
}

export function describeTotal(totalCents: unknown, currency: unknown): string {
  if (typeof totalCents !== 'number') return '';
  return totalCents === 0 ? 'free' : formatMoney(totalCents, String(currency ?? ''));
}

export const stateOptions = Object.entries(stateWords).map(([value, title]) => ({ value, title }));
