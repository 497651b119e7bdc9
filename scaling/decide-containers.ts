import {
  type Decision,
  describeLoad,
  findBar,
  findBlindness,
  type LoopStanding,
  mustHealFirst,
} from './decision/decision.ts';
import { type ContainerReading, findFresh, type Load, readFleetLoad, type Sample } from './decision/evidence.ts';
import { beginTrial } from './decision/futility.ts';
import { type Breach, type Judgement, judge, judgeNothing } from './decision/judge.ts';
import type { ContainerLimits } from './decision/limits.ts';
import { beginPoll, type LoopState, recordAction } from './decision/loop-state.ts';
import { type ContainerReason, reasonMeanings } from './decision/reason.ts';

export type ReplicaReading = ContainerReading & {
  workers: Sample | null;
  /** 1 while its worker loop wants to grow and cannot. */
  saturated: Sample | null;
};

export type Replica = {
  name: string;
  /** `broken`: exited, dead or unhealthy. */
  condition: 'healthy' | 'starting' | 'broken';
  ageMs: number;
  reading: ReplicaReading;
};

export type ContainerObservation = LoopStanding & {
  /** Every app container that exists, broken ones too: this is the set point, so scaling by hand is respected. */
  replicas: Replica[];
  isPrometheusAway: boolean;
  /** Over the requests of the counted containers together. */
  p95Seconds: Sample | null;
  /** As nginx counts, who also answers for workers that it does not reach. null where nobody counts. */
  edgeErrorRatio: Sample | null;
  /** What the host can still give to containers. */
  hostFreeBytes: number | null;
};

export type ContainerDecision = Decision<ContainerReason>;

/** Those whose load is evidence. */
export const findCounted = (replicas: Replica[], limits: ContainerLimits): Replica[] =>
  replicas.filter(({ condition, ageMs }) => condition === 'healthy' && ageMs >= limits.youngMs);

/** How many app containers there should be. Pure. */
export function decideContainers(
  observation: ContainerObservation,
  previous: LoopState,
  limits: ContainerLimits,
  nowMs: number,
): ContainerDecision {
  const { replicas, mayAct } = observation;
  const present = replicas.length;
  const isShort = replicas.some(({ condition }) => condition === 'broken');
  const counted = findCounted(replicas, limits);
  const begun = beginPoll(previous, isShort, limits, nowMs);
  const blindness = findBlindness(observation) ?? findDarkness(observation, counted);
  const load = blindness === null ? readFleetLoad(counted, observation, limits, nowMs) : null;
  const judgement = load ? judge(load, begun, limits, nowMs) : judgeNothing(begun);
  const { state } = judgement;
  const hold = (reason: ContainerReason): ContainerDecision => ({
    desired: present,
    reason,
    message: explain(reason, load, `${present} stay`),
    state,
  });

  // An operator took over, or containers are being replaced: not even the broken ones are touched.
  if (blindness === 'paused' || blindness === 'deploying') return hold(blindness);
  // Fewer than the minimum: needs no evidence and waits for nothing.
  if (present < limits.minContainers) {
    if (!mayAct) return hold('actor-elsewhere');
    const message = explain('below-minimum', load, `${present} -> ${limits.minContainers}`);
    return { desired: limits.minContainers, reason: 'below-minimum', message, state };
  }
  // Some are broken: they are not capacity, and are replaced before the number is thought about.
  if (mustHealFirst(judgement, limits, nowMs)) return hold(mayAct ? 'heal' : 'actor-elsewhere');
  // Prometheus is away, or everything has just started: nothing is known.
  if (blindness !== null || load === null) return hold(blindness ?? 'young');

  const wanted =
    judgement.breaches.length > 0
      ? grow(observation, counted, load, judgement, limits, nowMs)
      : shrink(observation, counted, load, judgement, limits, nowMs);
  if (wanted.desired === present) return hold(wanted.reason);
  // The evidence asks for an action, and it is too soon or another loop's turn.
  const bar = findBar(observation, state, limits, nowMs);
  if (bar) return hold(bar);
  return {
    desired: wanted.desired,
    reason: wanted.reason,
    message: explain(wanted.reason, load, `${present} -> ${wanted.desired}`),
    state: beginTrial(recordAction(state, nowMs), load, wanted.reason === 'latency-high', limits, nowMs),
  };
}

