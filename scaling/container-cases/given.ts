import {
  type ContainerDecision,
  type ContainerObservation,
  decideContainers,
  type Replica,
} from '../decide-containers.ts';
import { type ContainerLimits, defaultLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import { type Levels, makeReading, measuredAt } from '../decision/make-reading.ts';

/** What the container loop's tests begin with: four containers inside the band, unless a case says otherwise. */

export const GiB = 2 ** 30;
export const limits: ContainerLimits = {
  ...defaultLimits,
  minContainers: 3,
  maxContainers: 10,
  minWorkers: 1,
  containerMemoryBytes: 1.5 * GiB,
  saturatedShare: 0.8,
  maxStep: 4,
};
export const nowMs = Date.UTC(2026, 0, 10, 9);
export const minute = 60_000;

export type GivenReplica = {
  levels?: Levels;
  workers?: number | null;
  saturated?: number | null;
  condition?: Replica['condition'];
  ageMs?: number;
};
export type Given = Partial<Omit<ContainerObservation, 'replicas' | 'p95Seconds'>> & {
  /** As many alike, or each by itself. */
  replicas?: number | GivenReplica[];
  /** Of those alike. */
  each?: GivenReplica;
  p95Seconds?: number | null;
};

export function observe(
  { replicas = 4, each = {}, p95Seconds = 0.4, ...rest }: Given,
  atMs = nowMs,
): ContainerObservation {
  const given = typeof replicas === 'number' ? Array.from({ length: replicas }, () => each) : replicas;
  const sampledAtMs = atMs - 5_000;
  return {
    replicas: given.map(
      ({ levels, workers = 1, saturated = 0, condition = 'healthy', ageMs = 60 * minute }, index) => ({
        name: `app-${index + 1}`,
        condition,
        ageMs,
        reading: {
          ...makeReading(sampledAtMs, levels),
          workers: measuredAt(sampledAtMs, workers),
          saturated: measuredAt(sampledAtMs, saturated),
        },
      }),
    ),
    p95Seconds: measuredAt(sampledAtMs, p95Seconds),
    edgeErrorRatio: null,
    isPrometheusAway: false,
    hostFreeBytes: 64 * GiB,
    isPaused: false,
    isDeploying: false,
    mayAct: true,
    ...rest,
  };
}

export const polled: LoopState = { ...initialLoopState, lastPollAtMs: nowMs - limits.pollMs };
export const breachedBefore: LoopState = { ...polled, upPolls: 1, upSinceMs: nowMs - limits.pollMs };
export const idleFor = (ms: number): LoopState => ({ ...polled, downSinceMs: nowMs - ms });
export const low: Levels = { cpu: 0.1, memory: 0.2 };
export const busy: GivenReplica = { levels: { cpu: 0.9 }, saturated: 1 };
export const idle: Given = { each: { levels: low }, p95Seconds: 0.1 };
export const broken: GivenReplica = { condition: 'broken', levels: { up: null, cpu: null }, ageMs: 60 * minute };

/** `desired` is the present number (4) unless said. */
export type Case = { given: Given; state?: LoopState; limits?: Partial<ContainerLimits>; desired?: number };

export const decide = ({ given, state = polled, limits: own = {} }: Case): ContainerDecision =>
  decideContainers(observe(given), state, { ...limits, ...own }, nowMs);
