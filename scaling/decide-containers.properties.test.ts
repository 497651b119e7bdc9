import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ContainerDecision,
  type ContainerObservation,
  decideContainers,
  type Replica,
} from './decide-containers.ts';
import { type ContainerLimits, defaultLimits } from './decision/limits.ts';
import { initialLoopState } from './decision/loop-state.ts';
import { makeReading, measuredAt } from './decision/make-reading.ts';
import { waitsBeforeMoves } from './decision/waits-before-moves.ts';

const limits: ContainerLimits = {
  ...defaultLimits,
  minContainers: 3,
  maxContainers: 10,
  minWorkers: 1,
  containerMemoryBytes: 1_500_000_000,
  saturatedShare: 0.8,
  maxStep: 4,
};

const rarely = fc.integer({ min: 0, max: 11 }).map((number) => number === 0);
const around = (down: number, up: number, most: number) =>
  fc.oneof(
    fc.double({ min: 0, max: down, noNaN: true }),
    fc.double({ min: down, max: up, noNaN: true }),
    fc.double({ min: up, max: most, noNaN: true }),
  );
const fleet = fc.record({
  cpu: around(0.3, 0.8, 1),
  memory: around(0.3, 0.8, 1),
  p95Seconds: around(1, 2, 10),
  errorRatio: fc.constantFrom(0, 0, 0, 0.05, 0.2),
  saturated: fc.constantFrom(0, 1),
  workers: fc.constantFrom(1, 1, 1, 2),
});
const idleFleet = fc.constant({ cpu: 0.1, memory: 0.1, p95Seconds: 0.1, errorRatio: 0, saturated: 0, workers: 1 });
const busyFleet = fc.constant({ cpu: 0.95, memory: 0.2, p95Seconds: 2.5, errorRatio: 0, saturated: 1, workers: 2 });
const poll = fc.record({
  sinceLastMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(30_000) },
    { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 200_000 }) },
  ),
  fleet: fc.oneof(fleet, idleFleet, busyFleet),
  /** The first container lacks this input. */
  lacks: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('up', 'cpu', 'memory', 'requestsPerSecond') },
  ),
  hostFreeBytes: fc.constantFrom(null, 1e9, 4e9, 64e9, 64e9, 64e9),
  isPrometheusAway: rarely,
  isPaused: rarely,
  isDeploying: rarely,
  mayAct: rarely.map((not) => !not),
  isFirstBroken: rarely,
});
const history = fc
  .array(fc.tuple(poll, fc.integer({ min: 1, max: 14 })), { minLength: 1, maxLength: 12 })
  .map((stretches) => stretches.flatMap(([each, times]) => Array.from({ length: times }, () => each)));

type Poll = typeof poll extends fc.Arbitrary<infer T> ? T : never;
type Step = { atMs: number; each: Poll; observation: ContainerObservation; decision: ContainerDecision };

function observe(each: Poll, present: number, atMs: number): ContainerObservation {
  const { p95Seconds, saturated, workers, ...levels } = each.fleet;
  const replicas = Array.from({ length: present }, (_, index): Replica => {
    const isLacking = index === 0 && each.lacks !== null;
    return {
      name: `app-${index + 1}`,
      condition: index === 0 && each.isFirstBroken ? 'broken' : 'healthy',
      ageMs: 3_600_000,
      reading: {
        ...makeReading(atMs - 5_000, { ...levels, ...(isLacking && each.lacks ? { [each.lacks]: null } : {}) }),
        workers: measuredAt(atMs - 5_000, workers),
        saturated: measuredAt(atMs - 5_000, saturated),
      },
    };
  });
  return { ...each, replicas, p95Seconds: measuredAt(atMs - 5_000, p95Seconds), edgeErrorRatio: null };
}

function replay(polls: Poll[], start: number): Step[] {
  let state = initialLoopState;
  let present = start;
  let atMs = Date.UTC(2026, 0, 10);
  return polls.map((each) => {
    atMs += each.sinceLastMs;
    const observation = observe(each, present, atMs);
    const decision = decideContainers(observation, state, limits, atMs);
    ({ state, desired: present } = decision);
    return { atMs, each, observation, decision };
  });
}

