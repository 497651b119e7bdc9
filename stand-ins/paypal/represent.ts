import { type Money, payer, type StoredCapture, type StoredOrder, type StoredRefund } from './model.ts';
import { add, formatMinor, toMinor } from './money.ts';

const link = (href: string, rel: string, method = 'GET') => ({ href, rel, method });

/** Where buyers go, and what a link relation of an order is called, depend on whether a payment source was named. */
export const approvalUrlOf = (origin: string, orderId: string) => `${origin}/checkoutnow?token=${orderId}`;

/** What belongs to an order beside itself. */
export type Payments = { captures: StoredCapture[]; refunds: StoredRefund[] };

export function representOrder(
  order: StoredOrder,
  payments: Payments,
  {
    origin,
    approvalOrigin = origin,
    isMinimal = false,
  }: { origin: string; approvalOrigin?: string; isMinimal?: boolean },
): object {
  const self = `${origin}/v2/checkout/orders/${order.id}`;
  const needsApproval = order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED';
  const links = [
    link(self, 'self'),
    ...(needsApproval
      ? [link(approvalUrlOf(approvalOrigin, order.id), order.hasPaymentSource ? 'payer-action' : 'approve')]
      : []),
    ...(order.status === 'APPROVED' ? [link(self, 'update', 'PATCH'), link(`${self}/capture`, 'capture', 'POST')] : []),
  ];
  const source = order.hasPaymentSource || order.isApproved;
  const common = {
    id: order.id,
    status: order.status,
    ...(source ? { payment_source: { paypal: order.isApproved ? payer : {} } } : {}),
    links,
  };
  if (isMinimal) return common;
  return {
    ...common,
    intent: 'CAPTURE',
    purchase_units: [representUnit(order, payments, origin)],
    ...(order.isApproved ? { payer: representPayer() } : {}),
    create_time: seconds(order.createdAt),
    update_time: seconds(order.updatedAt),
  };
}

function representUnit(order: StoredOrder, { captures, refunds }: Payments, origin: string): object {
  return {
    reference_id: 'default',
    amount: order.amount,
    payee: order.payee,
    ...optional({ description: order.description, custom_id: order.customId, invoice_id: order.invoiceId }),
    ...(captures.length === 0
      ? {}
      : {
          payments: {
            captures: captures.map((capture) => representCapture(capture, { origin })),
            ...(refunds.length === 0
              ? {}
              : { refunds: refunds.map((refund) => representRefund(refund, { origin, totalRefunded: null })) }),
          },
        }),
  };
}

function representPayer(): object {
  const { name, email_address, account_id, address } = payer;
  return { name, email_address, payer_id: account_id, address };
}

export function representCapture(capture: StoredCapture, { origin }: { origin: string }): object {
  const self = `${origin}/v2/payments/captures/${capture.id}`;
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.reason ? { status_details: { reason: capture.reason } } : {}),
    amount: capture.amount,
    final_capture: true,
    seller_protection: { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] },
    // Not known while the money is on its way.
    ...(capture.status === 'PENDING' ? {} : { seller_receivable_breakdown: breakDown(capture.amount) }),
    ...optional({ invoice_id: capture.invoiceId, custom_id: capture.customId }),
    links: [
      link(self, 'self'),
      link(`${self}/refund`, 'refund', 'POST'),
      link(`${origin}/v2/checkout/orders/${capture.orderId}`, 'up'),
    ],
    create_time: seconds(capture.createdAt),
    update_time: seconds(capture.updatedAt),
  };
}

/** `GET /v2/payments/captures/{id}` tells a little more than the same capture inside its order. */
export function representCaptureAlone(capture: StoredCapture, order: StoredOrder, place: { origin: string }): object {
  return {
    ...representCapture(capture, place),
    payee: order.payee,
    supplementary_data: { related_ids: { order_id: order.id } },
  };
}

export function representRefund(
  refund: StoredRefund,
  { origin, totalRefunded }: { origin: string; totalRefunded: Money | null },
): object {
  const { gross_amount, paypal_fee, net_amount } = breakDown(refund.amount);
  return {
    id: refund.id,
    status: refund.status,
    amount: refund.amount,
    ...optional({ note_to_payer: refund.note, invoice_id: refund.invoiceId, custom_id: refund.customId }),
    seller_payable_breakdown: {
      gross_amount,
      paypal_fee,
      net_amount,
      ...optional({ total_refunded_amount: totalRefunded }),
    },
    links: [
      link(`${origin}/v2/payments/refunds/${refund.id}`, 'self'),
      link(`${origin}/v2/payments/captures/${refund.captureId}`, 'up'),
    ],
    create_time: seconds(refund.createdAt),
    update_time: seconds(refund.updatedAt),
  };
}

/** A plausible fee; nothing depends on its size. */
function breakDown(gross: Money) {
  const currency = gross.currency_code;
  const fee = formatMinor(Math.round(toMinor(gross) * 0.03), currency);
  const net = add([gross, formatMinor(-toMinor(fee), currency)], currency);
  return { gross_amount: gross, paypal_fee: fee, net_amount: net };
}

/** Without what is null: PayPal leaves out what it has not got. */
function optional(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** PayPal's times have no fractions. */
const seconds = (iso: string) => iso.replace(/\.\d+Z$/, 'Z');
