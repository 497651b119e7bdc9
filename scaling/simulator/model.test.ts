import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketBounds, createContainer, findCapacity, findMemoryBytes, step, usualParameters } from './model.ts';
import { createTelemetry, findQuantile } from './telemetry.ts';

const parameters = usualParameters;
const warm = (workers = 1) => ({ ...createContainer('one', -3600, 0, workers), servedSinceNewWorker: 1_000 });
const fullRate = parameters.cpuQuota / parameters.cpuSeconds;

test('whatever arrives is answered, fails or waits', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 }), (arrivals) => {
      const containers = [warm(), createContainer('new', 0, 10, 1)];
      let done = 0;
      arrivals.forEach((arriving, second) => {
        const { buckets, failed } = step(containers, arriving, parameters, second);
        done += (buckets.at(-1) ?? 0) + failed;
      });
      const waiting = containers.reduce((sum, container) => sum + container.waiting, 0);
      expect(done + waiting).toBeCloseTo(
        arrivals.reduce((sum, each) => sum + each, 0),
        3,
      );
    }),
  );
});

test('with nobody before it a request takes its own time, with a full queue the patience of clients', () => {
  const quiet = step([warm()], 1, parameters, 1).buckets;
  expect(findQuantile(0.95, quiet)).toBeLessThan(0.05);
  const container = warm();
  const overloaded = Array.from({ length: 60 }, (_, second) => step([container], 2 * fullRate, parameters, second)).at(
    -1,
  );
  expect(container.waiting).toBeCloseTo(parameters.patienceSeconds * fullRate);
  expect(overloaded?.failed).toBeCloseTo(fullRate);
  expect(findQuantile(0.95, overloaded?.buckets ?? [])).toBeCloseTo(parameters.patienceSeconds);
});

test('a worker beyond the quota brings memory and no throughput', () => {
  expect(findCapacity(warm(2), parameters, 1)).toBe(findCapacity(warm(1), parameters, 1));
  expect(findCapacity(warm(2), { ...parameters, cpuQuota: 2 }, 1)).toBe(2 * fullRate);
  expect(findMemoryBytes(warm(2), parameters) - findMemoryBytes(warm(1), parameters)).toBe(parameters.workerBytes);
});

test('a container that starts answers nothing, and a cold worker half', () => {
  const container = createContainer('new', 0, 10, 1);
  expect(findCapacity(container, parameters, 9)).toBe(0);
  expect(findCapacity(container, parameters, 10)).toBeCloseTo(1 / parameters.coldCpuSeconds);
});

test('a quantile lies where histogram_quantile puts it', () => {
  const upTo = (counts: Record<number, number>) => {
    let sum = 0;
    return bucketBounds.map((bound) => {
      sum += counts[bound] ?? 0;
      return sum;
    });
  };
  expect(findQuantile(0.95, upTo({ 1: 90, 3: 10 }))).toBeCloseTo(2.5);
  expect(findQuantile(0.95, upTo({ 0.005: 1 }))).toBeCloseTo(0.00475);
  expect(findQuantile(0.95, upTo({ 1: 90, [Number.POSITIVE_INFINITY]: 10 }))).toBe(10);
  expect(findQuantile(0.95, upTo({}))).toBeNull();
});

test('rates come from counters of the last minute, and not before two of them', () => {
  const telemetry = createTelemetry(parameters, 15);
  const container = warm();
  const seconds = (from: number, to: number, arriving: number) => {
    for (let second = from; second <= to; second++) {
      step([container], arriving, parameters, second);
      if (second % 15 === 0) telemetry.scrape([container], new Set(), second);
    }
  };
  seconds(1, 15, fullRate / 2);
  expect(telemetry.read('one')).toMatchObject({ up: { value: 1 }, cpu: null, p95Seconds: null });
  seconds(16, 60, fullRate / 2);
  expect(telemetry.read('one').cpu?.value).toBeCloseTo(0.5);
  expect(telemetry.read('one').cpu?.atMs).toBe(60_000);
  seconds(61, 120, 0);
  expect(telemetry.read('one').cpu?.value).toBeCloseTo(0);
  telemetry.scrape([], new Set(), 135);
  expect(telemetry.read('one').up).toBeNull();
});
