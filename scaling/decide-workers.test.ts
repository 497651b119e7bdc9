import { describe, expect, test } from 'vitest';
import { decideWorkers, type WorkerDecision, type WorkerObservation } from './decide-workers.ts';
import { defaultLimits, type WorkerLimits } from './decision/limits.ts';
import { initialLoopState, type LoopState } from './decision/loop-state.ts';
import { type Levels, makeReading } from './decision/make-reading.ts';
import { findSaturation, reasonMeanings, type WorkerReason } from './decision/reason.ts';

const MiB = 2 ** 20;
const limits: WorkerLimits = {
  ...defaultLimits,
  minWorkers: 1,
  maxWorkers: 4,
  cpuQuota: 4,
  memoryLimitBytes: 1500 * MiB,
  outerHoldMs: 60_000,
};
const nowMs = Date.UTC(2026, 0, 10, 9);
const minute = 60_000;

type Given = Partial<Omit<WorkerObservation, 'reading'>> & { levels?: Levels; sampleAgeMs?: number; isAway?: boolean };

function observe({ levels, sampleAgeMs = 5_000, isAway = false, ...rest }: Given, atMs = nowMs): WorkerObservation {
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

const polled: LoopState = { ...initialLoopState, lastPollAtMs: nowMs - limits.pollMs };
/** One breach was seen at the poll before. */
const breachedBefore: LoopState = { ...polled, upPolls: 1, upSinceMs: nowMs - limits.pollMs };
const idleFor = (ms: number): LoopState => ({ ...polled, downSinceMs: nowMs - ms });
/** The last worker came for a p95 of 3 s; its effect can be judged now. */
const onTrial: LoopState = {
  ...breachedBefore,
  lastActionAtMs: nowMs - 5 * minute,
  trial: { atMs: nowMs - 5 * minute, p95Seconds: 3 },
};
const idle: Levels = { cpu: 0.1, memory: 0.2, p95Seconds: 0.1 };

type Case = { given: Given; state?: LoopState; limits?: Partial<WorkerLimits>; desired?: number };

/** By what is asked of the loop; every reason has at least one. `desired` is the present number (2) unless said. */
const cases: Record<WorkerReason, Record<string, Case>> = {
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
  paused: {
    'whatever the load': { given: { isPaused: true, levels: { cpu: 1 } }, state: breachedBefore },
    'not even healing': { given: { isPaused: true, running: 0 } },
  },
  deploying: {
    'a rolling reload is not read as load': { given: { isDeploying: true, levels: { cpu: 1 } }, state: breachedBefore },
    'nor its workers on their way as broken ones': { given: { isDeploying: true, running: 1 } },
  },
  'prometheus-away': { 'holds what is there': { given: { isAway: true }, state: idleFor(60 * minute) } },
  young: {
    'a container of half a minute is warming up': {
      given: { ageMs: 30_000, levels: { cpu: 1 } },
      state: breachedBefore,
    },
  },
  'samples-missing': {
    'no CPU': { given: { levels: { ...idle, cpu: null } }, state: idleFor(60 * minute) },
    'no memory': { given: { levels: { ...idle, memory: null } }, state: idleFor(60 * minute) },
    'no latency although somebody asks': {
      given: { levels: { ...idle, p95Seconds: null } },
      state: idleFor(60 * minute),
    },
    'no latency and no request rate: empty is not zero': {
      given: { levels: { ...idle, p95Seconds: null, requestsPerSecond: null } },
      state: idleFor(60 * minute),
    },
    'no error ratio although somebody asks': {
      given: { levels: { ...idle, errorRatio: Number.NaN } },
      state: idleFor(60 * minute),
    },
    'nobody reaches its metrics': { given: { levels: { ...idle, up: 0 } }, state: idleFor(60 * minute) },
    'nobody knows whether it is up': { given: { levels: { ...idle, up: null } }, state: idleFor(60 * minute) },
    'samples older than two scrapes': { given: { levels: idle, sampleAgeMs: 30_001 }, state: idleFor(60 * minute) },
    'samples from the future': { given: { levels: idle, sampleAgeMs: -30_001 }, state: idleFor(60 * minute) },
    'an old breach is no breach': { given: { levels: { cpu: 1 }, sampleAgeMs: 30_001 }, state: breachedBefore },
    'no worker where its room in memory is unknown': {
      given: { levels: { cpu: 0.9, memory: null } },
      state: breachedBefore,
    },
    'nor where the size of a worker is': {
      given: { levels: { cpu: 0.9 }, meanWorkerBytes: null },
      state: breachedBefore,
    },
    'more than the maximum stay while their load is unknown': {
      given: { present: 4, levels: { cpu: null } },
      limits: { maxWorkers: 2 },
      desired: 4,
    },
  },
  steady: {
    'latched, and no longer slow': {
      given: { levels: { p95Seconds: 1.5, cpu: 0.2 } },
      state: { ...polled, isFutile: true },
    },
    'inside the band': { given: {}, state: idleFor(60 * minute) },
    'on the upper thresholds': { given: { levels: { cpu: 0.8, memory: 0.8, p95Seconds: 2 } }, state: breachedBefore },
    'on the lower thresholds': {
      given: { levels: { cpu: 0.3, memory: 0.3, p95Seconds: 1 } },
      state: idleFor(60 * minute),
    },
    'low CPU alone is not idleness': { given: { levels: { ...idle, memory: 0.4 } }, state: idleFor(60 * minute) },
    'nor is low memory alone': { given: { levels: { ...idle, cpu: 0.4 } }, state: idleFor(60 * minute) },
    'nor are both while answers are slow': {
      given: { levels: { ...idle, p95Seconds: 1.5 } },
      state: idleFor(60 * minute),
    },
  },
  'confirming-up': {
    'a trial is not judged by one poll either': {
      given: { levels: { p95Seconds: 2.8, cpu: 0.2 } },
      state: { ...onTrial, upPolls: 0, upSinceMs: null },
    },
    'the first one after the clock was set back': {
      given: { levels: { cpu: 0.9 } },
      state: { ...breachedBefore, lastPollAtMs: nowMs + 1_000 },
    },
    'the first poll of a breach': { given: { levels: { cpu: 0.9 } }, state: polled },
    'the first one after sleeping through polls': {
      given: { levels: { cpu: 0.9 } },
      state: { ...breachedBefore, lastPollAtMs: nowMs - 61_000 },
    },
  },
  'confirming-down': {
    'idle for four and a half minutes': { given: { levels: idle }, state: idleFor(4.5 * minute) },
    'idle for an hour that nobody watched': {
      given: { levels: idle },
      state: { ...idleFor(60 * minute), lastPollAtMs: nowMs - 59 * minute },
    },
  },
  'at-minimum': {
    'the resting state': { given: { levels: idle, present: 1 }, state: idleFor(60 * minute), desired: 1 },
  },
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
};

const decide = ({ given, state = polled, limits: own = {} }: Case): WorkerDecision =>
  decideWorkers(observe(given), state, { ...limits, ...own }, nowMs);

for (const [reason, named] of Object.entries(cases)) {
  describe(reason, () => {
    for (const [name, each] of Object.entries(named)) {
      test(name, () => {
        const decision = decide(each);
        expect([decision.reason, decision.desired]).toEqual([reason, each.desired ?? 2]);
        expect(decision.message).toContain(reasonMeanings[decision.reason]);
      });
    }
  });
}

describe('from poll to poll', () => {
  /** Polls every 30 s; what is decided is what is there at the next poll. */
  function poll(levels: Levels[], given: Given = {}, own: Partial<WorkerLimits> = {}) {
    let state = initialLoopState;
    let present = given.present ?? 2;
    return levels.map((level, index) => {
      const atMs = nowMs + index * limits.pollMs;
      const decision = decideWorkers(
        observe({ ...given, present, levels: level }, atMs),
        state,
        { ...limits, ...own },
        atMs,
      );
      ({ state, desired: present } = decision);
      return decision;
    });
  }
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  test('idle polls have to be in a row: one poll in the band starts the window again', () => {
    const decisions = poll([...times(10, idle), {}, ...times(11, idle)]);
    expect(decisions.findIndex(({ reason }) => reason === 'idle')).toBe(21);
  });

  test('so does one poll with errors', () => {
    const decisions = poll([...times(10, idle), { ...idle, errorRatio: 0.5 }, ...times(11, idle)]);
    expect(decisions.findIndex(({ reason }) => reason === 'idle')).toBe(21);
  });

  test('an outage of Prometheus starts the window again', () => {
    const before = poll(times(10, idle)).at(-1);
    const inOutage = decideWorkers(
      observe({ isAway: true }),
      before?.state ?? polled,
      limits,
      nowMs + 10 * limits.pollMs,
    );
    expect(inOutage.state.downSinceMs).toBeNull();
  });

  test('from four to one takes five minutes a worker', () => {
    const decisions = poll(times(40, idle), { present: 4 });
    const acted = decisions.flatMap(({ reason }, index) => (reason === 'idle' ? [index] : []));
    expect(acted).toEqual([10, 21, 32]);
    expect(decisions.at(-1)).toMatchObject({ desired: 1, reason: 'at-minimum' });
  });

  test('latency that one more worker bettered is scaled on further', () => {
    const decisions = poll([...times(12, { p95Seconds: 4 }), ...times(12, { p95Seconds: 3 })]);
    expect(decisions.filter(({ reason }) => reason === 'latency-high')).toHaveLength(2);
    expect(decisions.some(({ reason }) => reason === 'futile')).toBe(false);
  });

  test.each<[string, Levels, LoopState, Partial<LoopState>]>([
    [
      'a worker for slow answers with CPU to spare is a trial',
      { p95Seconds: 3, cpu: 0.2 },
      breachedBefore,
      { trial: { atMs: nowMs, p95Seconds: 3 } },
    ],
    ['with CPU in use it is none', { p95Seconds: 3, cpu: 0.6 }, breachedBefore, { trial: null }],
    ['nor where CPU is not known', { p95Seconds: 3, cpu: null }, breachedBefore, { trial: null }],
    [
      'bettered below the threshold, though by little, is not futile',
      { p95Seconds: 1.95, cpu: 0.2 },
      { ...onTrial, trial: { atMs: nowMs - 5 * minute, p95Seconds: 2.1 } },
      { isFutile: false },
    ],
    [
      'half the evidence does not release the latch',
      { p95Seconds: 0.5, cpu: null },
      { ...polled, isFutile: true },
      { isFutile: true },
    ],
  ])('%s', (_, levels, state, expected) => {
    expect(decide({ given: { levels }, state }).state).toMatchObject(expected);
  });

  test('the latch holds between the thresholds and is released below the lower one', () => {
    const stuck = times(14, { p95Seconds: 4, cpu: 0.2 });
    const states = poll([...stuck, { p95Seconds: 1.5, cpu: 0.2 }, { p95Seconds: 0.9, cpu: 0.2 }]).map(
      ({ state }) => state,
    );
    expect(states.slice(-3).map(({ isFutile }) => isFutile)).toEqual([true, true, false]);
  });

  test('CPU releases it too: then there is something that workers can take over', () => {
    const stuck = times(14, { p95Seconds: 4, cpu: 0.2 });
    const decisions = poll([...stuck, ...times(2, { p95Seconds: 4, cpu: 0.6 })]);
    expect(decisions.at(-3)?.reason).toBe('futile');
    expect(decisions.at(-1)?.reason).toBe('latency-high');
  });

  test('a latched container is not saturated, whatever its number of workers', () => {
    const decisions = poll(times(20, { p95Seconds: 4, cpu: 0.2 }), {}, { maxWorkers: 3 });
    expect(decisions.map(({ reason }) => findSaturation(reason)).every((saturation) => saturation === null)).toBe(true);
    expect(decisions.at(-1)).toMatchObject({ desired: 3, reason: 'futile' });
  });

  test('a clock set back does not make the cooldown longer than it is', () => {
    const future = { ...breachedBefore, lastActionAtMs: nowMs + 60 * minute };
    expect(decideWorkers(observe({}), future, limits, nowMs).state.lastActionAtMs).toBe(nowMs);
  });
});
