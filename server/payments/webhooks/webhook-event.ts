import { z } from 'zod';
import type { WebhookEvent } from '../../ledger/webhook-ledger.ts';

const text = z.string().max(127).nullish();
const names = { custom_id: text, invoice_id: text };
const link = z.object({ rel: z.string(), href: z.string() });

const orderSchema = z.object({ id: text, purchase_units: z.array(z.object(names)).nullish() });
const captureSchema = z.object({
  id: text,
  ...names,
  supplementary_data: z.object({ related_ids: z.object({ order_id: text }).nullish() }).nullish(),
});
const refundSchema = z.object({ ...names, links: z.array(link).nullish() });
const disputeSchema = z.object({
  dispute_id: text,
  disputed_transactions: z
    .array(z.object({ seller_transaction_id: text, custom: text, invoice_number: text }))
    .nullish(),
});

const envelopeSchema = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  event_type: z.string().regex(/^[A-Z0-9._-]{1,100}$/),
  resource: z.unknown(),
});

/** Events that can move one of Foyer's payments; a webhook may be subscribed to more. */
const ours = /^(CHECKOUT\.ORDER|PAYMENT\.CAPTURE|PAYMENT\.REFUND|CUSTOMER\.DISPUTE)\./;
export const isOurs = ({ type }: WebhookEvent): boolean => ours.test(type);

/** News after which money that was thought to be settled is looked at again. */
export const castsDoubt = (type: string): boolean =>
  /^(CUSTOMER\.DISPUTE\.|PAYMENT\.CAPTURE\.(REVERSED|REFUNDED)$)/.test(type);

/** News of money that came, perhaps for a payment that was over here. */
export const saysTaken = (type: string): boolean => /^PAYMENT\.CAPTURE\.COMPLETED$/.test(type);

/** Null for what is no event. A resource that is not as expected has no names: the event is kept, and belongs to nobody. */
export function parseWebhookEvent(json: string): WebhookEvent | null {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return null;
  const { id, event_type: type, resource } = parsed.data;
  const nothing = { customId: null, invoiceId: null, paypalOrderId: null, captureId: null, disputeId: null };
  return { id, type, ...nothing, ...namesOf(type, resource) };
}

function namesOf(type: string, resource: unknown): Partial<WebhookEvent> {
  if (type.startsWith('CUSTOMER.DISPUTE.')) {
    const { data } = disputeSchema.safeParse(resource);
    const transaction = data?.disputed_transactions?.[0];
    return {
      disputeId: data?.dispute_id ?? null,
      captureId: transaction?.seller_transaction_id ?? null,
      customId: transaction?.custom ?? null,
      invoiceId: transaction?.invoice_number ?? null,
    };
  }
  if (type.startsWith('CHECKOUT.ORDER.')) {
    const { data } = orderSchema.safeParse(resource);
    const unit = data?.purchase_units?.[0];
    return {
      paypalOrderId: data?.id ?? null,
      customId: unit?.custom_id ?? null,
      invoiceId: unit?.invoice_id ?? null,
    };
  }
  const isRefund = /\.(REFUNDED|REVERSED)$|^PAYMENT\.REFUND\./.test(type);
  const { data: refund } = refundSchema.safeParse(resource);
  const common = { customId: refund?.custom_id ?? null, invoiceId: refund?.invoice_id ?? null };
  if (isRefund) {
    const up = refund?.links?.find(({ rel, href }) => rel === 'up' && href.includes('/captures/'))?.href;
    return { ...common, captureId: up?.split('/').at(-1) ?? null };
  }
  const { data: capture } = captureSchema.safeParse(resource);
  return {
    ...common,
    captureId: capture?.id ?? null,
    paypalOrderId: capture?.supplementary_data?.related_ids?.order_id ?? null,
  };
}
