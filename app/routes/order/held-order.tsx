import type { OrderAnswer } from './change-order.ts';
import { Countdown } from './countdown.tsx';
import { DetailsForm, detailsFormId } from './details-form.tsx';
import type { DetailsValues } from './details-values.ts';
import { HoldActions } from './hold-actions.tsx';
import { intents } from './intents.ts';
import { OrderLines } from './order-lines.tsx';
import type { OrderView } from './order-view.ts';

export function HeldOrder({
  order,
  values,
  answer,
  holdMinutes,
}: {
  order: OrderView;
  values: DetailsValues;
  answer: OrderAnswer | null;
  holdMinutes: number;
}) {
  const { until, untilInstant, offset, leftMs } = order.held;
  const heading = (
    <>
      <h1>Who is coming?</h1>
      <section className="notice" aria-label="Your seats">
        <p className="notice__lead">
          {order.seatCount === 1 ? 'This seat is' : 'These seats are'} yours until{' '}
          <time dateTime={untilInstant}>{until}</time>
          <span className="offset"> ({offset})</span>.
        </p>
        <Countdown leftMs={leftMs} />
        <OrderLines order={order} />
      </section>
    </>
  );
  return (
    <div className="narrow">
      <DetailsForm
        order={order}
        values={values}
        answer={answer}
        heading={heading}
        intent={intents.confirm}
        submitLabel={order.isFree ? 'Confirm registration' : 'Go on to pay'}
      />
      <HoldActions order={order} holdMinutes={holdMinutes} detailsFormId={detailsFormId} />
    </div>
  );
}
