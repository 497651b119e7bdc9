import type { AppLoadContext } from '@remix-run/node';
import type { Order } from '../../../core/orders/order.ts';
import { askOrderDesk } from '../../order-desk.ts';
import { forbidden, notFound } from '../../refusals.ts';

/** The order behind the link that was followed. Everything else about it is asked only afterwards. */
export async function openOrder(
  request: Request,
  orderId: string | undefined,
  context: AppLoadContext,
): Promise<Order> {
  const signature = new URL(request.url).searchParams.get('s');
  const opened = await askOrderDesk(context, () => context.orders.open({ orderId: orderId ?? '', signature }));
  if (opened.ok) return opened.order;
  throw opened.reason === 'forbidden' ? forbidden() : notFound({ title: 'We cannot find this order' });
}
