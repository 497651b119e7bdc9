import type { Random } from '../../platform/random.ts';
import { decideContainers, findCounted, type Replica } from '../decide-containers.ts';
import { decideWorkers } from '../decide-workers.ts';
import type { ContainerLimits, WorkerLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import { findSaturation, type Reason } from '../decision/reason.ts';
import {
  bucketBounds,
  createContainer,
  findCapacity,
  type ModelContainer,
  type ModelParameters,
  step,
} from './model.ts';
import { drawPoisson } from './random.ts';
import { createTelemetry, findQuantile } from './telemetry.ts';

export type Limits = { workers: WorkerLimits; containers: ContainerLimits };

/** Every 15 s; rates and times are of those 15 s. */
export type Moment = {
  second: number;
  requestsPerSecond: number;
  failedPerSecond: number;
  capacityPerSecond: number;
  workers: number;
  containers: number;
  /** null where nothing was answered. */
  p95Seconds: number | null;
  /** As the loops see it, over a minute. */
  observedP95Seconds: number | null;
};

export type Action = {
  second: number;
  loop: 'workers' | 'containers';
  /** Whose loop; for `workers`. */
  container?: string;
  from: number;
  to: number;
  reason: Reason;
};

export type Run = { moments: Moment[]; actions: Action[]; requests: number; failed: number };

/** Offered load as an average for each second, answered by containers and workers that both loops scale. */
export function simulate(options: {
  seconds: number;
  rateAt: (second: number) => number;
  parameters: ModelParameters;
  limits: Limits;
  random: Random;
}): Run {
  const { seconds, rateAt, parameters, limits, random } = options;
  const momentSeconds = limits.workers.scrapeMs / 1000;
  const telemetry = createTelemetry(parameters, momentSeconds);
  const fleet = createFleet(parameters, limits);
  const run: Run = { moments: [], actions: fleet.actions, requests: 0, failed: 0 };
  let since = { requests: 0, failed: 0, buckets: bucketBounds.map(() => 0) };

  for (let second = 1; second <= seconds; second++) {
    const arriving = drawPoisson(rateAt(second), random);
    const done = step(fleet.containers, arriving, parameters, second);
    since = {
      requests: since.requests + arriving,
      failed: since.failed + done.failed,
      buckets: since.buckets.map((count, bucket) => count + (done.buckets[bucket] ?? 0)),
    };
    if (second % momentSeconds === 0) {
      telemetry.scrape(fleet.containers, fleet.saturated, second);
      const { containers } = fleet;
      run.moments.push({
        second,
        requestsPerSecond: since.requests / momentSeconds,
        failedPerSecond: since.failed / momentSeconds,
        capacityPerSecond: containers.reduce((sum, each) => sum + findCapacity(each, parameters, second), 0),
        workers: containers.reduce((sum, { workersReadyAt }) => sum + workersReadyAt.length, 0),
        containers: containers.length,
        p95Seconds: findQuantile(0.95, since.buckets),
        observedP95Seconds:
          telemetry.readP95(
            containers.map(({ name }) => name),
            second,
          )?.value ?? null,
      });
      run.requests += since.requests;
      run.failed += since.failed;
      since = { requests: 0, failed: 0, buckets: bucketBounds.map(() => 0) };
    }
    fleet.poll(telemetry, second);
  }
  return run;
}

/** The containers with their two loops, and what the loops do. */
function createFleet(parameters: ModelParameters, limits: Limits) {
  let number = 0;
  const add = (startedAt: number, readyAt: number) =>
    createContainer(`app-${++number}`, startedAt, readyAt, limits.workers.minWorkers);
  const containers: ModelContainer[] = Array.from({ length: limits.containers.minContainers }, () => add(-3600, 0));
  const saturated = new Set<string>();
  const actions: Action[] = [];
  const workerStates = new Map<string, LoopState>();
  let containerState = initialLoopState;
  let outerActedAtMs: number | null = null;
  const standing = { isPaused: false, isDeploying: false, mayAct: true };
  type Telemetry = ReturnType<typeof createTelemetry>;

  function pollWorkers(container: ModelContainer, telemetry: Telemetry, second: number): void {
    const { name, workersReadyAt, startedAt } = container;
    const present = workersReadyAt.length;
    const decision = decideWorkers(
      {
        ...standing,
        present,
        running: present,
        ageMs: (second - startedAt) * 1000,
        meanWorkerBytes: parameters.workerBytes,
        outerActedAtMs,
        reading: telemetry.read(name),
      },
      workerStates.get(name) ?? initialLoopState,
      limits.workers,
      second * 1000,
    );
    workerStates.set(name, decision.state);
    if (findSaturation(decision.reason)) saturated.add(name);
    else saturated.delete(name);
    if (decision.desired === present) return;
    actions.push({
      second,
      loop: 'workers',
      container: name,
      from: present,
      to: decision.desired,
      reason: decision.reason,
    });
    container.servedSinceNewWorker = decision.desired > present ? 0 : container.servedSinceNewWorker;
    while (workersReadyAt.length < decision.desired) workersReadyAt.push(second + parameters.workerStartSeconds);
    // The newest leave.
    workersReadyAt.length = decision.desired;
  }

  function pollContainers(telemetry: Telemetry, second: number): void {
    const replicas = containers.map(
      ({ name, startedAt, readyAt }): Replica => ({
        name,
        condition: readyAt <= second ? 'healthy' : 'starting',
        ageMs: (second - startedAt) * 1000,
        reading: telemetry.read(name),
      }),
    );
    const counted = findCounted(replicas, limits.containers).map(({ name }) => name);
    const decision = decideContainers(
      {
        ...standing,
        replicas,
        isPrometheusAway: false,
        p95Seconds: telemetry.readP95(counted, second),
        edgeErrorRatio: null,
        hostFreeBytes: parameters.hostBytes - containers.length * parameters.memoryLimitBytes,
      },
      containerState,
      limits.containers,
      second * 1000,
    );
    containerState = decision.state;
    if (decision.desired === containers.length) return;
    actions.push({
      second,
      loop: 'containers',
      from: containers.length,
      to: decision.desired,
      reason: decision.reason,
    });
    outerActedAtMs = second * 1000;
    while (containers.length < decision.desired)
      containers.push(add(second, second + parameters.containerStartSeconds));
    // The newest leave, and nginx sends what they would have got to the others.
    containers.length = decision.desired;
  }

  return {
    containers,
    saturated,
    actions,
    /** Each loop asks every `pollMs`, none of them at the same moment. */
    poll(telemetry: Telemetry, second: number): void {
      const everySeconds = limits.workers.pollMs / 1000;
      containers.forEach((container, index) => {
        const isReady = container.readyAt <= second;
        if (isReady && (second + 7 * index) % everySeconds === 0) pollWorkers(container, telemetry, second);
      });
      if ((second + 5) % everySeconds === 0) pollContainers(telemetry, second);
    },
  };
}
