import type { Attempt } from '../../core/payments/attempt.ts';
import type { PayPalCapture, PayPalOrder } from './paypal.ts';

/** What of PayPal's order is not as it was asked for, in words for a person; null where all is. Money is taken only then.
 *  `merchantId` is the receiver that the operator named, where they did. */
export function findMismatch(attempt: Attempt, order: PayPalOrder, merchantId: string | null): string | null {
  const asked = { ...attempt, payee: merchantId ?? attempt.payeeMerchantId };
  const compared: [what: string, told: string | number | null, expected: string | number | null][] = [
    ['id', order.id, attempt.paypalOrderId],
    ['amount in minor units', order.amountCents, asked.amountCents],
    ['currency', order.currency, asked.currency],
    ['custom_id', order.customId, asked.id],
    ['invoice_id', order.invoiceId, asked.invoiceId],
  ];
  // PayPal need not say who is paid; what it says must be right.
  if (asked.payee !== null) compared.push(['payee', order.payeeMerchantId ?? asked.payee, asked.payee]);
  const wrong = compared.filter(([, told, expected]) => told !== expected);
  if (wrong.length === 0) return null;
  return wrong.map(([what, told, expected]) => `${what} is ${told}, not ${expected}`).join('; ');
}

export function findCaptureMismatch(attempt: Attempt, capture: PayPalCapture): string | null {
  if (capture.amountCents === attempt.amountCents && capture.currency === attempt.currency) return null;
  const { amountCents, currency } = capture;
  return `captured ${amountCents} ${currency}, not ${attempt.amountCents} ${attempt.currency}`;
}
