import { defaultLimits, defaultMaxWorkers, type WorkerLimits } from '../decision/limits.ts';
import type { WorkerModuleConfig } from './config.ts';
import type { ContainerResources } from './container-resources.ts';

/** What the machine has, for where neither the configuration nor a control group sets a limit. */
export type Machine = { cpus: number; memoryBytes: number };

export function makeWorkerLimits(
  config: WorkerModuleConfig,
  resources: ContainerResources,
  machine: Machine,
): WorkerLimits {
  const cpuQuota = config.CPU_QUOTA ?? resources.cpuQuota ?? machine.cpus;
  return {
    ...defaultLimits,
    up: { cpu: config.SCALE_UP_THRESHOLD, memory: config.SCALE_UP_THRESHOLD, p95Seconds: config.SCALE_UP_P95_SECONDS },
    down: {
      cpu: config.SCALE_DOWN_THRESHOLD,
      memory: config.SCALE_DOWN_THRESHOLD,
      p95Seconds: config.SCALE_DOWN_P95_SECONDS,
    },
    pollMs: config.SCALE_POLL_SECONDS,
    scrapeMs: config.PROMETHEUS_SCRAPE_SECONDS,
    cooldownMs: config.SCALE_COOLDOWN_SECONDS,
    downWindowMs: config.SCALE_DOWN_WINDOW_SECONDS,
    youngMs: config.SCALE_YOUNG_SECONDS,
    minWorkers: config.MIN_WORKERS,
    maxWorkers: config.MAX_WORKERS ?? Math.max(config.MIN_WORKERS, defaultMaxWorkers(cpuQuota)),
    cpuQuota,
    memoryLimitBytes: config.MEMORY_LIMIT_MB
      ? config.MEMORY_LIMIT_MB * 2 ** 20
      : (resources.memoryLimitBytes ?? machine.memoryBytes),
    outerHoldMs: 60_000,
  };
}
