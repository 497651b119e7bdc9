import type { FieldMetadata } from '@conform-to/react';
import { type Question, yesOrNo } from '../../../core/orders/questions.ts';
import { FieldError } from '../../components/field.tsx';

type AnswerField = FieldMetadata<string | string[] | undefined>;

/** One question of the organizers'. What is chosen from a few has a legend, what is typed or chosen from a list has a label. */
export function QuestionField({ question, field }: { question: Question; field: AnswerField | undefined }) {
  if (!field) return null;
  const { kind, isRequired, hint } = question;
  const error = field.errors?.[0];
  const hintId = `${field.id}-hint`;
  const describedBy = [hint ? hintId : null, error ? field.errorId : null].filter(Boolean).join(' ') || undefined;
  const title = (
    <>
      <span dir="auto">{question.title}</span>
      {isRequired ? null : <span className="field__optional"> (optional)</span>}
    </>
  );
  const words = (
    <>
      {hint ? (
        <p className="hint" id={hintId} dir="auto">
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={field.errorId} text={error} /> : null}
    </>
  );
  const className = error ? 'field field--wrong' : 'field';
  if (kind === 'several' || kind === 'yes_no') {
    return (
      <fieldset className={className} aria-describedby={describedBy}>
        <legend className="field__legend">{title}</legend>
        {words}
        <Choices question={question} field={field} />
      </fieldset>
    );
  }
  const input = {
    id: field.id,
    name: field.name,
    defaultValue: listValues(field)[0] ?? '',
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy,
  };
  return (
    <div className={className}>
      <label htmlFor={field.id}>{title}</label>
      {words}
      {kind === 'text' ? <input type="text" dir="auto" {...input} /> : null}
      {kind === 'long_text' ? <textarea rows={4} dir="auto" {...input} /> : null}
      {kind === 'choice' ? (
        <select {...input}>
          <option value="">{isRequired ? 'Choose' : 'No answer'}</option>
          {question.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : null}
    </div>
  );
}

/** The first has the field's own id, so that a mistake in the summary leads to it. */
function Choices({ question: { kind, options }, field }: { question: Question; field: AnswerField }) {
  const given = listValues(field);
  return (kind === 'several' ? options : yesOrNo).map((option, index) => {
    const id = index === 0 ? field.id : `${field.id}-${index + 1}`;
    return (
      <div key={option} className="check">
        <input
          id={id}
          type={kind === 'several' ? 'checkbox' : 'radio'}
          name={field.name}
          value={option}
          defaultChecked={given.includes(option)}
          aria-invalid={field.errors ? true : undefined}
        />
        <label htmlFor={id} dir="auto">
          {option}
        </label>
      </div>
    );
  });
}

/** One box that was checked comes back as a text, several as a list. */
function listValues({ initialValue }: AnswerField): string[] {
  const values: unknown = initialValue;
  if (Array.isArray(values)) return values.filter((value) => typeof value === 'string');
  return typeof values === 'string' && values !== '' ? [values] : [];
}
