import { measuredAt } from '../decision/make-reading.ts';
import type { ContainerReason } from '../decision/reason.ts';
import { breachedBefore, broken, busy, type Case, GiB, idle, idleFor, low, minute, nowMs } from './given.ts';

/** More or fewer are wanted, and something speaks against it. */
export const heldBack = {
  cooldown: {
    up: { given: { each: busy }, state: { ...breachedBefore, lastActionAtMs: nowMs - 299_999 } },
    down: { given: idle, state: { ...idleFor(5 * minute), lastActionAtMs: nowMs - 299_999 } },
  },
  'actor-elsewhere': {
    up: { given: { each: busy, mayAct: false }, state: breachedBefore },
    down: { given: { ...idle, mayAct: false }, state: idleFor(5 * minute) },
    healing: { given: { replicas: [{}, {}, {}, broken], mayAct: false } },
    'to the minimum': { given: { replicas: 2, mayAct: false }, desired: 2 },
  },
  futile: {
    'a slow payment service: one more container has not helped': {
      given: { each: { levels: { cpu: 0.2 }, saturated: 1 }, p95Seconds: 2.8 },
      state: {
        ...breachedBefore,
        lastActionAtMs: nowMs - 5 * minute,
        trial: { atMs: nowMs - 5 * minute, p95Seconds: 3 },
      },
    },
  },
  'containers-at-maximum': { busy: { given: { replicas: 10, each: busy }, state: breachedBefore, desired: 10 } },
  'host-memory-short': {
    'less than one more needs': { given: { each: busy, hostFreeBytes: 1.4 * GiB }, state: breachedBefore },
    'not known': { given: { each: busy, hostFreeBytes: null }, state: breachedBefore },
  },
  'workers-first': {
    'three of four saturated are too few': {
      given: { replicas: [busy, busy, busy, { ...busy, saturated: 0 }] },
      state: breachedBefore,
    },
    'a container that does not say whether it is saturated is not': {
      given: { each: { ...busy, saturated: null } },
      state: breachedBefore,
    },
    'the breach has not outlived two cooldowns': {
      given: { each: { levels: { cpu: 0.9 } } },
      state: { ...breachedBefore, upSinceMs: nowMs - 10 * minute },
    },
  },
  'errors-high': {
    'failing fast looks idle': {
      given: { ...idle, each: { levels: { ...low, errorRatio: 0.06 } } },
      state: idleFor(60 * minute),
    },
    'weighed by requests: a failing container that few reach': {
      given: {
        ...idle,
        replicas: [
          { levels: { ...low, requestsPerSecond: 10, errorRatio: 0.2 } },
          ...Array.from({ length: 3 }, () => ({ levels: { ...low, requestsPerSecond: 8 } })),
        ],
      },
      state: idleFor(60 * minute),
    },
    'above the maximum too': { given: { replicas: 12, each: { levels: { errorRatio: 0.06 } } }, desired: 12 },
    'nginx answers in place of workers that it does not reach': {
      given: { ...idle, edgeErrorRatio: measuredAt(nowMs - 5_000, 0.06) },
      state: idleFor(60 * minute),
    },
  },
  'workers-leave-first': {
    'one container has two workers': {
      given: { ...idle, replicas: [{ levels: low, workers: 2 }, { levels: low }, { levels: low }, { levels: low }] },
      state: idleFor(60 * minute),
    },
  },
  'too-few-left': {
    'CPU of three would be at 60 %': {
      given: { ...idle, each: { levels: { ...low, cpu: 0.45 } } },
      state: idleFor(60 * minute),
      limits: { down: { cpu: 0.5, memory: 0.5, p95Seconds: 1 } },
    },
    'memory of three would be': {
      given: { ...idle, each: { levels: { ...low, memory: 0.45 } } },
      state: idleFor(60 * minute),
      limits: { down: { cpu: 0.5, memory: 0.5, p95Seconds: 1 } },
    },
  },
} satisfies Partial<Record<ContainerReason, Record<string, Case>>>;
