export type Thresholds = { cpu: number; memory: number; p95Seconds: number };

/** What both loops are told; ratios are 0..1. */
export type Limits = {
  /** Above any of these is a breach. */
  up: Thresholds;
  /** Below all of these is idle. */
  down: Thresholds;
  pollMs: number;
  /** Prometheus' scrape interval. A sample older than two of them is missing. */
  scrapeMs: number;
  /** Between two actions of one loop. */
  cooldownMs: number;
  /** Polls in a row until a breach counts. */
  upPolls: number;
  /** Time of polls in a row until idleness counts. */
  downWindowMs: number;
  /** A container younger than this is not evidence: it is warming up. */
  youngMs: number;
  /** Above this share of failed answers nothing is taken away. */
  maxErrorRatio: number;
  /** Predicted CPU and memory of those that stay must lie below this. */
  remainderCeiling: number;
  /** A latency breach with CPU below this may be futile to scale on ... */
  futileBelowCpu: number;
  /** ... and is, if one action did not better it by this share. */
  futileUnlessBetteredBy: number;
};

export type WorkerLimits = Limits & {
  minWorkers: number;
  maxWorkers: number;
  /** CPUs this container may use. */
  cpuQuota: number;
  memoryLimitBytes: number;
  /** How long a worker loop waits after an action of the container loop. */
  outerHoldMs: number;
};

export type ContainerLimits = Limits & {
  minContainers: number;
  maxContainers: number;
  /** MIN_WORKERS of every container. */
  minWorkers: number;
  /** What one more container may use of the host. */
  containerMemoryBytes: number;
  /** Share of the counted containers that must be saturated before containers are added. */
  saturatedShare: number;
  /** Most containers added by one action. */
  maxStep: number;
};

/** The product's own figures. All can be set. */
export const defaultLimits: Limits = {
  up: { cpu: 0.8, memory: 0.8, p95Seconds: 2 },
  down: { cpu: 0.3, memory: 0.3, p95Seconds: 1 },
  pollMs: 30_000,
  scrapeMs: 15_000,
  cooldownMs: 300_000,
  upPolls: 2,
  downWindowMs: 300_000,
  youngMs: 60_000,
  maxErrorRatio: 0.05,
  remainderCeiling: 0.6,
  futileBelowCpu: 0.5,
  futileUnlessBetteredBy: 0.1,
};

/** Two at least: a latency breach may take one more worker than a quota of one can feed. */
export const defaultMaxWorkers = (cpuQuota: number): number => Math.max(2, Math.ceil(cpuQuota));
