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
] as const;
export type AttemptState = (typeof attemptStates)[number];

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
  captureRequestId: string;
  refundRequestId: string;
  paypalOrderId: string | null;
  approveUrl: string | null;
  captureId: string | null;
  refundId: string | null;
  /** Why it is QUARANTINED, DENIED or ABANDONED, for a person to read. */
  problem: string | null;
  createdAt: number;
  updatedAt: number;
};
