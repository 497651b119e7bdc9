import { data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { PaymentNotice } from '../../../core/orders/payment-words.ts';
import type { PaymentOutcome } from '../../../server/context.ts';
import { askOrderDesk } from '../../order-desk.ts';
import type { PageHandle } from '../../page-context.ts';
import { withNotice } from '../order/start-payment.ts';
import { readPaymentLink, refuseLink } from './payment-link.ts';

export const handle: PageHandle = { private: true, title: 'Your payment' };

/** What the order's page cannot tell by itself. */
const noticeByOutcome: Partial<Record<PaymentOutcome, PaymentNotice>> = {
  not_approved: 'not-approved',
  declined: 'declined',
  seats_gone: 'seats-gone',
  over: 'given-up',
};

/**
 * Where PayPal sends a buyer who approved. A GET that acts, because PayPal sends people back with one; it may be opened as
 * often as one likes, on any device, with no cookie.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { payments, orders } = context;
  if (!payments) throw refuseLink('not_found');
  const link = readPaymentLink(request, params.attemptId);
  const settled = await askOrderDesk(context, () => payments.settle(link));
  if (!settled.ok) throw refuseLink(settled.reason);
  const { outcome, order } = settled;
  if (outcome !== 'being_confirmed' && outcome !== 'provider_away') {
    const page = withNotice(orders.linkTo(order.id), noticeByOutcome[outcome] ?? null);
    return redirect(page, { status: 303, headers: { 'Cache-Control': 'private, no-store' } });
  }
  const url = new URL(request.url);
  return data({ outcome, again: `${url.pathname}?s=${url.searchParams.get('s')}`, orderLink: orders.linkTo(order.id) });
}

export default function PaymentReturn() {
  const { outcome, again, orderLink } = useLoaderData<typeof loader>();
  const isKnown = outcome === 'being_confirmed';
  return (
    <div className="narrow">
      <h1>{isKnown ? 'Your payment is being confirmed' : 'PayPal does not answer at the moment'}</h1>
      <p className="lead">
        {isKnown
          ? 'PayPal has not told us the result yet. Your seats are kept until it does, and you need not pay again.'
          : 'So we cannot see yet whether you approved the payment. Nothing is lost, and nothing is taken twice.'}{' '}
        Check again in a few seconds.
      </p>
      <p className="form-end">
        <a className="button" href={again}>
          Check again
        </a>
      </p>
      <p>
        <a href={orderLink}>Back to the order</a>
      </p>
    </div>
  );
}
