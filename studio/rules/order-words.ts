import { describeAmount } from './amounts.ts';

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

export function describeTotal(totalCents: unknown, currency: unknown): string {
  if (typeof totalCents !== 'number') return '';
  return totalCents === 0 ? 'free' : describeAmount(totalCents, currency);
}

export const stateOptions = Object.entries(stateWords).map(([value, title]) => ({ value, title }));
