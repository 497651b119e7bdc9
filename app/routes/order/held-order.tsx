import type { OrderAnswer } from './change-order.ts';
import { Countdown } from './countdown.tsx';
import { DetailsForm, detailsFormId } from './details-form.tsx';
import type { DetailsValues } from './details-values.ts';
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
  const { until, untilInstant, offset, minutesLeft, canExtend } = order.held;
  const heading = (
    <>
      <h1>Who is coming?</h1>
      <section className="notice" aria-label="Your seats">
        <p className="notice__lead">
          {order.seatCount === 1 ? 'This seat is' : 'These seats are'} yours until{' '}
          <time dateTime={untilInstant}>{until}</time>
          <span className="offset"> ({offset})</span>.
        </p>
        <Countdown untilInstant={untilInstant} minutesLeft={minutesLeft} />
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
        submitLabel="Confirm registration"
      />
      <section className="aside-actions" aria-label="Other things you can do">
        {canExtend ? (
          <div>
            <p>Need more time? You can have another {holdMinutes} minutes, once. What you typed stays.</p>
            {/* Part of the form above, so that what is typed comes along. */}
            <button
              className="button button--quiet"
              type="submit"
              form={detailsFormId}
              formNoValidate
              name="intent"
              value={intents.extend}
            >
              Give me more time
            </button>
          </div>
        ) : (
          <p>You have had more time once already.</p>
        )}
        <form method="post">
          <p>Changed your mind? Let the seats go, so that others can have them.</p>
          <button className="button button--quiet" type="submit" name="intent" value={intents.release}>
            Let the seats go
          </button>
        </form>
      </section>
    </div>
  );
}
