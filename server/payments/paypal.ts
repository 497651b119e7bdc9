import type { AmountCents } from '../../core/money.ts';

/** PayPal's Orders v2 and Payments v2 as Foyer needs them. Amounts are minor units here; the client translates. */

export type PayPalCapture = {
  id: string;
  /** COMPLETED alone is money. PENDING (eCheck, review) may become either. */
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'FAILED' | 'REFUNDED' | 'PARTIALLY_REFUNDED';
  amountCents: AmountCents;
  currency: string;
  /** PayPal's `status_details.reason`, where it gives one. */
  reason: string | null;
};

export type PayPalOrder = {
  id: string;
  status: 'CREATED' | 'SAVED' | 'APPROVED' | 'VOIDED' | 'COMPLETED' | 'PAYER_ACTION_REQUIRED';
  amountCents: AmountCents;
  currency: string;
  /** The attempt it was created for. */
  customId: string | null;
  invoiceId: string | null;
  payeeMerchantId: string | null;
  /** Where the buyer approves; PayPal names it `payer-action` or `approve`. */
  approveUrl: string | null;
  captures: PayPalCapture[];
};

export type PayPalRefund = {
  id: string;
  status: 'COMPLETED' | 'PENDING' | 'FAILED' | 'CANCELLED';
  amountCents: AmountCents;
  currency: string;
};

/** A buyer who wants the money back by way of PayPal, or of the bank. */
export type PayPalDispute = {
  id: string;
  isResolved: boolean;
  /** PayPal's `outcome_code`, once it is resolved. */
  outcome: string | null;
  reason: string | null;
  captureIds: string[];
};

/** One line of PayPal's own account of what moved. Money that left has a negative amount. */
export type PayPalTransaction = {
  id: string;
  /** `T0006` a payment, `T1107` a refund, `T1106` and `T12..` reversals; others are fees, conversions, transfers. */
  code: string;
  /** S: done, P: pending, D: denied, V: done and undone since. */
  status: string;
  amountCents: AmountCents;
  currency: string;
  at: number;
  invoiceId: string | null;
  customId: string | null;
  /** Of a refund or reversal: the capture that it is about. */
  referenceId: string | null;
};

/**
 * `declined`: a definite no to this payment (422, or DECLINED inside a 201); nothing was taken, the buyer may try again. After
 * a 422 the same PayPal order can be approved once more; after a 201 (`status` tells) it is COMPLETED with a DECLINED capture,
 * and only another PayPal order can be paid.
 * `rejected`: a definite no to the request itself (other 4xx, and 422 for what no other card mends, like PAYEE_ACCOUNT_RESTRICTED);
 * nothing happened, and repeating it will not help. DUPLICATE_INVOICE_ID is one: another order has paid that invoice.
 * `unknown`: a timeout, a broken connection, 5xx, 409, 429, an answer that makes no sense, or "already captured": it may or
 * may not have happened. Re-read, or repeat with the same request id; never take it for a failure.
 */
export type PayPalFailure = {
  ok: false;
  kind: 'declined' | 'rejected' | 'unknown';
  /** PayPal's own name for it, like INSTRUMENT_DECLINED; null where there was no readable answer. */
  issue: string | null;
  status: number | null;
  /** What PayPal's support asks for. */
  debugId: string | null;
};

export type PayPalReply<T> = { ok: true; value: T } | PayPalFailure;

/** Never rejects for anything that PayPal or the network did: that is a reply. Every call ends within 10 s. */
export interface PayPal {
  createOrder(request: {
    attemptId: string;
    requestId: string;
    invoiceId: string;
    amountCents: AmountCents;
    currency: string;
    /** What the buyer reads at PayPal; at most 127 characters are sent. */
    description: string;
    brandName: string;
    returnUrl: string;
    cancelUrl: string;
  }): Promise<PayPalReply<PayPalOrder>>;
  getOrder(paypalOrderId: string): Promise<PayPalReply<PayPalOrder>>;
  captureOrder(request: { paypalOrderId: string; requestId: string }): Promise<PayPalReply<PayPalOrder>>;
  getCapture(captureId: string): Promise<PayPalReply<PayPalCapture>>;
  refundCapture(request: {
    captureId: string;
    requestId: string;
    amountCents: AmountCents;
    currency: string;
    noteToPayer: string;
  }): Promise<PayPalReply<PayPalRefund>>;
  getRefund(refundId: string): Promise<PayPalReply<PayPalRefund>>;
  /** Needs "Disputes" switched on for the app. */
  getDispute(disputeId: string): Promise<PayPalReply<PayPalDispute>>;
  /** The ids of the disputes that were opened or changed since then (UTC ms, at most 180 days ago); all pages. */
  listDisputes(request: { since: number }): Promise<PayPalReply<string[]>>;
  /** Everything that moved between two times (UTC ms, at most 31 days apart), all pages. Needs "Transaction search" switched on
   *  for the app; PayPal shows what moved within three hours. */
  listTransactions(request: { from: number; to: number }): Promise<PayPalReply<PayPalTransaction[]>>;
}

/** PayPal's own word; what a proxy in its place says to an address is unknown too, and its status is no proof. */
export function isGone({ kind, status }: PayPalFailure): boolean {
  return kind === 'rejected' && status === 404;
}
