import type { Request } from 'express';
import { type Money, payee, payer, type StoredCapture, type StoredDispute } from './model.ts';
import { originOf } from './origin.ts';

/** `GET /v1/customer/disputes/{id}`, and what webhooks carry. */
export function representDispute(dispute: StoredDispute, capture: StoredCapture, origin: string): object {
  const { id, reason, outcome, createdAt, updatedAt } = dispute;
  return {
    dispute_id: id,
    create_time: createdAt,
    update_time: updatedAt,
    disputed_transactions: [
      {
        seller_transaction_id: capture.id,
        buyer_transaction_id: dispute.buyerTransactionId,
        create_time: capture.createdAt,
        transaction_status: 'COMPLETED',
        gross_amount: capture.amount,
        ...(capture.invoiceId ? { invoice_number: capture.invoiceId } : {}),
        ...(capture.customId ? { custom: capture.customId } : {}),
        buyer: { name: `${payer.name.given_name} ${payer.name.surname}` },
        seller: { merchant_id: payee.merchant_id, email: payee.email_address, name: 'The conference' },
      },
    ],
    reason,
    status: outcome ? 'RESOLVED' : 'OPEN',
    dispute_amount: capture.amount,
    ...(outcome
      ? {
          dispute_outcome: {
            outcome_code: outcome,
            ...(outcome === 'RESOLVED_BUYER_FAVOUR' ? { amount_refunded: capture.amount } : {}),
          },
        }
      : {}),
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'INTERNAL',
    links: [{ href: `${origin}/v1/customer/disputes/${id}`, rel: 'self', method: 'GET' }],
  };
}

/** `GET /v1/customer/disputes`: the latest first, by pages, as short as PayPal tells them there. */
export function listDisputes(
  request: Request,
  disputes: StoredDispute[],
  amountOf: (dispute: StoredDispute) => Money,
): object {
  const { update_time_after: after, page_size: size = '10', next_page_token: token = '0' } = request.query;
  const since = typeof after === 'string' ? Date.parse(after) : 0;
  const found = disputes.filter(({ updatedAt }) => Date.parse(updatedAt) >= since).reverse();
  const [from, pageSize] = [Number(token), Number(size)];
  const shown = found.slice(from, from + pageSize);
  const place = new URL(request.originalUrl, originOf(request));
  const links = [{ href: place.href, rel: 'self', method: 'GET' }];
  if (from + pageSize < found.length) {
    place.searchParams.set('next_page_token', String(from + pageSize));
    links.push({ href: place.href, rel: 'next', method: 'GET' });
  }
  const items = shown.map((dispute) => ({
    dispute_id: dispute.id,
    create_time: dispute.createdAt,
    update_time: dispute.updatedAt,
    reason: dispute.reason,
    status: dispute.outcome ? 'RESOLVED' : 'OPEN',
    dispute_amount: amountOf(dispute),
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'INTERNAL',
    links: [{ href: `${originOf(request)}/v1/customer/disputes/${dispute.id}`, rel: 'self', method: 'GET' }],
  }));
  // The specification knows no list without an entry.
  return { ...(items.length > 0 ? { items } : {}), links };
}
