import { defaultMaxWorkers, type WorkerLimits } from '../decision/limits.ts';
import { makeLimits } from '../loop/loop-settings.ts';
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
    ...makeLimits(config),
    minWorkers: config.MIN_WORKERS,
    maxWorkers: config.MAX_WORKERS ?? Math.max(config.MIN_WORKERS, defaultMaxWorkers(cpuQuota)),
    cpuQuota,
    memoryLimitBytes: config.MEMORY_LIMIT_MB
      ? config.MEMORY_LIMIT_MB * 2 ** 20
      : (resources.memoryLimitBytes ?? machine.memoryBytes),
    outerHoldMs: 60_000,
  };
}
