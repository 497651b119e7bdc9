import type { PayPalFailure } from './paypal.ts';
import { errorReply } from './paypal-replies.ts';

/** Not a no to this request, but the news that something of the kind has already happened, or is happening. */
const perhapsDone = new Set([
  'ORDER_ALREADY_CAPTURED',
  'ORDER_COMPLETION_IN_PROGRESS',
  // Request ids are forgotten after some hours: a refund repeated later meets its own effect.
  'CAPTURE_FULLY_REFUNDED',
  'REFUND_AMOUNT_EXCEEDED',
  'PREVIOUS_REQUEST_IN_PROGRESS',
  'PAYPAL_REQUEST_ID_PREVIOUSLY_USED',
  'DUPLICATE_REQUEST_ID',
  'DUPLICATE_TRANSACTION',
]);

/** Sent as 422 although no other card of the buyer would help. */
const notAboutTheBuyer = new Set([
  // Another attempt has already paid this invoice.
  'DUPLICATE_INVOICE_ID',
  'INVALID_CURRENCY_CODE',
  'CURRENCY_NOT_SUPPORTED',
  'DECIMAL_PRECISION',
  'DECIMALS_NOT_SUPPORTED',
  'CANNOT_BE_ZERO_OR_NEGATIVE',
  'PAYEE_ACCOUNT_INVALID',
  'PAYEE_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYEE_ACCOUNT_RESTRICTED',
  'PAYEE_ACCOUNT_NOT_SUPPORTED',
  'PAYEE_NOT_ENABLED_FOR_CARD_PROCESSING',
]);

/** What an answer other than a success says about the request; `body` is the parsed JSON, undefined where it was none. */
export function classifyFailure(status: number, body: unknown, debugIdHeader: string | null): PayPalFailure {
  const parsed = errorReply.safeParse(body);
  const issue = parsed.success ? parsed.data.issue : null;
  const debugId = debugIdHeader ?? (parsed.success ? parsed.data.debugId : null);
  return { ok: false, kind: kindOf(status, issue), issue, status, debugId };
}

function kindOf(status: number, issue: string | null): PayPalFailure['kind'] {
  // A page of some proxy says nothing about what PayPal did.
  if (issue === null) return 'unknown';
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 429) return 'unknown';
  if (perhapsDone.has(issue)) return 'unknown';
  return status === 422 && !notAboutTheBuyer.has(issue) ? 'declined' : 'rejected';
}
