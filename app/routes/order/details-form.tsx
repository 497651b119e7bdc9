import { getFormProps, useForm } from '@conform-to/react';
import type { ReactNode } from 'react';
import { answersField } from '../../../core/orders/forms.ts';
import type { AskedQuestions } from '../../../core/orders/questions.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { TextField } from '../../components/field.tsx';
import { useAttempts } from '../../components/use-attempts.ts';
import { BillingFields } from './billing-fields.tsx';
import type { OrderAnswer } from './change-order.ts';
import { type DetailsValues, parseDetails } from './details-values.ts';
import type { OrderView } from './order-view.ts';
import { QuestionField } from './question-field.tsx';

export const detailsFormId = 'details';

const emailInput = { inputMode: 'email', autoCapitalize: 'none', spellCheck: false, dir: 'auto' } as const;

/** Who buys and who comes. `heading` stands between the summary of mistakes and the form. */
export function DetailsForm({
  order,
  asked,
  values,
  answer,
  heading,
  intent,
  submitLabel,
}: {
  order: OrderView;
  asked: AskedQuestions;
  values: DetailsValues;
  answer: OrderAnswer | null;
  heading: ReactNode;
  intent: string;
  submitLabel: string;
}) {
  const [form, fields] = useForm<DetailsValues>({
    id: detailsFormId,
    lastResult: answer?.result,
    defaultValue: values,
    shouldValidate: 'onSubmit',
    shouldRevalidate: 'onInput',
    onValidate: ({ formData }) => parseDetails(formData, asked) as never,
  });
  const { attempt, onSubmit } = useAttempts(form.onSubmit);
  const buyer = fields.buyer.getFieldset();
  const places = fields.attendees.getFieldList();
  const mistakes = [
    ...(answer?.mistake ? [{ text: answer.mistake }] : []),
    ...Object.entries(form.allErrors).flatMap(([name, texts]) =>
      texts.slice(0, 1).map((text) => ({ text, fieldId: name ? `${form.id}-${name}` : undefined })),
    ),
  ];
  const isOne = order.seatCount === 1;

  return (
    <>
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      {heading}
      <form className="details" method="post" {...getFormProps(form)} onSubmit={onSubmit}>
        <fieldset className="group">
          <legend>
            <h2>You</h2>
          </legend>
          <TextField field={buyer.name} label="Your name" autoComplete="name" dir="auto" />
          <TextField
            field={buyer.email}
            label="Your e-mail address"
            hint="Where we can reach you about this order."
            autoComplete="email"
            {...emailInput}
          />
          <div className="check">
            <input
              id={fields.firstIsBuyer.id}
              type="checkbox"
              name={fields.firstIsBuyer.name}
              defaultChecked={fields.firstIsBuyer.initialValue === 'on'}
            />
            <label htmlFor={fields.firstIsBuyer.id}>
              {isOne ? 'The ticket is for me' : 'The first ticket is for me'}
            </label>
          </div>
        </fieldset>
        {asked.order.length > 0 ? (
          <fieldset className="group">
            <legend>
              <h2>About your order</h2>
            </legend>
            {asked.order.map((question) => (
              <QuestionField
                key={question.id}
                question={question}
                field={fields.orderAnswers.getFieldset()[question.id]}
              />
            ))}
          </fieldset>
        ) : null}
        {order.places.map((place, index) => {
          const attendee = places[index]?.getFieldset();
          if (!attendee) return null;
          const questions = asked.places[index] ?? [];
          const answers = fields[answersField(index)]?.getFieldset();
          // Whoever comes themselves has told us who they are, and is asked the rest.
          const first = questions.length > 0 ? 'group group--first-asked' : 'group group--first-place';
          return (
            <fieldset key={place.id} className={index === 0 ? first : 'group'}>
              <legend>
                <h2>
                  Attendee {index + 1}
                  {isOne ? null : ` of ${order.seatCount}`}
                  <span className="group__ticket"> {place.ticketName}</span>
                </h2>
              </legend>
              <div className="group__person">
                <TextField field={attendee.name} label="Name on the ticket" autoComplete="off" dir="auto" />
                <TextField
                  field={attendee.email}
                  label="E-mail address"
                  isOptional
                  hint="Without one we write to you instead."
                  autoComplete="off"
                  {...emailInput}
                />
              </div>
              {questions.map((question) => (
                <QuestionField key={question.id} question={question} field={answers?.[question.id]} />
              ))}
            </fieldset>
          );
        })}
        {order.isFree ? null : <BillingFields field={fields.billing} given={values.billing} />}
        <div className="form-end">
          <button className="button" type="submit" name="intent" value={intent}>
            {submitLabel}
          </button>
        </div>
      </form>
    </>
  );
}
