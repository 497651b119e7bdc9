import { useEffect, useState } from 'react';

const tickMs = 5_000;
/** From here on it is worth saying aloud. */
const lastCallMs = 2 * 60_000;

/** How long the seats are still held. Without scripts it says how it was when the page came. Quiet until the last minutes. */
export function Countdown({ untilInstant, minutesLeft }: { untilInstant: string; minutesLeft: number }) {
  const [leftMs, setLeftMs] = useState<number | null>(null);
  useEffect(() => {
    // The visitor's clock may be wrong: count from what the server said was left, by this machine's steady clock.
    const startedAt = performance.now();
    const initialMs = Math.min(Date.parse(untilInstant) - Date.now(), (minutesLeft + 1) * 60_000);
    const update = () => setLeftMs(Math.max(0, initialMs - (performance.now() - startedAt)));
    update();
    const timer = setInterval(update, tickMs);
    return () => clearInterval(timer);
  }, [untilInstant, minutesLeft]);

  return (
    <>
      <p className="countdown">{describe(leftMs ?? minutesLeft * 60_000)}</p>
      <p className="visually-hidden" role="status">
        {leftMs !== null && leftMs <= lastCallMs ? describe(leftMs) : ''}
      </p>
    </>
  );
}

function describe(leftMs: number): string {
  if (leftMs <= 0) return 'The time is over. Send the form all the same: we try to get the same seats again.';
  const minutes = Math.floor(leftMs / 60_000);
  if (minutes === 0) return 'That is less than a minute from now.';
  return minutes === 1 ? 'That is about 1 minute from now.' : `That is about ${minutes} minutes from now.`;
}
