import type { AskedQuestions } from '../../../core/orders/questions.ts';
import type { OrderAnswer } from './change-order.ts';
import { DetailsForm, detailsFormId } from './details-form.tsx';
import type { DetailsValues } from './details-values.ts';
import { HeldNotice } from './held-notice.tsx';
import { HoldActions } from './hold-actions.tsx';
import { intents } from './intents.ts';
import type { OrderView } from './order-view.ts';

export function HeldOrder({
  order,
  asked,
  values,
  answer,
  holdMinutes,
}: {
  order: OrderView;
  asked: AskedQuestions;
  values: DetailsValues;
  answer: OrderAnswer | null;
  holdMinutes: number;
}) {
  const heading = (
    <>
      <h1>Who is coming?</h1>
      <HeldNotice order={order} />
    </>
  );
  return (
    <div className="narrow">
      <DetailsForm
        order={order}
        asked={asked}
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