const presentIn = ({ observation }: Step) => observation.replicas.length;
const isMove = (step: Step) => step.decision.desired !== presentIn(step);
const holds = (property: (steps: Step[]) => void) =>
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 13 }), (polls, start) => property(replay(polls, start))),
    { numRuns: 300 },
  );

test('stays in its bounds, and never moves away from them', () => {
  holds((steps) => {
    for (const step of steps) {
      expect(step.decision.desired).toBeGreaterThanOrEqual(Math.min(presentIn(step), limits.minContainers));
      expect(step.decision.desired).toBeLessThanOrEqual(Math.max(presentIn(step), limits.maxContainers));
    }
  });
});

test('one action at a time: up by four or double at most, down by one, with the lease and never while healing', () => {
  const up = ['cpu-high', 'memory-high', 'latency-high'];
  const down = ['idle', 'above-maximum'];
  holds((steps) => {
    for (const step of steps) {
      const { reason, desired } = step.decision;
      const present = presentIn(step);
      expect(isMove(step)).toBe([...up, ...down, 'below-minimum'].includes(reason));
      if (up.includes(reason)) expect(desired).toBeLessThanOrEqual(Math.min(present + limits.maxStep, 2 * present));
      if (down.includes(reason)) expect(desired).toBe(present - 1);
      if (isMove(step) || reason === 'heal') {
        const { mayAct, isPaused, isDeploying } = step.observation;
        expect([mayAct, isPaused, isDeploying]).toEqual([true, false, false]);
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

test('missing or unreachable data, errors or something broken never take a container away', () => {
  holds((steps) => {
    for (const step of steps) {
      const { lacks, isPrometheusAway, isFirstBroken, fleet } = step.each;
      const isDoubtful = lacks !== null || isPrometheusAway || isFirstBroken || fleet.errorRatio > 0.05;
      if (isDoubtful) expect(step.decision.desired).toBeGreaterThanOrEqual(presentIn(step));
    }
  });
});

test('a container comes only into free memory of the host, or up to the minimum', () => {
  holds((steps) => {
    for (const step of steps) {
      const added = step.decision.desired - presentIn(step);
      if (added <= 0 || step.decision.reason === 'below-minimum') continue;
      expect(added * limits.containerMemoryBytes).toBeLessThanOrEqual(step.observation.hostFreeBytes ?? 0);
    }
  });
});

test('noise inside the band moves nothing, however it begins', () => {
  const inside = fc.record({
    cpu: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    memory: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    p95Seconds: fc.double({ min: 1, max: 2, noNaN: true }),
    errorRatio: fc.constant(0),
    saturated: fc.constantFrom(0, 1),
    workers: fc.constantFrom(1, 2),
  });
  const calm = poll.chain((each) => inside.map((levels) => ({ ...each, fleet: levels })));
  fc.assert(
    fc.property(fc.array(calm, { maxLength: 80 }), fc.integer({ min: 3, max: 10 }), (polls, start) => {
      expect(replay(polls, start).some(isMove)).toBe(false);
    }),
  );
});

test('more CPU or more memory never mean fewer containers', () => {
  const ratio = fc.double({ min: 0, max: 1, noNaN: true });
  const sides = fc.constantFrom<'cpu' | 'memory'>('cpu', 'memory');
  const upPolls = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(
      poll,
      upPolls,
      fc.integer({ min: 3, max: 10 }),
      sides,
      ratio,
      ratio,
      (each, polls, present, side, one, other) => {
        const nowMs = Date.UTC(2026, 0, 10);
        const state = {
          ...initialLoopState,
          lastPollAtMs: nowMs - limits.pollMs,
          upPolls: polls,
          upSinceMs: polls > 0 ? nowMs - polls * limits.pollMs : null,
          downSinceMs: polls > 0 ? null : nowMs - limits.downWindowMs,
        };
        const decideAt = (load: number) => {
          const observation = observe({ ...each, fleet: { ...each.fleet, [side]: load } }, present, nowMs);
          return decideContainers(observation, state, limits, nowMs).desired;
        };
        expect(decideAt(Math.max(one, other))).toBeGreaterThanOrEqual(decideAt(Math.min(one, other)));
      },
    ),
    { numRuns: 2_000 },
  );
});
