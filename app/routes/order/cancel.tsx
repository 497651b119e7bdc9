import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { askOrderDesk, readForm } from '../../order-desk.ts';
import type { PageHandle } from '../../page-context.ts';
import { CancelForm, wholeOrder } from './cancel-form.tsx';
import { openOrder } from './open-order.ts';
import { toWhatIsLeft } from './order-sum.ts';
import { type OrderView, toOrderView } from './order-view.ts';

export const handle: PageHandle = { private: true, title: 'Cancel your registration' };

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  return {
    order: toOrderView(order, await context.content.getConference(), Date.now()),
    left: toWhatIsLeft(order),
    link: context.orders.linkTo(order.id),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  const what = (await readForm(request)).get('what') ?? wholeOrder;
  const registrationId = order.registrations.find(({ id }) => id === what)?.id ?? null;
  // Something else than what the page offers: better nothing than all of it.
  if (what !== wholeOrder && registrationId === null)
    return data({ mistake: 'Choose what is to be cancelled.' }, { status: 422 });
  const outcome = await askOrderDesk(context, () => context.orders.cancel({ orderId: order.id, registrationId }));
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
  const { order, left, link } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const canCancel = order.stage === 'confirmed' && order.cancelling.isOpen;
  return (
    <div className="narrow">
      <ErrorSummary mistakes={answer ? [{ text: answer.mistake }] : []} />
      <h1>{canCancel ? 'Cancel your registration?' : titleWhenClosed(order)}</h1>
      {canCancel ? <CancelForm order={order} left={left} /> : <p className="lead">{wordsWhenClosed(order)}</p>}
      <p>
        <a href={link}>{canCancel ? 'Keep it and go back' : 'Back to the order'}</a>
      </p>
    </div>
  );
}

const titleWhenClosed = ({ stage, trouble }: OrderView) =>
  stage === 'confirmed' && !trouble ? 'It is too late to cancel here' : 'There is nothing to cancel';

function wordsWhenClosed({ stage, cancelling, conference, trouble }: OrderView): string {
  if (trouble) return trouble;
  if (stage === 'cancelled') return 'This registration is cancelled already.';
  if (stage !== 'confirmed') return 'This order is not confirmed.';
  const until = cancelling.until ? `The money could go back until ${cancelling.until}.` : 'Somebody is inside with it.';
  const contact = conference.contactEmail ? ` at ${conference.contactEmail}` : '';
  return `${until} If something went wrong, write to the organizers${contact}: they can still cancel it.`;
}
