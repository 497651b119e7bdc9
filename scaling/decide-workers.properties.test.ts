import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideWorkers, type WorkerDecision, type WorkerObservation } from './decide-workers.ts';
import { defaultLimits, type WorkerLimits } from './decision/limits.ts';
import { initialLoopState, type LoopState } from './decision/loop-state.ts';
import { type Levels, makeReading } from './decision/make-reading.ts';
import { waitsBeforeMoves } from './decision/waits-before-moves.ts';

const limits: WorkerLimits = {
  ...defaultLimits,
  minWorkers: 1,
  maxWorkers: 4,
  cpuQuota: 3,
  memoryLimitBytes: 1_500_000_000,
  outerHoldMs: 60_000,
};

/** Below, inside and above every threshold about equally often, and sometimes missing. */
const level = (down: number, up: number, most: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: 0, max: down, noNaN: true }) },
    { weight: 2, arbitrary: fc.double({ min: down, max: up, noNaN: true }) },
    { weight: 5, arbitrary: fc.double({ min: up, max: most, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
const anyLevels = fc.record({
  up: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(0, null) }),
  cpu: level(0.3, 0.8, 1),
  memory: level(0.3, 0.8, 1),
  p95Seconds: level(1, 2, 10),
  requestsPerSecond: fc.oneof(fc.constantFrom(0, 30), fc.constant(null)),
  errorRatio: fc.oneof(fc.constantFrom(0, 0, 0, 0.05, 0.2), fc.constant(null)),
});
const idleLevels = fc.constant<Levels>({ cpu: 0.1, memory: 0.1, p95Seconds: 0.1 });
const busyLevels = fc.constant<Levels>({ cpu: 0.9, memory: 0.2, p95Seconds: 2.5 });

const rarely = fc.integer({ min: 0, max: 11 }).map((number) => number === 0);
const poll = fc.record({
  sinceLastMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(30_000) },
    { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 200_000 }) },
  ),
  sampleAgeMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(5_000) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
  ),
  levels: fc.oneof(anyLevels, idleLevels, busyLevels),
  isAway: rarely,
  isPaused: rarely,
  isDeploying: rarely,
  mayAct: rarely.map((not) => !not),
  brokenCount: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  didOuterAct: rarely,
});
/** Long stretches of the same, or nothing would ever last for the whole window. */
const history = fc
  .array(fc.tuple(poll, fc.integer({ min: 1, max: 14 })), { minLength: 1, maxLength: 12 })
  .map((stretches) => stretches.flatMap(([each, times]) => Array.from({ length: times }, () => each)));

type Poll = typeof poll extends fc.Arbitrary<infer T> ? T : never;
type Step = { atMs: number; observation: WorkerObservation; decision: WorkerDecision };

function replay(polls: Poll[], present = 2): Step[] {
  let state = initialLoopState;
  let atMs = Date.UTC(2026, 0, 10);
  let outerActedAtMs: number | null = null;
  return polls.map((each) => {
    atMs += each.sinceLastMs;
    if (each.didOuterAct) outerActedAtMs = atMs;
    const observation: WorkerObservation = {
      present,
      running: Math.max(0, present - each.brokenCount),
      ageMs: 3_600_000,
      meanWorkerBytes: 100_000_000,
      outerActedAtMs,
      isPaused: each.isPaused,
      isDeploying: each.isDeploying,
      mayAct: each.mayAct,
      reading: each.isAway ? null : makeReading(atMs - each.sampleAgeMs, each.levels),
    };
    const decision = decideWorkers(observation, state, limits, atMs);
    ({ state, desired: present } = decision);
    return { atMs, observation, decision };
  });
}

const isMove = ({ observation, decision }: Step) => decision.desired !== observation.present;
const holds = (property: (steps: Step[]) => void, present = fc.integer({ min: 0, max: 6 })) =>
  fc.assert(
    fc.property(history, present, (polls, start) => property(replay(polls, start))),
    { numRuns: 300 },
  );

test('stays in its bounds, and never moves away from them', () => {
  holds((steps) => {
    for (const { observation, decision } of steps) {
      const { present } = observation;
      expect(decision.desired).toBeGreaterThanOrEqual(Math.min(present, limits.minWorkers));
      expect(decision.desired).toBeLessThanOrEqual(Math.max(present, limits.maxWorkers));
    }
  });
});

test('one action at a time: one step, by one reason, with the lease, while nothing is broken for long', () => {
  const actions = ['cpu-high', 'latency-high', 'idle', 'above-maximum'];
  holds((steps) => {
    for (const step of steps) {
      const { observation, decision } = step;
      const { reason, desired } = decision;
      expect(isMove(step)).toBe(actions.includes(reason) || reason === 'below-minimum');
      if (actions.includes(reason)) expect(Math.abs(desired - observation.present)).toBe(1);
      if (isMove(step) || reason === 'heal') {
        expect([observation.mayAct, observation.isPaused, observation.isDeploying]).toEqual([true, false, false]);
      }
    }
  });
});

test('two actions are a cooldown apart, also on a clock that jumps', () => {
  holds((steps) => {
    // Up to the minimum waits for nothing.
    const waits = waitsBeforeMoves(
      steps.map((step) => ({ atMs: step.atMs, isMove: isMove(step) && step.decision.reason !== 'below-minimum' })),
    );
    for (const waitedMs of waits) expect(waitedMs).toBeGreaterThanOrEqual(limits.cooldownMs);
  });
});

