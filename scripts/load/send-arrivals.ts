import type { Random } from '../../platform/random.ts';
import { drawPoisson } from '../../scaling/simulator/random.ts';
import { createAsker } from './ask-pages.ts';

const tickMs = 25;

/**
 * Visitors who come when they come, however slow the answers are: `rateAt` says how many a second on average, by seconds since
 * the begin. Whether one was answered is known when it was; until then it is neither answered nor failed.
 */
export function sendArrivals(options: { baseUrl: string; rateAt: (second: number) => number; random: Random }) {
  const { baseUrl, rateAt, random } = options;
  const asker = createAsker(baseUrl);
  const counts = { offered: 0, answered: 0, failed: 0 };
  const startedAt = performance.now();
  let sentUntil = startedAt;

  const timer = setInterval(() => {
    const now = performance.now();
    // By the time that has passed: a timer that comes late must not make the load less.
    const arriving = drawPoisson(rateAt((now - startedAt) / 1000) * ((now - sentUntil) / 1000), random);
    sentUntil = now;
    for (let each = 0; each < arriving; each++) {
      counts.offered++;
      void asker.ask().then((isAnswered) => counts[isAnswered ? 'answered' : 'failed']++);
    }
  }, tickMs);

  return {
    counts: () => ({ ...counts }),
    seconds: () => (performance.now() - startedAt) / 1000,
    stop() {
      clearInterval(timer);
      asker.close();
    },
  };
}

export type Arrivals = ReturnType<typeof sendArrivals>;
