import { describe, expect, test } from 'vitest';
import { breachedBefore, decide, type Given, limits, nowMs, observe } from './container-cases/given.ts';
import { decideContainers } from './decide-containers.ts';
import { initialLoopState } from './decision/loop-state.ts';

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
