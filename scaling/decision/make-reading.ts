import type { ContainerReading, Sample } from './evidence.ts';

/** Readings for tests and the simulator, all measured at one time. */
export type Levels = { [Input in keyof ContainerReading]?: number | null };

export const measuredAt = (atMs: number, value: number | null | undefined): Sample | null =>
  value === null || value === undefined ? null : { value, atMs };

/** Inside the band unless told otherwise; null stands for an input that Prometheus does not have. */
export function makeReading(atMs: number, levels: Levels = {}): ContainerReading {
  const of = (input: keyof ContainerReading, usual: number) =>
    measuredAt(atMs, levels[input] === undefined ? usual : levels[input]);
  return {
    up: of('up', 1),
    cpu: of('cpu', 0.5),
    memory: of('memory', 0.5),
    p95Seconds: of('p95Seconds', 0.4),
    requestsPerSecond: of('requestsPerSecond', 20),
    errorRatio: of('errorRatio', 0),
  };
}
