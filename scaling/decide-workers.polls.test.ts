import { describe, expect, test } from 'vitest';
import { decideWorkers } from './decide-workers.ts';
import type { WorkerLimits } from './decision/limits.ts';
import { initialLoopState, type LoopState } from './decision/loop-state.ts';
import type { Levels } from './decision/make-reading.ts';
import { findSaturation } from './decision/reason.ts';
import {
  breachedBefore,
  decide,
  type Given,
  idle,
  limits,
  minute,
  nowMs,
  observe,
  onTrial,
  polled,
} from './worker-cases/given.ts';

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
