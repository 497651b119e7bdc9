import type { ContainerReason } from '../decision/reason.ts';
import { breachedBefore, broken, busy, type Case, GiB, idle, idleFor, low, minute, nowMs, polled } from './given.ts';

/** Something is added, taken away or replaced. */
export const moves = {
  'cpu-high': {
    'to where CPU would be at the threshold: 4 at 90 % are 4.5 at 80 %': {
      given: { each: busy },
      state: breachedBefore,
      desired: 5,
    },
    'one more at least': {
      given: { replicas: 3, each: { ...busy, levels: { cpu: 0.81 } } },
      state: breachedBefore,
      desired: 4,
    },
    'twice as many at most': {
      given: { replicas: 1, each: { ...busy, levels: { cpu: 3 } } },
      state: breachedBefore,
      limits: { minContainers: 1 },
      desired: 2,
    },
    'four more at most': {
      given: { replicas: 5, each: { ...busy, levels: { cpu: 3 } } },
      state: breachedBefore,
      desired: 9,
    },
    'the maximum at most': {
      given: { replicas: 9, each: { ...busy, levels: { cpu: 3 } } },
      state: breachedBefore,
      desired: 10,
    },
    'as many as the host has memory for': {
      given: { replicas: 5, each: { ...busy, levels: { cpu: 3 } }, hostFreeBytes: 3.1 * GiB },
      state: breachedBefore,
      desired: 7,
    },
    'four of five saturated are enough': {
      given: { replicas: [busy, busy, busy, busy, { ...busy, saturated: 0 }] },
      state: breachedBefore,
      desired: 6,
    },
    'none saturated, but the breach has outlived two cooldowns': {
      given: { each: { levels: { cpu: 0.9 } } },
      state: { ...breachedBefore, upSinceMs: nowMs - 10 * minute - 1 },
      desired: 5,
    },
    'a missing container counts as idle: three at 120 % of four are 90 %': {
      given: {
        replicas: [
          ...Array.from({ length: 3 }, () => ({ ...busy, levels: { cpu: 1.2 } })),
          { ...busy, levels: { cpu: null } },
        ],
      },
      state: breachedBefore,
      desired: 5,
    },
    'the young are no evidence, and not counted among the saturated either': {
      given: { replicas: [busy, busy, busy, { levels: { cpu: 0 }, ageMs: 30_000 }] },
      state: breachedBefore,
      desired: 5,
    },
    'and although one has been broken for longer than a cooldown': {
      given: { replicas: [busy, busy, busy, broken] },
      state: { ...breachedBefore, shortSinceMs: nowMs - 6 * minute },
      desired: 5,
    },
  },
  'memory-high': {
    'to where memory would be at the threshold: 6 at 95 % are 7.1 at 80 %': {
      given: { replicas: 6, each: { levels: { memory: 0.95 }, saturated: 1 } },
      state: breachedBefore,
      desired: 8,
    },
    'more containers, where the worker loops can do nothing': {
      given: { each: { levels: { memory: 0.95 }, saturated: 1 } },
      state: breachedBefore,
      desired: 5,
    },
  },
  'latency-high': {
    'one more, as CPU does not say how many': {
      given: { each: { saturated: 1 }, p95Seconds: 2.5 },
      state: breachedBefore,
      desired: 5,
    },
  },
  idle: {
    'one leaves after five idle minutes': { given: idle, state: idleFor(5 * minute), desired: 3 },
    'at night nobody asks, and there is no latency': {
      given: {
        each: { levels: { ...low, requestsPerSecond: 0, p95Seconds: null, errorRatio: null } },
        p95Seconds: Number.NaN,
      },
      state: idleFor(5 * minute),
      desired: 3,
    },
  },
  'below-minimum': {
    'up to the minimum at once, with Prometheus away and in the cooldown': {
      given: { replicas: 1, isPrometheusAway: true },
      state: { ...polled, lastActionAtMs: nowMs - 1_000 },
      desired: 3,
    },
  },
  'above-maximum': { 'one fewer although busy': { given: { replicas: 12 }, desired: 11 } },
  heal: {
    'an exited container is replaced, the number stays': { given: { replicas: [{}, {}, {}, broken] } },
    'also with Prometheus away': { given: { replicas: [{}, {}, {}, broken], isPrometheusAway: true } },
    'before a breach is answered': { given: { replicas: [busy, busy, busy, broken] }, state: breachedBefore },
    'and nothing is taken away while one is broken, however long': {
      given: { ...idle, replicas: [...Array.from({ length: 3 }, () => ({ levels: low })), broken] },
      state: { ...idleFor(60 * minute), shortSinceMs: nowMs - 60 * minute },
    },
  },
} satisfies Partial<Record<ContainerReason, Record<string, Case>>>;
