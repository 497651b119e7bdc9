import { z } from 'zod';
import type { PayPalCapture, PayPalDispute, PayPalOrder, PayPalRefund } from './paypal.ts';
import { fromPayPalValue } from './paypal-amounts.ts';

const id = z.string().min(1).max(64);

/** PayPal's money in our minor unit. */
const money = z
  .object({ currency_code: z.string().regex(/^[A-Z]{3}$/), value: z.string() })
  .transform(({ currency_code: currency, value }, context) => {
    const amountCents = fromPayPalValue(value, currency);
    if (amountCents !== null) return { amountCents, currency };
    context.addIssue({ code: 'custom', message: 'is no amount of this currency' });
    return z.NEVER;
  });

export const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export const captureReply = z
  .object({
    id,
    status: z.enum(['COMPLETED', 'PENDING', 'DECLINED', 'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED']),
    status_details: z.object({ reason: z.string().nullish() }).nullish(),
    amount: money,
  })
  .transform(
    ({ amount, status_details, ...capture }): PayPalCapture => ({
      ...capture,
      ...amount,
      reason: status_details?.reason ?? null,
    }),
  );

export const orderReply = z
  .object({
    id,
    // PayPal has been seen to leave it out for an order whose only payment was declined (juspay/hyperswitch#12783).
    status: z.enum(['CREATED', 'SAVED', 'APPROVED', 'VOIDED', 'COMPLETED', 'PAYER_ACTION_REQUIRED']).optional(),
    // Foyer's orders have one; money asked for in two is not to be understood as the first of them.
    purchase_units: z
      .array(
        z.object({
          amount: money,
          custom_id: z.string().nullish(),
          invoice_id: z.string().nullish(),
          payee: z.object({ merchant_id: z.string().nullish() }).nullish(),
          payments: z.object({ captures: z.array(captureReply).nullish() }).nullish(),
        }),
      )
      .length(1),
    links: z.array(z.object({ href: z.string(), rel: z.string() })).nullish(),
  })
  .transform((order, context): PayPalOrder => {
    const unit = order.purchase_units[0];
    const captures = unit?.payments?.captures ?? [];
    const status = order.status ?? (captures.length > 0 ? 'COMPLETED' : null);
    if (!unit || !status) {
      context.addIssue({ code: 'custom', message: 'has neither status nor payment' });
      return z.NEVER;
    }
    const linkTo = (rel: string) => order.links?.find((link) => link.rel === rel)?.href;
    return {
      id: order.id,
      status,
      ...unit.amount,
      customId: unit.custom_id ?? null,
      invoiceId: unit.invoice_id ?? null,
      payeeMerchantId: unit.payee?.merchant_id ?? null,
      approveUrl: linkTo('payer-action') ?? linkTo('approve') ?? null,
      captures,
    };
  });

export const refundReply = z
  .object({ id, status: z.enum(['COMPLETED', 'PENDING', 'FAILED', 'CANCELLED']), amount: money })
  .transform(({ amount, ...refund }): PayPalRefund => ({ ...refund, ...amount }));

export const disputeReply = z
  .object({
    dispute_id: id,
    status: z.string(),
    reason: z.string().nullish(),
    dispute_outcome: z.object({ outcome_code: z.string().nullish() }).nullish(),
    disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().nullish() })).nullish(),
  })
  .transform(
    (dispute): PayPalDispute => ({
      id: dispute.dispute_id,
      isResolved: dispute.status === 'RESOLVED',
      outcome: dispute.dispute_outcome?.outcome_code ?? null,
      reason: dispute.reason ?? null,
      captureIds: (dispute.disputed_transactions ?? []).flatMap((each) => each.seller_transaction_id ?? []),
    }),
  );

/** One page of disputes: their ids, and the token of the next page. */
export const disputesReply = z
  .object({
    items: z.array(z.object({ dispute_id: id })).nullish(),
    links: z.array(z.object({ href: z.string(), rel: z.string() })).nullish(),
  })
  .transform(({ items, links }) => {
    const next = links?.find(({ rel }) => rel === 'next')?.href;
    const token = next && URL.canParse(next) ? new URL(next).searchParams.get('next_page_token') : null;
    return { ids: (items ?? []).map(({ dispute_id }) => dispute_id), next: token };
  });

/** An error in PayPal's form, or in OAuth's; either may come from any address. */
export const errorReply = z.union([
  z
    .object({
      name: z.string(),
      debug_id: z.string().nullish(),
      details: z.array(z.object({ issue: z.string().nullish() })).nullish(),
    })
    .transform(({ name, details, debug_id }) => ({ issue: details?.[0]?.issue ?? name, debugId: debug_id ?? null })),
  z.object({ error: z.string() }).transform(({ error }) => ({ issue: error, debugId: null })),
]);
