import { createRandom } from '../../platform/random.ts';
import { type ContainerLimits, defaultLimits, defaultMaxWorkers, type WorkerLimits } from '../decision/limits.ts';
import { type ModelParameters, usualParameters } from './model.ts';
import { profiles } from './profiles.ts';
import { type Limits, type Run, simulate } from './simulate.ts';
import { replayRate, type Trace } from './trace.ts';

/** The product's limits in containers of these shares. */
export function makeLimits(parameters: ModelParameters, own: Partial<WorkerLimits & ContainerLimits> = {}): Limits {
  const { cpuQuota, memoryLimitBytes } = parameters;
  const all = {
    ...defaultLimits,
    minWorkers: 1,
    maxWorkers: defaultMaxWorkers(cpuQuota),
    cpuQuota,
    memoryLimitBytes,
    outerHoldMs: 60_000,
    minContainers: 3,
    maxContainers: 10,
    containerMemoryBytes: memoryLimitBytes,
    saturatedShare: 0.8,
    maxStep: 4,
    ...own,
  };
  return { workers: all, containers: all };
}

/** `cachedShare` of the requests is answered by nginx and reaches no worker. */
export function runProfile(
  name: string,
  options: { seed?: number; cachedShare?: number; own?: Partial<WorkerLimits & ContainerLimits> } = {},
): Run {
  const profile = profiles[name];
  if (!profile) throw new Error(`There is no profile ${name}; there are ${Object.keys(profiles).join(', ')}.`);
  const random = createRandom(options.seed ?? 1);
  const rateAt = profile.makeRate(random);
  return simulate({
    seconds: profile.seconds,
    rateAt: (second) => rateAt(second) * (1 - (options.cachedShare ?? 0)),
    parameters: usualParameters,
    limits: makeLimits(usualParameters, options.own),
    random,
  });
}

/** What the model makes of the load that was recorded, with limits of one's own for a comparison. */
export function runTrace(trace: Trace, seed = 1, own: Partial<WorkerLimits & ContainerLimits> = {}): Run {
  const { head, lines } = trace;
  const parameters: ModelParameters = {
    ...usualParameters,
    cpuQuota: head.cpuQuota,
    memoryLimitBytes: head.memoryLimitBytes,
    cpuSeconds: head.cpuSecondsPerRequest,
    coldCpuSeconds: 2 * head.cpuSecondsPerRequest,
    workerBytes: head.workerBytes ?? usualParameters.workerBytes,
  };
  const { scrapeMs, pollMs, cooldownMs, downWindowMs, minWorkers, maxWorkers, minContainers, maxContainers } = head;
  const { cpuThresholds } = head;
  return simulate({
    seconds: Math.ceil(lines.at(-1)?.second ?? 0),
    rateAt: replayRate(trace),
    parameters,
    limits: makeLimits(parameters, {
      scrapeMs,
      pollMs,
      cooldownMs,
      downWindowMs,
      minWorkers,
      maxWorkers,
      minContainers,
      maxContainers,
      up: { ...defaultLimits.up, cpu: cpuThresholds.up },
      down: { ...defaultLimits.down, cpu: cpuThresholds.down },
      ...own,
    }),
    random: createRandom(seed),
  });
}
