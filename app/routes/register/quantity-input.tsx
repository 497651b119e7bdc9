import { useIsReady } from '../../components/use-is-ready.ts';

/** How many: a field to type into; with JavaScript also a button on either side. Their places are kept, so nothing jumps. */
export function QuantityInput({
  id,
  name,
  label,
  max,
  value,
  hasError,
  onChange,
}: {
  id: string;
  name: string;
  label: string;
  max: number;
  value: string;
  hasError: boolean;
  onChange: (value: string) => void;
}) {
  const isReady = useIsReady();
  const count = Math.trunc(Number(value)) || 0;
  const step = (by: number) => onChange(String(Math.min(max, Math.max(0, count + by))));
  return (
    <div className={isReady ? 'quantity quantity--ready' : 'quantity'}>
      <button
        type="button"
        className="quantity__step"
        hidden={!isReady}
        aria-label={`One ${label} fewer`}
        aria-disabled={count <= 0}
        onClick={() => step(-1)}
      >
        −
      </button>
      <input
        id={id}
        name={name}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={hasError || undefined}
        aria-describedby={`${id}-offer${hasError ? ` ${id}-error` : ''}`}
      />
      <button
        type="button"
        className="quantity__step"
        hidden={!isReady}
        aria-label={`One ${label} more`}
        aria-disabled={count >= max}
        onClick={() => step(1)}
      >
        +
      </button>
    </div>
  );
}
