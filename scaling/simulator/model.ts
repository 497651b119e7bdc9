/**
 * A queue for each container, second by second. Simple on purpose, and this is all of it:
 *
 * - A container answers min(quota, workers) CPU seconds a second; a request costs `cpuSeconds`, and `coldCpuSeconds` while its
 *   newest worker is cold. Workers beyond the quota bring no throughput.
 * - nginx sends to ready containers in proportion to what they can do, as least connections comes to.
 * - What cannot be answered waits. A request waits for the queue before it, then takes its time in a worker shared with
 *   others: exponential with mean cost / (1 - utilisation), plus a fixed wait for ledger and network.
 * - Clients and nginx give up after `patienceSeconds`: what would wait longer fails.
 * - A worker or container that starts takes its time until it does anything, and one that leaves finishes what it has.
 */
export type ModelParameters = {
  cpuQuota: number;
  cpuSeconds: number;
  coldCpuSeconds: number;
  /** Requests until a worker is warm. */
  warmUpRequests: number;
  waitSeconds: number;
  patienceSeconds: number;
  workerStartSeconds: number;
  containerStartSeconds: number;
  memoryLimitBytes: number;
  /** PM2 and the worker module. */
  baseBytes: number;
  workerBytes: number;
  /** Of a request that waits. */
  requestBytes: number;
  hostBytes: number;
};

const MiB = 2 ** 20;

/** Measured on the built site (home page, one worker, two cores shared with others) except where it says so. */
export const usualParameters: ModelParameters = {
  cpuQuota: 1,
  cpuSeconds: 0.0035,
  coldCpuSeconds: 0.0073,
  warmUpRequests: 100,
  waitSeconds: 0.005,
  // nginx's own limit, not measured.
  patienceSeconds: 10,
  workerStartSeconds: 4,
  // Containers were seen healthy after 3 to 13 s.
  containerStartSeconds: 10,
  memoryLimitBytes: 1_500 * MiB,
  // An estimate: PM2 (76 MB resident) and the worker module, less what they share with the workers.
  baseBytes: 110 * MiB,
  workerBytes: 160 * MiB,
  // An estimate: a socket, its buffers and a request object.
  requestBytes: 0.05 * MiB,
  // An estimate: a host with room for all ten.
  hostBytes: 24 * 1024 * MiB,
};

/** Upper bounds of the site's own histogram, in seconds. */
export const bucketBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, Number.POSITIVE_INFINITY];

/** Ever-growing, as Prometheus reads them. */
export type Counters = { cpuSeconds: number; answered: number; failed: number; buckets: number[] };

export type ModelContainer = {
  name: string;
  startedAt: number;
  readyAt: number;
  /** When each worker is, or was, ready. */
  workersReadyAt: number[];
  waiting: number;
  servedSinceNewWorker: number;
  counters: Counters;
};

export function createContainer(name: string, startedAt: number, readyAt: number, workers: number): ModelContainer {
  return {
    name,
    startedAt,
    readyAt,
    workersReadyAt: Array.from({ length: workers }, () => readyAt),
    waiting: 0,
    servedSinceNewWorker: 0,
    counters: { cpuSeconds: 0, answered: 0, failed: 0, buckets: bucketBounds.map(() => 0) },
  };
}

const countReadyWorkers = ({ workersReadyAt }: ModelContainer, second: number): number =>
  workersReadyAt.filter((readyAt) => readyAt <= second).length;

const costOf = (container: ModelContainer, parameters: ModelParameters): number =>
  container.servedSinceNewWorker < parameters.warmUpRequests ? parameters.coldCpuSeconds : parameters.cpuSeconds;

/** Requests a second that it can answer now. */
export function findCapacity(container: ModelContainer, parameters: ModelParameters, second: number): number {
  if (second < container.readyAt) return 0;
  return Math.min(parameters.cpuQuota, countReadyWorkers(container, second)) / costOf(container, parameters);
}

export function findMemoryBytes({ workersReadyAt, waiting }: ModelContainer, parameters: ModelParameters): number {
  return parameters.baseBytes + workersReadyAt.length * parameters.workerBytes + waiting * parameters.requestBytes;
}

/** One second of all containers. Returns what was answered by response time, and what failed. */
export function step(
  containers: ModelContainer[],
  arriving: number,
  parameters: ModelParameters,
  second: number,
): { buckets: number[]; failed: number } {
  const capacities = containers.map((container) => findCapacity(container, parameters, second));
  const capacity = capacities.reduce((sum, each) => sum + each, 0);
  const buckets = bucketBounds.map(() => 0);
  if (capacity === 0) return { buckets, failed: arriving };
  let failed = 0;
  containers.forEach((container, index) => {
    const own = capacities[index] ?? 0;
    if (own === 0) return;
    const served = serve(container, (arriving * own) / capacity, own, parameters);
    failed += served.failed;
    served.buckets.forEach((count, bucket) => {
      buckets[bucket] = (buckets[bucket] ?? 0) + count;
    });
  });
  return { buckets, failed };
}

function serve(container: ModelContainer, arriving: number, capacity: number, parameters: ModelParameters) {
  const cost = costOf(container, parameters);
  const before = container.waiting;
  const answered = Math.min(before + arriving, capacity);
  const left = before + arriving - answered;
  const most = capacity * parameters.patienceSeconds;
  const failed = Math.max(0, left - most);
  container.waiting = left - failed;
  container.servedSinceNewWorker += answered;

  // Close to full a queue would grow without end in the formula; what really waits is counted in `waiting`.
  const utilisation = Math.min(0.95, answered / capacity);
  const waited = parameters.waitSeconds + (before + container.waiting) / 2 / capacity;
  const mean = cost / (1 - utilisation);
  const buckets = bucketBounds.map((bound) => {
    if (bound === Number.POSITIVE_INFINITY) return answered;
    return bound <= waited ? 0 : answered * (1 - Math.exp(-(bound - waited) / mean));
  });
  const { counters } = container;
  counters.cpuSeconds += answered * cost;
  counters.answered += answered;
  counters.failed += failed;
  counters.buckets = counters.buckets.map((count, bucket) => count + (buckets[bucket] ?? 0));
  return { buckets, failed };
}
