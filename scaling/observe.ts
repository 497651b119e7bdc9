import type { ReplicaReading } from './decide-containers.ts';
import type { Sample } from './decision/evidence.ts';
import type { Query, Series } from './prometheus/query.ts';

/** What Prometheus knows of one container, from the recording rules in prometheus/rules/workers.yml. */
export type ObservedContainer = ReplicaReading & {
  /** Of its oldest worker. */
  ageSeconds: Sample | null;
  meanWorkerBytes: Sample | null;
};

export type Observer = {
  /** By name. A container of which nothing is known is not in it; `nothingKnown` stands for it. */
  observeContainers(): Promise<{ containers: Map<string, ObservedContainer>; edgeErrorRatio: Sample | null }>;
  /** Over the requests of these containers together; null where there is none to measure. */
  observeP95Seconds(containers: string[]): Promise<Sample | null>;
};

/** Where each input comes from. Both loops read what alerts and dashboard read. */
const sources = {
  cpu: 'foyer:container_cpu:ratio',
  memory: 'foyer:container_memory:ratio',
  p95Seconds: 'foyer:container_request_duration:p95_1m',
  requestsPerSecond: 'foyer:container_requests:rate1m',
  errorRatio: 'foyer:container_errors:ratio1m',
  workers: 'foyer:container_workers:count',
  saturated: 'foyer_container_saturated',
  ageSeconds: 'foyer:container_age:seconds',
  meanWorkerBytes: 'foyer:worker_memory:mean_bytes',
} as const;
const sampleAge = 'foyer:container_sample_age:seconds';
const edgeErrors = 'foyer:errors:ratio1m';

export const nothingKnown: ObservedContainer = {
  up: null,
  cpu: null,
  memory: null,
  p95Seconds: null,
  requestsPerSecond: null,
  errorRatio: null,
  workers: null,
  saturated: null,
  ageSeconds: null,
  meanWorkerBytes: null,
};

/** Every query of the scaling loops. All throw `PrometheusAway`. */
export function createObserver(query: Query, { scrapeMs }: { scrapeMs: number }): Observer {
  // The rules' own window. It is asked for and not an instant: an instant's samples bear the time of the question and look
  // fresh for five minutes. Who decides rejects what is older than two scrapes.
  const window = `[${(4 * scrapeMs) / 1000}s]`;
  const everything = `{__name__=~"${[...Object.values(sources), sampleAge, edgeErrors].join('|')}"}${window}`;

  return {
    async observeContainers() {
      const series = await query(everything);
      const names = new Set(series.flatMap(({ labels }) => labels.container ?? []));
      const containers = new Map([...names].map((name) => [name, readContainer(series, name)]));
      const atEdge = series.filter(({ labels }) => labels.__name__ === edgeErrors && labels.seen_by === 'nginx');
      return { containers, edgeErrorRatio: findNewest(atEdge) };
    },

    async observeP95Seconds(containers) {
      if (containers.length === 0) return null;
      const names = containers.map(quoteForMatcher).join('|');
      const buckets = `http_request_duration_seconds_bucket{job="web",route!="/api/health",container=~"${names}"}${window}`;
      // As in the rule for one container. `>= 0` drops the NaN of an empty histogram.
      return findNewest(await query(`histogram_quantile(0.95, sum by (le) (rate(${buckets}))) >= 0`));
    },
  };
}

function readContainer(series: Series[], container: string): ObservedContainer {
  const find = (name: string) =>
    findNewest(series.filter(({ labels }) => labels.container === container && labels.__name__ === name));
  const inputs = Object.entries(sources).map(([input, name]) => [input, find(name)]);
  const age = find(sampleAge);
  // Rules go on over a container that was not read any more; its word is as old as the last page that was read.
  const up = age && { value: 1, atMs: age.atMs - age.value * 1000 };
  return { ...nothingKnown, ...Object.fromEntries(inputs), up };
}

/** Where labels beside the container's tell series apart, the latest word counts; of two at once the higher. */
function findNewest(series: Series[]): Sample | null {
  const later = (one: Sample, other: Sample) => one.atMs - other.atMs || one.value - other.value;
  return series
    .map(({ newest }) => newest)
    .reduce<Sample | null>((best, each) => (best && later(best, each) >= 0 ? best : each), null);
}

/** Matches exactly this name: escaped for the expression, and that once more for the string it stands in. */
const quoteForMatcher = (name: string): string =>
  JSON.stringify(name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).slice(1, -1);
