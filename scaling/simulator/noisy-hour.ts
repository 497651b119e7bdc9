import { readFileSync } from 'node:fs';
import { countFlaps } from './figures.ts';
import { runTrace } from './set-up.ts';
import type { Run } from './simulate.ts';
import { parseTrace, type Trace } from './trace.ts';

export const readNoisyHour = (): Trace =>
  parseTrace(readFileSync(new URL('./traces/noisy-hour.jsonl', import.meta.url), 'utf8'));

/** The same thresholds, and every poll acts on what it sees: no second look, no window, no wait between two actions. */
const withoutWindows = { upPolls: 1, downWindowMs: 0, cooldownMs: 0 };

/** The recorded hour, and what a controller without windows makes of it. */
export function replayNoisyHour(trace: Trace, seed = 1) {
  const summarize = ({ actions, failed }: Run) => ({ actions: actions.length, flaps: countFlaps(actions), failed });
  return { ours: summarize(runTrace(trace, seed)), naive: summarize(runTrace(trace, seed, withoutWindows)) };
}
