import type { WorkerReason } from '../decision/reason.ts';
import { breachedBefore, type Case, idle, idleFor, minute, nowMs, onTrial, polled } from './given.ts';

/** More or fewer are wanted, and something speaks against it. */
export const heldBack = {
  cooldown: {
    up: { given: { levels: { cpu: 0.9 } }, state: { ...breachedBefore, lastActionAtMs: nowMs - 299_999 } },
    down: { given: { levels: idle }, state: { ...idleFor(5 * minute), lastActionAtMs: nowMs - 299_999 } },
    'towards a lower maximum': {
      given: { present: 4 },
      state: { ...polled, lastActionAtMs: nowMs - minute },
      limits: { maxWorkers: 2 },
      desired: 4,
    },
    'not saturated while the last worker is on trial for slow answers': {
      given: { levels: { p95Seconds: 3, cpu: 0.2 } },
      state: { ...breachedBefore, lastActionAtMs: nowMs - minute, trial: { atMs: nowMs - minute, p95Seconds: 3 } },
      limits: { maxWorkers: 2 },
    },
  },
  'actor-elsewhere': {
    up: { given: { levels: { cpu: 0.9 }, mayAct: false }, state: breachedBefore },
    down: { given: { levels: idle, mayAct: false }, state: idleFor(5 * minute) },
    healing: { given: { running: 1, mayAct: false } },
    'to the minimum': { given: { present: 2, mayAct: false }, limits: { minWorkers: 3 } },
  },
  'outer-acted': {
    up: { given: { levels: { cpu: 0.9 }, outerActedAtMs: nowMs - 59_999 }, state: breachedBefore },
    down: { given: { levels: idle, outerActedAtMs: nowMs - 59_999 }, state: idleFor(5 * minute) },
  },
  futile: {
    'a slow payment service: one more worker has not helped': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2 } },
      state: onTrial,
    },
    'and stays so at the next poll': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2 } },
      state: { ...polled, isFutile: true },
    },
    'although the maximum is passed': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2 }, present: 4 },
      state: { ...polled, isFutile: true },
      limits: { maxWorkers: 2 },
      desired: 4,
    },
  },
  'workers-at-maximum': {
    busy: { given: { levels: { cpu: 0.95 }, present: 4 }, state: breachedBefore, desired: 4 },
    slow: { given: { levels: { p95Seconds: 3 }, present: 4 }, state: breachedBefore, desired: 4 },
    'in the cooldown too': {
      given: { levels: { cpu: 0.95 }, present: 4 },
      state: { ...breachedBefore, lastActionAtMs: nowMs - minute },
      desired: 4,
    },
  },
  'cpu-spent': {
    'one worker more would share the same CPU': {
      given: { levels: { cpu: 0.95 } },
      state: breachedBefore,
      limits: { cpuQuota: 1.5 },
    },
  },
  'memory-spent': {
    'a memory breach never adds a worker': { given: { levels: { memory: 0.85 } }, state: breachedBefore },
    'nor does it blame the maximum of workers': {
      given: { levels: { memory: 0.85 }, present: 4 },
      state: breachedBefore,
      desired: 4,
    },
    'not even where CPU asks for it': { given: { levels: { memory: 0.85, cpu: 0.95 } }, state: breachedBefore },
    'another worker would fill the memory up to the threshold': {
      given: { levels: { cpu: 0.95, memory: 0.74 } },
      state: breachedBefore,
    },
  },
  'errors-high': {
    'failing fast looks idle': { given: { levels: { ...idle, errorRatio: 0.06 } }, state: idleFor(60 * minute) },
    'above the maximum too': {
      given: { levels: { errorRatio: 0.06 }, present: 4 },
      limits: { maxWorkers: 2 },
      desired: 4,
    },
  },
  'too-few-left': {
    'the remaining one would be at 60 %': {
      given: { levels: { ...idle, cpu: 0.3 } },
      state: idleFor(5 * minute),
      limits: { down: { cpu: 0.5, memory: 0.5, p95Seconds: 1 } },
    },
  },
} satisfies Partial<Record<WorkerReason, Record<string, Case>>>;
