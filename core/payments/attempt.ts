import type { AmountCents } from '../money.ts';

/** The life of one try to pay for an order; the transitions are the ledger's scripts. */
export const attemptStates = [
  'CREATING',
  'AWAITING_APPROVAL',
  'CAPTURING',
  'CAPTURE_PENDING',
  'CAPTURED',
  'DENIED',
  'ABANDONED',
  'REFUNDING',
  'REFUNDED',
  'QUARANTINED',
  'DISPUTED',
  'REVERSED',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** One try to pay for one order. All `...At` are UTC milliseconds by the ledger's clock. */
export type Attempt = {
  id: string;
  orderId: string;
  /** `transfer`: an organizer saw the money on the account. PayPal knows nothing of it; it only ever is CAPTURED or goes back. */
  method: 'paypal' | 'transfer';
  state: AttemptState;
  amountCents: AmountCents;
  currency: string;
  /** PayPal refuses a second capture for the same invoice: `<orderId>-<revision>`, one for each obligation. */
  invoiceId: string;
  /** Sent as PayPal-Request-Id: the same request repeated is the same effect. */
  createRequestId: string;
  /** A new one after each definite decline, and only then. */
  captureRequestId: string;
  paypalOrderId: string | null;
  approveUrl: string | null;
  /** Who was named as the receiver when PayPal's order was made. */
  payeeMerchantId: string | null;
  /** Definite declines so far. */
  declines: number;
  /** Declined, and the buyer has not set out to choose another way to pay since: not to be captured until they do. */
  isDeclined: boolean;
  captureId: string | null;
  /** What PayPal said it took; differs from `amountCents` only where that is why it is QUARANTINED. */
  capturedCents: AmountCents;
  capturedCurrency: string | null;
  capturedAt: number | null;
  /** What was odd about the money was taken for right by an organizer. */
  isAccepted: boolean;
  /** PayPal's name for the last dispute about it. */
  disputeId: string | null;
  /** Why it is QUARANTINED, DISPUTED, REVERSED, DENIED or ABANDONED, or was declined last, for a person to read. */
  problem: string | null;
  createdAt: number;
  updatedAt: number;
};

/** How an order is being paid, as its page and its mails need to know it: the order's latest attempt. */
export type OrderPayment = {
  attemptId: string;
  method: Attempt['method'];
  state: AttemptState;
  amountCents: AmountCents;
  currency: string;
  declines: number;
  isDeclined: boolean;
  problem: string | null;
  /** What PayPal took for it; 0 while it has taken nothing. */
  capturedCents: AmountCents;
  capturedCurrency: string | null;
  capturedAt: number | null;
};

export function toOrderPayment(attempt: Attempt): OrderPayment {
  const { id, method, state, amountCents, currency, declines, isDeclined, problem } = attempt;
  const { capturedCents, capturedCurrency, capturedAt } = attempt;
  const captured = { capturedCents, capturedCurrency, capturedAt };
  return { attemptId: id, method, state, amountCents, currency, declines, isDeclined, problem, ...captured };
}