function findDarkness(
  { isPrometheusAway }: ContainerObservation,
  counted: Replica[],
): 'prometheus-away' | 'young' | null {
  if (isPrometheusAway) return 'prometheus-away';
  return counted.length === 0 ? 'young' : null;
}

type Wanted = { desired: number; reason: ContainerReason };

function grow(
  { replicas, hostFreeBytes }: ContainerObservation,
  counted: Replica[],
  load: Load,
  { breaches, isBreachConfirmed, state }: Judgement,
  limits: ContainerLimits,
  nowMs: number,
): Wanted {
  const present = replicas.length;
  const no = (reason: ContainerReason): Wanted => ({ desired: present, reason });
  // One poll above a threshold may be chance.
  if (!isBreachConfirmed) return no('confirming-up');
  // All the containers that are allowed.
  if (present >= limits.maxContainers) return no('containers-at-maximum');
  // Workers come first, as long as the worker loops have room or time to help.
  const saturated = counted.filter(({ reading }) => findFresh(reading.saturated, limits, nowMs) === 1).length;
  const isSaturated = saturated >= limits.saturatedShare * counted.length;
  const isLongStanding = state.upSinceMs !== null && nowMs - state.upSinceMs > 2 * limits.cooldownMs;
  if (!isSaturated && !isLongStanding) return no('workers-first');
  // A container that the host has no memory for would take another one down. Not known is not there.
  const roomFor = Math.floor((hostFreeBytes ?? 0) / limits.containerMemoryBytes);
  if (roomFor < 1) return no('host-memory-short');
  // At once to where the load would be at the threshold: one at a time would need half an hour from 3 to 10.
  const factor = Math.max(load.cpu / limits.up.cpu, load.memory / limits.up.memory);
  const fitting = Math.max(present + 1, Math.ceil(present * factor));
  const most = Math.min(limits.maxContainers, present + limits.maxStep, 2 * present, present + roomFor);
  const [reason] = breaches satisfies Breach[];
  return reason ? { desired: Math.min(most, fitting), reason } : no('steady');
}

function shrink(
  { replicas }: ContainerObservation,
  counted: Replica[],
  load: Load,
  { isLow, isIdleConfirmed, isFutile }: Judgement,
  limits: ContainerLimits,
  nowMs: number,
): Wanted {
  const present = replicas.length;
  const no = (reason: ContainerReason): Wanted => ({ desired: present, reason });
  // Half the evidence is not evidence of idleness.
  if (load.missing.length > 0) return no('samples-missing');
  // Slow, and one more container did not help: an alert, not a container.
  if (isFutile) return no('futile');
  // More than allowed, as after a lower MAX_REPLICAS: down to it by the ordinary steps, whatever the load.
  if (present > limits.maxContainers) {
    return load.errorRatio > limits.maxErrorRatio
      ? no('errors-high')
      : { desired: present - 1, reason: 'above-maximum' };
  }
  if (!isLow) return no('steady');
  // Failing fast looks idle.
  if (load.errorRatio > limits.maxErrorRatio) return no('errors-high');
  // The resting state.
  if (present <= limits.minContainers) return no('at-minimum');
  // Workers leave before containers do.
  const workers = counted.map(({ reading }) => findFresh(reading.workers, limits, nowMs));
  if (workers.some((count) => count === null)) return no('samples-missing');
  if (workers.some((count) => count !== null && count > limits.minWorkers)) return no('workers-leave-first');
  // Idle, not yet for long enough.
  if (!isIdleConfirmed) return no('confirming-down');
  // The others would be busy with what this one does.
  const isTooMuch = (mean: number) => (mean * present) / (present - 1) >= limits.remainderCeiling;
  if (isTooMuch(load.cpu) || isTooMuch(load.memory)) return no('too-few-left');
  return { desired: present - 1, reason: 'idle' };
}

const explain = (reason: ContainerReason, load: Load | null, outcome: string): string =>
  `${reasonMeanings[reason]}; containers: ${outcome}${load ? ` (${describeLoad(load)})` : ''}`;
