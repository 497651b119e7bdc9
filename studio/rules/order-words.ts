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

/** A word that is newer than these shows as it is. */
const inWords = (words: Record<string, string>) => (word: unknown) => words[String(word)] ?? String(word ?? 'unknown');

export const describeState = inWords(stateWords);

export const describeEnd = inWords({
  lapsed: 'its time was over',
  released: 'the visitor let it go',
  replaced: 'the visitor chose again',
  denied: 'PayPal denied the payment',
  unpaid: 'the bank transfer did not come',
  called_off: 'an organizer called it off',
});

export const describeTicket = inWords({ none: 'none yet', valid: 'lets them in', cancelled: 'cancelled' });

export const describeWho = inWords({ buyer: 'whoever ordered', organizer: 'an organizer' });

export const describeMethod = inWords({ paypal: 'PayPal', transfer: 'bank transfer' });

export const describePayment = inWords({
  CREATING: 'being begun',
  AWAITING_APPROVAL: 'the buyer is at PayPal, or has not chosen a way to pay',
  CAPTURING: 'PayPal is asked for the money',
  CAPTURE_PENDING: 'PayPal is still checking it',
  CAPTURED: 'the money is here',
  DENIED: 'PayPal denied it',
  ABANDONED: 'given up',
  REFUNDING: 'on its way back',
  REFUNDED: 'gone back',
  QUARANTINED: 'odd: see Money',
  DISPUTED: 'disputed at PayPal: see Money',
  REVERSED: 'went back by way of PayPal: see Money',
});

export const describeRefundState = inWords({
  REQUESTED: 'asked for',
  PENDING: 'on its way, PayPal is at it',
  COMPLETED: 'gone back',
  FAILED: 'failed: see Money',
});

export const describeRefundReason = inWords({
  cancelled: 'the order was cancelled',
  ticket_cancelled: 'a ticket was cancelled',
  goodwill: 'an organizer sent it',
  not_accepted: 'the payment was odd',
  no_seats: 'it came too late',
  duplicate: 'it was paid already',
  order_cancelled: 'it came after the cancellation',
  superseded: 'it came for an earlier choice',
});

export function describeTotal(totalCents: unknown, currency: unknown): string {
  if (typeof totalCents !== 'number') return '';
  return totalCents === 0 ? 'free' : formatMoney(totalCents, String(currency ?? ''));
}

export const stateOptions = Object.entries(stateWords).map(([value, title]) => ({ value, title }));
