import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { askOrderDesk } from '../../order-desk.ts';
import type { PageHandle } from '../../page-context.ts';
import { withNotice } from '../order/start-payment.ts';
import { readPaymentLink, refuseLink } from './payment-link.ts';

export const handle: PageHandle = { private: true };

/** Where PayPal sends a buyer who changed their mind: nothing has happened, and the order's page says so. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { payments, orders } = context;
  if (!payments) throw refuseLink('not_found');
  const opened = await askOrderDesk(context, () => payments.openCancelled(readPaymentLink(request, params.attemptId)));
  if (!opened.ok) throw refuseLink(opened.reason);
  return redirect(withNotice(orders.linkTo(opened.order.id), 'left'), {
    status: 303,
    headers: { 'Cache-Control': 'private, no-store' },
  });
}

/** Never shown; with it a refused link is answered by the site's error page. */
export default function PaymentLeft() {
  return null;
}
