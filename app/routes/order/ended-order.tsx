import type { AskedQuestions } from '../../../core/orders/questions.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { CancelledPlaces } from './cancelled-places.tsx';
import type { OrderAnswer } from './change-order.ts';
import { DetailsForm } from './details-form.tsx';
import type { DetailsValues } from './details-values.ts';
import { intents } from './intents.ts';
import { OrderDocuments } from './order-documents.tsx';
import { OrderLines } from './order-lines.tsx';
import type { OrderView } from './order-view.ts';
import { RefundList } from './refund-list.tsx';

const wordsWhenOver = {
  lapsed: {
    title: 'The time for these seats is over',
    text: 'They went back to everybody. Perhaps they can still be had.',
  },
  released: {
    title: 'You let these seats go',
    text: 'Others can have them now. If you want them after all, try again.',
  },
  replaced: { title: 'You chose again', text: 'Your later choice took the place of this one.' },
  unpaid: {
    title: 'The transfer did not come in time',
    text: 'The seats went back to everybody. Perhaps they can still be had. Is the money on its way already? Then write to us first.',
  },
  called_off: {
    title: 'This order was called off',
    text: 'Nothing was paid, and others can have the seats now. If you want them after all, try again.',
  },
  denied: {
    title: 'PayPal did not accept the payment',
    text: 'Nothing was taken from you, and the seats went back to everybody. Perhaps they can still be had.',
  },
} as const;

/** Orders that hold no seats any more. `notice`: what became of paying for it. */
export function EndedOrder({
  order,
  asked,
  values,
  answer,
  notice,
  links,
}: {
  order: OrderView;
  asked: AskedQuestions;
  values: DetailsValues;
  answer: OrderAnswer | null;
  notice: string | null;
  links: { documents: Record<string, string> };
}) {
  return (
    <div className="narrow">
      {order.stage === 'cancelled' ? (
        <CancelledOrder order={order} answer={answer} />
      ) : (
        <OverOrder order={order} asked={asked} values={values} answer={answer} notice={notice} />
      )}
      <OrderDocuments order={order} links={links} />
      <p>
        <a href="/tickets">See what tickets there are</a>
      </p>
    </div>
  );
}

function OverOrder({
  order,
  asked,
  values,
  answer,
  notice,
}: {
  order: OrderView;
  asked: AskedQuestions;
  values: DetailsValues;
  answer: OrderAnswer | null;
  notice: string | null;
}) {
  const { title, text } = wordsWhenOver[order.overBecause ?? 'lapsed'];
  const heading = (
    <>
      <h1>{title}</h1>
      <p className="lead">{notice ?? text}</p>
      <RefundList order={order} />
      <OrderLines order={order} />
    </>
  );
  // Whoever was in the middle of the form goes on where they were; the same press gets the seats and confirms.
  const hasDetails = answer?.result || order.buyer;
  if (hasDetails && order.overBecause !== 'replaced') {
    return (
      <DetailsForm
        order={order}
        asked={asked}
        values={values}
        answer={answer}
        heading={heading}
        intent={intents.confirmAgain}
        submitLabel={
          order.isFree ? 'Get the same seats again and confirm' : 'Get the same seats again and go on to pay'
        }
      />
    );
  }
  return (
    <>
      <ErrorSummary mistakes={answer?.mistake ? [{ text: answer.mistake }] : []} />
      {heading}
      {order.overBecause === 'replaced' ? null : (
        <form method="post">
          <button className="button" type="submit" name="intent" value={intents.holdAgain}>
            Get the same seats again
          </button>
        </form>
      )}
    </>
  );
}

function CancelledOrder({ order, answer }: { order: OrderView; answer: OrderAnswer | null }) {
  return (
    <>
      <ErrorSummary mistakes={answer?.mistake ? [{ text: answer.mistake }] : []} />
      <h1>Your registration is cancelled</h1>
      <p className="lead">
        {order.isCancelledByOrganizer ? `The organizers of ${order.conference.name} cancelled it. ` : null}
        {order.seatCount === 1 ? 'The seat is' : 'The seats are'} free for others. You need to do nothing more.
      </p>
      <RefundList order={order} />
      <OrderLines order={order} />
      <CancelledPlaces order={order} title="Cancelled before" />
      <p>Order {order.id}</p>
    </>
  );
}
