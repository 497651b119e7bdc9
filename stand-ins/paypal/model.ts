/** As PayPal writes it: `12.50`, or `1500` in a currency it takes whole. */
export type Money = { currency_code: string; value: string };

export type StoredOrder = {
  id: string;
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'VOIDED';
  amount: Money;
  description: string | null;
  customId: string | null;
  invoiceId: string | null;
  payee: { merchant_id: string; email_address: string };
  brandName: string | null;
  returnUrl: string | null;
  cancelUrl: string | null;
  /** False where the request named no payment source: then PayPal's words and links are a little different. */
  hasPaymentSource: boolean;
  isApproved: boolean;
  createdAt: string;
  updatedAt: string;
};

export type CaptureStatus = 'COMPLETED' | 'PENDING' | 'DECLINED' | 'FAILED' | 'REFUNDED' | 'PARTIALLY_REFUNDED';

export type StoredCapture = {
  id: string;
  orderId: string;
  status: CaptureStatus;
  reason: string | null;
  amount: Money;
  invoiceId: string | null;
  customId: string | null;
  createdAt: string;
  updatedAt: string;
};

export type RefundStatus = 'COMPLETED' | 'PENDING' | 'FAILED' | 'CANCELLED';

export type StoredRefund = {
  id: string;
  captureId: string;
  status: RefundStatus;
  amount: Money;
  note: string | null;
  invoiceId: string | null;
  customId: string | null;
  createdAt: string;
  updatedAt: string;
};

export const disputeOutcomes = ['RESOLVED_BUYER_FAVOUR', 'RESOLVED_SELLER_FAVOUR', 'CANCELED_BY_BUYER'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

export type StoredDispute = {
  id: string;
  captureId: string;
  buyerTransactionId: string;
  reason: string;
  /** Null while it is open. */
  outcome: DisputeOutcome | null;
  /** The transaction with which the money went back. */
  reversalId: string | null;
  /** The one with which it came back after all. */
  returnId: string | null;
  createdAt: string;
  updatedAt: string;
};

/** What a POST with this PayPal-Request-Id came to, so that the same request again has no second effect. */
export type StoredReply = {
  /** `<operation> <PayPal-Request-Id>` */
  id: string;
  /** The request's path and body: another request must not use the same id. */
  fingerprint: string;
  /** The order, capture or refund it made or changed; null where PayPal said a definite no. */
  resourceId: string | null;
  refusal: { status: number; body: object } | null;
};

/** The account that is paid, whoever's credentials are used. */
export const payee = { merchant_id: 'STANDPAYEE234', email_address: 'conference@payee.example' };
export const payer = {
  email_address: 'buyer@payer.example',
  account_id: 'STANDBUYER234',
  name: { given_name: 'Local', surname: 'Buyer' },
  address: { country_code: 'DE' },
};
