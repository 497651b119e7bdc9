import type { WorkerReason } from '../decision/reason.ts';
import { breachedBefore, type Case, idle, idleFor, minute, nowMs, onTrial, polled } from './given.ts';

/** Something is added, taken away or replaced. */
export const moves = {
  'cpu-high': {
    'a busy container gets one more worker': { given: { levels: { cpu: 0.9 } }, state: breachedBefore, desired: 3 },
    'also where other samples are missing': {
      given: { levels: { cpu: 0.9, p95Seconds: null, errorRatio: null } },
      state: breachedBefore,
      desired: 3,
    },
    'and although one worker has been broken for longer than a cooldown': {
      given: { levels: { cpu: 0.9 }, running: 1 },
      state: { ...breachedBefore, shortSinceMs: nowMs - 6 * minute },
      desired: 3,
    },
  },
  'latency-high': {
    'half the evidence does not call it futile': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2, errorRatio: null } },
      state: onTrial,
      desired: 3,
    },
    'a slow one too': { given: { levels: { p95Seconds: 2.5 } }, state: breachedBefore, desired: 3 },
    'a slow one may take one worker more than its quota can feed': {
      given: { levels: { cpu: 0.95, p95Seconds: 2.5 } },
      state: breachedBefore,
      limits: { cpuQuota: 2 },
      desired: 3,
    },
  },
  idle: {
    'one leaves after five idle minutes': { given: { levels: idle }, state: idleFor(5 * minute), desired: 1 },
    'nobody asking at all is idle, with no latency to measure': {
      given: { levels: { ...idle, requestsPerSecond: 0, p95Seconds: null, errorRatio: Number.NaN } },
      state: idleFor(5 * minute),
      desired: 1,
    },
  },
  'below-minimum': {
    'up to the minimum at once, with Prometheus away and in the cooldown': {
      given: { present: 1, isAway: true },
      state: { ...polled, lastActionAtMs: nowMs - 1_000 },
      limits: { minWorkers: 3 },
      desired: 3,
    },
  },
  'above-maximum': {
    'one fewer although busy': { given: { present: 4 }, limits: { maxWorkers: 2 }, desired: 3 },
  },
  heal: {
    'an errored worker is replaced, the number stays': { given: { running: 1 } },
    'also with Prometheus away': { given: { running: 1, isAway: true } },
    'before a breach is answered': { given: { running: 1, levels: { cpu: 0.9 } }, state: breachedBefore },
    'and nothing is taken away while one is broken, however long': {
      given: { running: 1, levels: idle },
      state: { ...idleFor(60 * minute), shortSinceMs: nowMs - 60 * minute },
    },
  },
} satisfies Partial<Record<WorkerReason, Record<string, Case>>>;
