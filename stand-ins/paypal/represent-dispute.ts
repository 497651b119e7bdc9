import { payee, payer, type StoredCapture, type StoredDispute } from './model.ts';

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
