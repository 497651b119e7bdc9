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

/** `REQUESTED`: the intent is on disk, PayPal's answer is not. `FAILED` waits for a person and is an open task until then. */
export const refundStates = ['REQUESTED', 'PENDING', 'COMPLETED', 'FAILED'] as const;
export type RefundState = (typeof refundStates)[number];

/** One try to pay for one order. All `...At` are UTC milliseconds by the ledger's clock. */
export type Attempt = {
  id: string;
  orderId: string;
  state: AttemptState;
  amountCents: AmountCents;
  currency: string;
  /** PayPal refuses a second capture for the same invoice: `<orderId>-<revision>`, one for each obligation. */
  invoiceId: string;
  /** Sent as PayPal-Request-Id: the same request repeated is the same effect. */
  createRequestId: string;
  /** A new one after each definite decline, and only then. */
  captureRequestId: string;
  refundRequestId: string;
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
  capturedAt: number | null;
  refundId: string | null;
  refundState: RefundState | null;
  refundRequestedAt: number | null;
  refundedAt: number | null;
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
  state: AttemptState;
  amountCents: AmountCents;
  currency: string;
  declines: number;
  isDeclined: boolean;
  problem: string | null;
  capturedAt: number | null;
  refund: { state: RefundState; amountCents: AmountCents; requestedAt: number; completedAt: number | null } | null;
};

export function toOrderPayment(attempt: Attempt): OrderPayment {
  const { id, state, amountCents, currency, declines, isDeclined, problem, capturedAt } = attempt;
  const { refundState, refundRequestedAt, refundedAt, capturedCents } = attempt;
  const refund = refundState && {
    state: refundState,
    amountCents: capturedCents,
    requestedAt: refundRequestedAt ?? attempt.updatedAt,
    completedAt: refundedAt,
  };
  return { attemptId: id, state, amountCents, currency, declines, isDeclined, problem, capturedAt, refund };
}
