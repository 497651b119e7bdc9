import { useRef } from 'react';
import { useIsReady } from '../../components/use-is-ready.ts';

/**
 * How many: a field to type into; with JavaScript also a button on either side. Their places are kept, so nothing jumps. The
 * field keeps its value itself, so that what was typed before scripts ran stays; `count` is what it comes to.
 */
export function QuantityInput({
  id,
  name,
  label,
  max,
  defaultValue,
  count,
  hasError,
}: {
  id: string;
  name: string;
  label: string;
  max: number;
  defaultValue: string;
  count: number;
  hasError: boolean;
}) {
  const isReady = useIsReady();
  const input = useRef<HTMLInputElement>(null);
  const step = (by: number) => {
    if (!input.current) return;
    input.current.value = String(Math.min(max, Math.max(0, count + by)));
    // As if it had been typed: the form adds up, and checks again, what it hears of.
    input.current.dispatchEvent(new Event('input', { bubbles: true }));
  };
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
        ref={input}
        id={id}
        name={name}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={defaultValue}
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
