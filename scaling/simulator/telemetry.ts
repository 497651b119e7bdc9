import type { ReplicaReading } from '../decide-containers.ts';
import { measuredAt } from '../decision/make-reading.ts';
import { bucketBounds, findMemoryBytes, type ModelContainer, type ModelParameters } from './model.ts';

type Scrape = {
  second: number;
  cpuSeconds: number;
  answered: number;
  failed: number;
  buckets: number[];
  memoryBytes: number;
  workers: number;
  saturated: number;
};

/** What Prometheus would say: counters read every 15 s, rates over the last minute of them. */
export function createTelemetry(parameters: ModelParameters, scrapeSeconds: number) {
  const scrapes = new Map<string, Scrape[]>();
  const windowSeconds = 4 * scrapeSeconds;

  const findWindow = (name: string): { first: Scrape; last: Scrape } | null => {
    const all = scrapes.get(name) ?? [];
    const last = all.at(-1);
    const first = last && all.find(({ second }) => second > last.second - windowSeconds);
    return first && last && first !== last ? { first, last } : null;
  };
  const countBuckets = ({ first, last }: { first: Scrape; last: Scrape }) =>
    last.buckets.map((count, bucket) => count - (first.buckets[bucket] ?? 0));

  return {
    scrape(containers: ModelContainer[], saturated: Set<string>, second: number): void {
      for (const name of scrapes.keys()) if (!containers.some((each) => each.name === name)) scrapes.delete(name);
      for (const container of containers) {
        if (second < container.readyAt) continue;
        const seen = scrapes.get(container.name) ?? [];
        const { cpuSeconds, answered, failed, buckets } = container.counters;
        seen.push({
          second,
          cpuSeconds,
          answered,
          failed,
          buckets: [...buckets],
          memoryBytes: findMemoryBytes(container, parameters),
          workers: container.workersReadyAt.length,
          saturated: saturated.has(container.name) ? 1 : 0,
        });
        scrapes.set(container.name, seen.slice(-5));
      }
    },
    read(name: string): ReplicaReading {
      const window = findWindow(name);
      const last = scrapes.get(name)?.at(-1);
      const sample = (value: number | null) => measuredAt((last?.second ?? 0) * 1000, last ? value : null);
      const seconds = window ? window.last.second - window.first.second : 0;
      const rate = (of: (scrape: Scrape) => number) => (window ? (of(window.last) - of(window.first)) / seconds : null);
      const cpu = rate(({ cpuSeconds }) => cpuSeconds);
      const requests = rate(({ answered, failed }) => answered + failed);
      const failed = rate((scrape) => scrape.failed);
      return {
        up: sample(1),
        cpu: sample(cpu === null || !last ? null : cpu / Math.min(parameters.cpuQuota, last.workers)),
        memory: sample(last ? last.memoryBytes / parameters.memoryLimitBytes : null),
        p95Seconds: sample(window ? findQuantile(0.95, countBuckets(window)) : null),
        requestsPerSecond: sample(requests),
        errorRatio: sample(requests === null || failed === null ? null : requests > 0 ? failed / requests : 0),
        workers: sample(last?.workers ?? null),
        saturated: sample(last?.saturated ?? null),
      };
    },
    /** Of the requests of several containers together. */
    readP95(names: string[], second: number) {
      const windows = names.flatMap((name) => findWindow(name) ?? []);
      const buckets = bucketBounds.map((_, bucket) =>
        windows.reduce((sum, window) => sum + (countBuckets(window)[bucket] ?? 0), 0),
      );
      return measuredAt(second * 1000, findQuantile(0.95, buckets));
    },
  };
}

/** As Prometheus' histogram_quantile: linear inside a bucket, the last bound where it lies above all; null for nothing. */
export function findQuantile(quantile: number, cumulative: number[]): number | null {
  const total = cumulative.at(-1) ?? 0;
  if (total <= 0) return null;
  const wanted = quantile * total;
  const bucket = cumulative.findIndex((count) => count >= wanted);
  const upper = bucketBounds[bucket] ?? Number.POSITIVE_INFINITY;
  const lower = bucketBounds[bucket - 1] ?? 0;
  if (upper === Number.POSITIVE_INFINITY) return lower;
  const below = cumulative[bucket - 1] ?? 0;
  return lower + ((upper - lower) * (wanted - below)) / ((cumulative[bucket] ?? 0) - below);
}
