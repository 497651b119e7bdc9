import type { AppLoadContext } from '@remix-run/node';
import type { PaymentNotice } from '../../../core/orders/payment-words.ts';
import type { StartRefusalReason } from '../../../server/context.ts';
import { askOrderDesk } from '../../order-desk.ts';
import { badRequest } from '../../refusals.ts';
import { openOrder } from './open-order.ts';

/** Where the buyer goes: on to pay, or to the order's page, which says what is in the way. */
export type PaymentStart =
  | { ok: true; approveUrl: string; paypalOrderId: string; returnPath: string }
  | { ok: false; orderPage: string };

/** What the form and the button in the page both do. */
export async function startPayment(
  request: Request,
  orderId: string | undefined,
  context: AppLoadContext,
): Promise<PaymentStart> {
  const order = await openOrder(request, orderId, context);
  const { payments, orders } = context;
  if (!payments) throw badRequest();
  const start = await askOrderDesk(context, () => payments.start({ orderId: order.id }));
  if (start.ok) return start;
  const notice = noticeOf(start.reason);
  return { ok: false, orderPage: withNotice(orders.linkTo(order.id), notice) };
}

/** Every other refusal is something that the order's page says by itself: over, paid, or details missing. */
function noticeOf(reason: StartRefusalReason): PaymentNotice | null {
  if (reason === 'provider_away') return 'provider-away';
  if (reason === 'provider_refused') return 'provider-refused';
  return null;
}

export function withNotice(orderLink: string, notice: PaymentNotice | null): string {
  return notice ? `${orderLink}&notice=${notice}` : orderLink;
}
