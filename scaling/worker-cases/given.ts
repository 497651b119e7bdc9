import { decideWorkers, type WorkerDecision, type WorkerObservation } from '../decide-workers.ts';
import { defaultLimits, type WorkerLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import { type Levels, makeReading } from '../decision/make-reading.ts';

/** What the worker loop's tests begin with: two workers inside the band, unless a case says otherwise. */

const MiB = 2 ** 20;
export const limits: WorkerLimits = {
  ...defaultLimits,
  minWorkers: 1,
  maxWorkers: 4,
  cpuQuota: 4,
  memoryLimitBytes: 1500 * MiB,
  outerHoldMs: 60_000,
};
export const nowMs = Date.UTC(2026, 0, 10, 9);
export const minute = 60_000;

export type Given = Partial<Omit<WorkerObservation, 'reading'>> & {
  levels?: Levels;
  sampleAgeMs?: number;
  isAway?: boolean;
};

export function observe(
  { levels, sampleAgeMs = 5_000, isAway = false, ...rest }: Given,
  atMs = nowMs,
): WorkerObservation {
  const present = rest.present ?? 2;
  return {
    present,
    running: present,
    ageMs: 60 * minute,
    meanWorkerBytes: 100 * MiB,
    outerActedAtMs: null,
    isPaused: false,
    isDeploying: false,
    mayAct: true,
    reading: isAway ? null : makeReading(atMs - sampleAgeMs, levels),
    ...rest,
  };
}

export const polled: LoopState = { ...initialLoopState, lastPollAtMs: nowMs - limits.pollMs };
/** One breach was seen at the poll before. */
export const breachedBefore: LoopState = { ...polled, upPolls: 1, upSinceMs: nowMs - limits.pollMs };
export const idleFor = (ms: number): LoopState => ({ ...polled, downSinceMs: nowMs - ms });
/** The last worker came for a p95 of 3 s; its effect can be judged now. */
export const onTrial: LoopState = {
  ...breachedBefore,
  lastActionAtMs: nowMs - 5 * minute,
  trial: { atMs: nowMs - 5 * minute, p95Seconds: 3 },
};
export const idle: Levels = { cpu: 0.1, memory: 0.2, p95Seconds: 0.1 };

/** `desired` is the present number (2) unless said. */
export type Case = { given: Given; state?: LoopState; limits?: Partial<WorkerLimits>; desired?: number };

export const decide = ({ given, state = polled, limits: own = {} }: Case): WorkerDecision =>
  decideWorkers(observe(given), state, { ...limits, ...own }, nowMs);
