import type { Limits } from './limits.ts';

/** A value and the time it was measured, not the time it was asked for. */
export type Sample = { value: number; atMs: number };

/** What Prometheus knows of one container; null where it has nothing. */
export type ContainerReading = {
  /** 1 while its metrics can be read. */
  up: Sample | null;
  /** CPU seconds a second / min(quota, workers): one busy worker of one reads 1. */
  cpu: Sample | null;
  /** Working set / limit. */
  memory: Sample | null;
  p95Seconds: Sample | null;
  requestsPerSecond: Sample | null;
  /** Answers of 5xx / all answers. */
  errorRatio: Sample | null;
};

/** The load both loops judge. A missing input stands as idle (0) and is named in `missing`. */
export type Load = { cpu: number; memory: number; p95Seconds: number; errorRatio: number; missing: string[] };

export function findFresh(sample: Sample | null, limits: Limits, nowMs: number): number | null {
  if (sample === null || !Number.isFinite(sample.value)) return null;
  // A sample from the future says that a clock is wrong: as little evidence as an old one.
  return Math.abs(nowMs - sample.atMs) <= 2 * limits.scrapeMs ? sample.value : null;
}

type Values = Record<Exclude<keyof ContainerReading, 'up'>, number | null>;

function readValues(reading: ContainerReading, limits: Limits, nowMs: number): Values {
  const isUp = findFresh(reading.up, limits, nowMs) === 1;
  // A recording rule goes on for a while over a container that nobody reaches any more.
  const fresh = (sample: Sample | null) => (isUp ? findFresh(sample, limits, nowMs) : null);
  const requestsPerSecond = fresh(reading.requestsPerSecond);
  // Empty is not zero: there is no latency only where it is known that nobody asked.
  const unlessNobodyAsked = (value: number | null) => value ?? (requestsPerSecond === 0 ? 0 : null);
  return {
    cpu: fresh(reading.cpu),
    memory: fresh(reading.memory),
    requestsPerSecond,
    p95Seconds: unlessNobodyAsked(fresh(reading.p95Seconds)),
    errorRatio: unlessNobodyAsked(fresh(reading.errorRatio)),
  };
}

const namesOfMissing = (values: object): string[] =>
  Object.entries(values)
    .filter(([, value]) => value === null)
    .map(([name]) => name);

export function readContainerLoad(reading: ContainerReading, limits: Limits, nowMs: number): Load {
  const values = readValues(reading, limits, nowMs);
  return {
    cpu: values.cpu ?? 0,
    memory: values.memory ?? 0,
    p95Seconds: values.p95Seconds ?? 0,
    errorRatio: values.errorRatio ?? 0,
    missing: namesOfMissing(values),
  };
}

/**
 * All counted containers as one. Their p95 is measured over their requests together: percentiles of several containers cannot
 * be averaged, so it is asked for and not computed here.
 */
export function readFleetLoad(
  readings: { name: string; reading: ContainerReading }[],
  together: { p95Seconds: Sample | null; edgeErrorRatio: Sample | null },
  limits: Limits,
  nowMs: number,
): Load {
  const all = readings.map(({ name, reading }) => ({ name, values: readValues(reading, limits, nowMs) }));
  const mean = (input: 'cpu' | 'memory') =>
    all.reduce((sum, { values }) => sum + (values[input] ?? 0), 0) / Math.max(1, all.length);
  const sum = (of: (values: Values) => number) => all.reduce((total, { values }) => total + of(values), 0);
  const requestsPerSecond = sum((values) => values.requestsPerSecond ?? 0);
  const failedPerSecond = sum((values) => (values.requestsPerSecond ?? 0) * (values.errorRatio ?? 0));
  const ownErrorRatio = requestsPerSecond > 0 ? failedPerSecond / requestsPerSecond : 0;
  const missing = all.flatMap(({ name, values }) => namesOfMissing(values).map((input) => `${input} of ${name}`));
  const nobodyAsked = missing.length === 0 && requestsPerSecond === 0;
  const p95 = findFresh(together.p95Seconds, limits, nowMs) ?? (nobodyAsked ? 0 : null);
  return {
    cpu: mean('cpu'),
    memory: mean('memory'),
    p95Seconds: p95 ?? 0,
    errorRatio: Math.max(ownErrorRatio, findFresh(together.edgeErrorRatio, limits, nowMs) ?? 0),
    missing: p95 === null ? [...missing, 'p95Seconds of all'] : missing,
  };
}
