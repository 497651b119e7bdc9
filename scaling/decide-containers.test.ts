import { describe, expect, test } from 'vitest';
import {
  type ContainerDecision,
  type ContainerObservation,
  decideContainers,
  type Replica,
} from './decide-containers.ts';
import { type ContainerLimits, defaultLimits } from './decision/limits.ts';
import { initialLoopState, type LoopState } from './decision/loop-state.ts';
import { type Levels, makeReading, measuredAt } from './decision/make-reading.ts';
import { type ContainerReason, reasonMeanings } from './decision/reason.ts';

const GiB = 2 ** 30;
const limits: ContainerLimits = {
  ...defaultLimits,
  minContainers: 3,
  maxContainers: 10,
  minWorkers: 1,
  containerMemoryBytes: 1.5 * GiB,
  saturatedShare: 0.8,
  maxStep: 4,
};
const nowMs = Date.UTC(2026, 0, 10, 9);
const minute = 60_000;

type GivenReplica = {
  levels?: Levels;
  workers?: number | null;
  saturated?: number | null;
  condition?: Replica['condition'];
  ageMs?: number;
};
type Given = Partial<Omit<ContainerObservation, 'replicas' | 'p95Seconds'>> & {
  /** As many alike, or each by itself. */
  replicas?: number | GivenReplica[];
  /** Of those alike. */
  each?: GivenReplica;
  p95Seconds?: number | null;
};

function observe({ replicas = 4, each = {}, p95Seconds = 0.4, ...rest }: Given, atMs = nowMs): ContainerObservation {
  const given = typeof replicas === 'number' ? Array.from({ length: replicas }, () => each) : replicas;
  const sampledAtMs = atMs - 5_000;
  return {
    replicas: given.map(
      ({ levels, workers = 1, saturated = 0, condition = 'healthy', ageMs = 60 * minute }, index) => ({
        name: `app-${index + 1}`,
        condition,
        ageMs,
        reading: {
          ...makeReading(sampledAtMs, levels),
          workers: measuredAt(sampledAtMs, workers),
          saturated: measuredAt(sampledAtMs, saturated),
        },
      }),
    ),
    p95Seconds: measuredAt(sampledAtMs, p95Seconds),
    edgeErrorRatio: null,
    isPrometheusAway: false,
    hostFreeBytes: 64 * GiB,
    isPaused: false,
    isDeploying: false,
    mayAct: true,
    ...rest,
  };
}

const polled: LoopState = { ...initialLoopState, lastPollAtMs: nowMs - limits.pollMs };
const breachedBefore: LoopState = { ...polled, upPolls: 1, upSinceMs: nowMs - limits.pollMs };
const idleFor = (ms: number): LoopState => ({ ...polled, downSinceMs: nowMs - ms });
const low: Levels = { cpu: 0.1, memory: 0.2 };
const busy: GivenReplica = { levels: { cpu: 0.9 }, saturated: 1 };
const idle: Given = { each: { levels: low }, p95Seconds: 0.1 };
const broken: GivenReplica = { condition: 'broken', levels: { up: null, cpu: null }, ageMs: 60 * minute };

type Case = { given: Given; state?: LoopState; limits?: Partial<ContainerLimits>; desired?: number };