test('missing, old or unreachable data never take a worker away', () => {
  const inputs = ['up', 'cpu', 'memory', 'requestsPerSecond'] as const;
  holds((steps) => {
    for (const { atMs, observation, decision } of steps) {
      const { reading } = observation;
      const isWhole = reading && inputs.every((input) => reading[input] && atMs - reading[input].atMs <= 30_000);
      if (!isWhole) expect(decision.desired).toBeGreaterThanOrEqual(observation.present);
    }
  });
});

test('a worker leaves only after five minutes of polls that were all idle, and without errors', () => {
  const isIdle = ({ observation: { reading } }: Step) =>
    reading !== null &&
    (reading.cpu?.value ?? 1) < 0.3 &&
    (reading.memory?.value ?? 1) < 0.3 &&
    (reading.p95Seconds?.value ?? 0) < 1 &&
    (reading.errorRatio?.value ?? 0) <= 0.05;
  holds((steps) => {
    // A clock that is set back makes what was long ago look like minutes ago; what counts is the time that went by.
    const passedMs: number[] = [];
    for (const [index, { atMs }] of steps.entries()) {
      passedMs.push((passedMs[index - 1] ?? 0) + Math.max(0, atMs - (steps[index - 1]?.atMs ?? atMs)));
    }
    steps.forEach((step, index) => {
      if (step.decision.reason !== 'idle') return;
      const windowStart = (passedMs[index] ?? 0) - limits.downWindowMs;
      // Of several polls in the instant in which the window begins, the last one begins it.
      const begin = passedMs.lastIndexOf(windowStart);
      const before = steps
        .slice(0, index + 1)
        .filter((_, earlier) => earlier === begin || (passedMs[earlier] ?? 0) > windowStart);
      expect(before.every(isIdle)).toBe(true);
      const first = before[0]?.atMs ?? step.atMs;
      expect(step.atMs - first).toBeGreaterThanOrEqual(limits.downWindowMs - 2 * limits.pollMs);
    });
  });
});

test('a worker comes only after two polls in a row above a threshold, and never into memory pressure', () => {
  const isAbove = ({ observation: { reading } }: Step) =>
    reading !== null &&
    ((reading.cpu?.value ?? 0) > 0.8 || (reading.p95Seconds?.value ?? 0) > 2 || (reading.memory?.value ?? 0) > 0.8);
  holds((steps) => {
    steps.forEach((step, index) => {
      if (step.decision.desired <= step.observation.present || step.decision.reason === 'below-minimum') return;
      expect(steps.slice(Math.max(0, index - 1), index + 1).map(isAbove)).toEqual([true, true]);
      expect(step.observation.reading?.memory?.value).toBeLessThan(0.8);
    });
  });
});

test('noise inside the band moves nothing, however it begins', () => {
  const inside = fc.record({
    cpu: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    memory: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    p95Seconds: fc.double({ min: 1, max: 2, noNaN: true }),
  });
  const calm = poll.chain((each) => inside.map((levels) => ({ ...each, levels })));
  fc.assert(
    fc.property(fc.array(calm, { maxLength: 80 }), fc.integer({ min: 1, max: 4 }), (polls, present) => {
      expect(replay(polls, present).some(isMove)).toBe(false);
    }),
  );
});

const anyState: fc.Arbitrary<(nowMs: number) => LoopState> = fc
  .record({
    upPolls: fc.integer({ min: 0, max: 3 }),
    idleMs: fc.option(fc.integer({ min: 0, max: 900_000 })),
    actedMs: fc.option(fc.integer({ min: 0, max: 900_000 })),
    trialP95Seconds: fc.option(fc.double({ min: 1, max: 10, noNaN: true })),
    isFutile: fc.boolean(),
  })
  .map(({ upPolls, idleMs, actedMs, trialP95Seconds, isFutile }) => (nowMs) => ({
    ...initialLoopState,
    lastPollAtMs: nowMs - limits.pollMs,
    upPolls,
    upSinceMs: upPolls > 0 ? nowMs - upPolls * limits.pollMs : null,
    downSinceMs: upPolls > 0 || idleMs === null ? null : nowMs - idleMs,
    lastActionAtMs: actedMs === null ? null : nowMs - actedMs,
    trial: trialP95Seconds === null || actedMs === null ? null : { atMs: nowMs - actedMs, p95Seconds: trialP95Seconds },
    isFutile,
  }));

test('more CPU never means fewer workers', () => {
  const cpu = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(poll, anyState, fc.integer({ min: 1, max: 4 }), cpu, cpu, (each, stateAt, present, one, other) => {
      const nowMs = Date.UTC(2026, 0, 10);
      const decideAt = (load: number) => {
        const reading = makeReading(nowMs, { ...each.levels, cpu: load });
        const observation = {
          ...each,
          present,
          running: present,
          ageMs: 3_600_000,
          meanWorkerBytes: 100_000_000,
          outerActedAtMs: null,
          reading,
        };
        return decideWorkers(observation, stateAt(nowMs), limits, nowMs).desired;
      };
      expect(decideAt(Math.max(one, other))).toBeGreaterThanOrEqual(decideAt(Math.min(one, other)));
    }),
    { numRuns: 2_000 },
  );
});

test('changes nothing that it is given, and says the same twice', () => {
  fc.assert(
    fc.property(poll, anyState, (each, stateAt) => {
      const nowMs = Date.UTC(2026, 0, 10);
      const state = Object.freeze(stateAt(nowMs));
      const reading = Object.freeze(makeReading(nowMs, each.levels));
      const observation = Object.freeze({
        ...each,
        present: 2,
        running: 2,
        ageMs: 3_600_000,
        meanWorkerBytes: 1,
        outerActedAtMs: null,
        reading,
      });
      const decide = () => decideWorkers(observation, state, Object.freeze(limits), nowMs);
      expect(decide()).toEqual(decide());
    }),
  );
});
