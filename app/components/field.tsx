import type { FieldMetadata } from '@conform-to/react';
import type { InputHTMLAttributes, ReactNode } from 'react';

/** A label above, a hint before, the mistake beside: all tied to the input for those who do not see them. */
export function TextField({
  field,
  label,
  hint,
  isOptional = false,
  lines = 1,
  ...input
}: {
  field: FieldMetadata<string | undefined>;
  label: ReactNode;
  hint?: string;
  isOptional?: boolean;
  /** How many are to be seen; with more than one, several can be written. */
  lines?: number;
} & Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'autoComplete' | 'inputMode' | 'autoCapitalize' | 'spellCheck' | 'dir'
>) {
  const error = field.errors?.[0];
  const hintId = `${field.id}-hint`;
  const describedBy = [hint ? hintId : null, error ? field.errorId : null].filter(Boolean).join(' ');
  const common = {
    id: field.id,
    name: field.name,
    defaultValue: field.initialValue,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy || undefined,
    ...input,
  };
  return (
    <div className={error ? 'field field--wrong' : 'field'}>
      <label htmlFor={field.id}>
        {label}
        {isOptional ? <span className="field__optional"> (optional)</span> : null}
      </label>
      {hint ? (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={field.errorId} text={error} /> : null}
      {lines > 1 ? <textarea rows={lines} {...common} /> : <input type="text" {...common} />}
    </div>
  );
}

export function FieldError({ id, text }: { id: string; text: string }) {
  return (
    <p className="field__error" id={id}>
      <span className="visually-hidden">Error: </span>
      {text}
    </p>
  );
}