/** Every reason has at least one. `desired` is the present number (4) unless said. */
const cases: Record<ContainerReason, Record<string, Case>> = {
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
  paused: { 'whatever the load': { given: { each: busy, isPaused: true }, state: breachedBefore } },
  deploying: {
    'a rolling update is not read as load': { given: { each: busy, isDeploying: true }, state: breachedBefore },
    'nor its leaving containers as broken ones': { given: { replicas: [{}, {}, {}, broken], isDeploying: true } },
  },
  'prometheus-away': {
    'holds what is there': { given: { ...idle, isPrometheusAway: true }, state: idleFor(60 * minute) },
  },
  young: { 'after a start of everything': { given: { each: { ...busy, ageMs: 59_000 } }, state: breachedBefore } },
  'samples-missing': {
    'one container without CPU': {
      given: {
        ...idle,
        replicas: [{ levels: low }, { levels: low }, { levels: low }, { levels: { ...low, cpu: null } }],
      },
      state: idleFor(60 * minute),
    },
    'one that nobody reaches': {
      given: { ...idle, replicas: [{ levels: low }, { levels: low }, { levels: low }, { levels: { ...low, up: 0 } }] },
      state: idleFor(60 * minute),
    },
    'no latency although somebody asks': { given: { ...idle, p95Seconds: null }, state: idleFor(60 * minute) },
    'empty answers all over': {
      given: {
        each: {
          levels: { up: null, cpu: null, memory: null, p95Seconds: null, requestsPerSecond: null, errorRatio: null },
        },
        p95Seconds: null,
      },
      state: idleFor(60 * minute),
    },
    'a container that does not say how many workers it has': {
      given: { ...idle, each: { levels: low, workers: null } },
      state: idleFor(60 * minute),
    },
    'more than the maximum stay while their load is unknown': {
      given: { replicas: 12, each: { levels: { cpu: null } } },
      desired: 12,
    },
  },
  steady: {
    'inside the band': { given: {}, state: idleFor(60 * minute) },
    'one busy among idle ones is not a busy fleet': {
      given: { replicas: [busy, { levels: low }, { levels: low }, { levels: low }] },
      state: breachedBefore,
    },
  },
  'confirming-up': { 'the first poll of a breach': { given: { each: busy } } },
  'confirming-down': { 'idle for four and a half minutes': { given: idle, state: idleFor(4.5 * minute) } },
  'at-minimum': { 'the resting state': { given: { ...idle, replicas: 3 }, state: idleFor(60 * minute), desired: 3 } },
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
};

const decide = ({ given, state = polled, limits: own = {} }: Case): ContainerDecision =>
  decideContainers(observe(given), state, { ...limits, ...own }, nowMs);

for (const [reason, named] of Object.entries(cases)) {
  describe(reason, () => {
    for (const [name, each] of Object.entries(named)) {
      test(name, () => {
        const decision = decide(each);
        expect([decision.reason, decision.desired]).toEqual([reason, each.desired ?? 4]);
        expect(decision.message).toContain(reasonMeanings[decision.reason]);
      });
    }
  });
}

test('only an action for slow answers is a trial', () => {
  const slowAndFull = { each: { levels: { cpu: 0.2, memory: 0.95 }, saturated: 1 }, p95Seconds: 3 };
  expect(decide({ given: slowAndFull, state: breachedBefore })).toMatchObject({
    reason: 'memory-high',
    state: { trial: null },
  });
  const slow = { each: { levels: { cpu: 0.2 }, saturated: 1 }, p95Seconds: 3 };
  expect(decide({ given: slow, state: breachedBefore }).state.trial).toEqual({ atMs: nowMs, p95Seconds: 3 });
});

describe('from poll to poll', () => {
  function poll(given: Given[], replicas: number) {
    let state = initialLoopState;
    let present = replicas;
    return given.map((each, index) => {
      const atMs = nowMs + index * limits.pollMs;
      const decision = decideContainers(observe({ ...each, replicas: present }, atMs), state, limits, atMs);
      ({ state, desired: present } = decision);
      return decision;
    });
  }
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  test('from three to ten in five actions of a lasting overload', () => {
    const decisions = poll(times(45, { each: { levels: { cpu: 1 }, saturated: 1 } }), 3);
    const steps = decisions.filter(({ reason }) => reason === 'cpu-high').map(({ desired }) => desired);
    expect(steps).toEqual([4, 5, 7, 9, 10]);
  });

  test('a breach that the worker loops do not end is answered after two cooldowns, and again after two more', () => {
    const decisions = poll(times(50, { each: { levels: { cpu: 0.9 } } }), 3);
    const acted = decisions.flatMap(({ reason }, index) => (reason === 'cpu-high' ? [index] : []));
    expect(acted).toEqual([21, 43]);
  });
});
