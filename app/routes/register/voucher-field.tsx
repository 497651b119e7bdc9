import { FieldError } from '../../components/field.tsx';
import { intents } from './intents.ts';

/** No ticket type's field has it: those begin with the form's name. */
export const voucherFieldId = 'voucher-code';

/** A code, and the button that shows what it changes. Who holds seats without pressing it has the voucher all the same. */
export function VoucherField({
  name,
  defaultValue,
  error,
  gift,
}: {
  name: string;
  defaultValue: string;
  error: string | null;
  gift: string | null;
}) {
  const hintId = `${voucherFieldId}-hint`;
  const errorId = `${voucherFieldId}-error`;
  return (
    <div className={error ? 'voucher field field--wrong' : 'voucher field'}>
      <label htmlFor={voucherFieldId}>
        Voucher code <span className="field__optional">(optional)</span>
      </label>
      <p className="hint" id={hintId}>
        {gift && !error ? <strong>{gift}</strong> : 'Only if the organizers gave you one.'}
      </p>
      {error ? <FieldError id={errorId} text={error} /> : null}
      <div className="voucher__line">
        <input
          id={voucherFieldId}
          name={name}
          type="text"
          defaultValue={defaultValue}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${hintId} ${errorId}` : hintId}
        />
        <button className="button button--quiet" type="submit" formNoValidate name="intent" value={intents.useVoucher}>
          Use this code
        </button>
      </div>
    </div>
  );
}
