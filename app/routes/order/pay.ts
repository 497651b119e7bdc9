import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import type { PageHandle } from '../../page-context.ts';
import { openOrder } from './open-order.ts';
import { startPayment } from './start-payment.ts';

export const handle: PageHandle = { private: true };

/** Somebody reloaded what was a form: the order's page is what they mean. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  return redirect(context.orders.linkTo(order.id));
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const start = await startPayment(request, params.orderId, context);
  return redirect(start.ok ? start.approveUrl : start.orderPage, {
    status: 303,
    headers: { 'Cache-Control': 'private, no-store' },
  });
}

/** Never shown; with it a refused link is answered by the site's error page. */
export default function Pay() {
  return null;
}
