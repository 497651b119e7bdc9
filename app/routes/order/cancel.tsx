import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { askOrderDesk } from '../../order-desk.ts';
import type { PageHandle } from '../../page-context.ts';
import { openOrder } from './open-order.ts';
import { OrderLines } from './order-lines.tsx';
import { toOrderView } from './order-view.ts';

export const handle: PageHandle = { private: true, title: 'Cancel your registration' };

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  return {
    order: toOrderView(order, await context.content.getConference(), Date.now()),
    link: context.orders.linkTo(order.id),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  const outcome = await askOrderDesk(context, () => context.orders.cancel({ orderId: order.id }));
  if (outcome.ok) {
    return redirect(context.orders.linkTo(order.id), {
      status: 303,
      headers: { 'Cache-Control': 'private, no-store' },
    });
  }
  const { status, text } = describeRefusal(outcome);
  return data({ mistake: text }, { status });
}

export default function CancelOrder() {
  const { order, link } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { canCancel } = order;
  return (
    <div className="narrow">
      <ErrorSummary mistakes={answer ? [{ text: answer.mistake }] : []} />
      <h1>{canCancel ? 'Cancel your registration?' : 'There is nothing to cancel'}</h1>
      {canCancel ? (
        <>
          <p className="lead">
            {order.seatCount === 1 ? 'Your seat goes' : `All ${order.seatCount} seats go`} back to everybody at once. It
            cannot be undone.
            {order.isFree || order.isPaidBack ? null : ` ${order.total} goes back to the PayPal account that paid.`}
          </p>
          <OrderLines order={order} />
          <form method="post" className="form-end">
            <button className="button button--danger" type="submit">
              Cancel the registration
            </button>
          </form>
        </>
      ) : (
        <p className="lead">
          {order.stage === 'cancelled'
            ? 'This registration is cancelled already.'
            : (order.trouble ?? 'This order is not confirmed.')}
        </p>
      )}
      <p>
        <a href={link}>{canCancel ? 'Keep it and go back' : 'Back to the order'}</a>
      </p>
    </div>
  );
}
