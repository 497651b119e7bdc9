import { type AppLoadContext, data } from '@remix-run/node';
import type { Order } from '../../../../core/orders/order.ts';
import { notFound } from '../../../refusals.ts';
import { openOrder } from '../open-order.ts';

/** The confirmed order behind the link: only that has tickets. */
export async function openTickets(
  request: Request,
  orderId: string | undefined,
  context: AppLoadContext,
): Promise<Order> {
  const order = await openOrder(request, orderId, context);
  if (order.state === 'CONFIRMED') return order;
  if (order.state === 'CANCELLED') {
    throw data({ title: 'This ticket was cancelled', text: 'It is not valid any more.' }, { status: 410 });
  }
  throw notFound({ title: 'There is no ticket yet', text: 'You get it as soon as the order is confirmed.' });
}

export const fileHeaders = { 'Cache-Control': 'private, no-store' };
