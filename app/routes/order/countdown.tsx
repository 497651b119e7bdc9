import { useEffect, useState } from 'react';

const minuteMs = 60_000;
const tickMs = 5_000;
/** From here on it is worth saying aloud. */
const lastCallMs = 2 * minuteMs;

/** How long the seats are still held. Without scripts it says how it was when the page came. Quiet until the last minutes. */
export function Countdown({ leftMs: leftAtFirstMs }: { leftMs: number }) {
  const [leftMs, setLeftMs] = useState<number | null>(null);
  useEffect(() => {
    // The visitor's clock may be wrong: this counts, by a steady one, from what was left when the answer came.
    const cameAtMs = findArrivalMs();
    const update = () => setLeftMs(leftAtFirstMs - (performance.now() - cameAtMs));
    update();
    const timer = setInterval(update, tickMs);
    return () => clearInterval(timer);
  }, [leftAtFirstMs]);

  return (
    <>
      <p className="countdown">{describe(leftMs ?? leftAtFirstMs)}</p>
      <p className="visually-hidden" role="status">
        {leftMs !== null && leftMs <= lastCallMs ? describe(leftMs) : ''}
      </p>
    </>
  );
}

function findArrivalMs(): number {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.responseStart ?? performance.now();
}

function describe(leftMs: number): string {
  if (leftMs <= 0) return 'The time is over. Send the form all the same: we try to get the same seats again.';
  const minutes = Math.round(leftMs / minuteMs);
  if (minutes === 0) return 'That is less than a minute from now.';
  return minutes === 1 ? 'That is about 1 minute from now.' : `That is about ${minutes} minutes from now.`;
}
