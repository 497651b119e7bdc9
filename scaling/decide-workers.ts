import {
  type Decision,
  describeLoad,
  findBar,
  findBlindness,
  type LoopStanding,
  mustHealFirst,
} from './decision/decision.ts';
import { type ContainerReading, type Load, readContainerLoad } from './decision/evidence.ts';
import { beginTrial } from './decision/futility.ts';
import { type Judgement, judge, judgeNothing } from './decision/judge.ts';
import type { WorkerLimits } from './decision/limits.ts';
import { beginPoll, isCoolingDown, type LoopState, recordAction } from './decision/loop-state.ts';
import { reasonMeanings, type WorkerReason } from './decision/reason.ts';

export type WorkerObservation = LoopStanding & {
  /** Workers that PM2 knows, broken ones too: this is the set point, so a `pm2 scale` by hand is respected. */
  present: number;
  /** Those of them that are online or starting. */
  running: number;
  /** Since this container's processes started. */
  ageMs: number;
  /** Mean resident set of a worker. */
  meanWorkerBytes: number | null;
  /** Last action of the container loop. */
  outerActedAtMs: number | null;
  /** null: Prometheus cannot be asked. */
  reading: ContainerReading | null;
};

export type WorkerDecision = Decision<WorkerReason>;

/** How many workers this container should have. Pure. */
export function decideWorkers(
  observation: WorkerObservation,
  previous: LoopState,
  limits: WorkerLimits,
  nowMs: number,
): WorkerDecision {
  const { present, running, mayAct } = observation;
  const begun = beginPoll(previous, running < present, limits, nowMs);
  const blindness = findBlindness(observation) ?? findDarkness(observation, limits);
  const load = blindness === null && observation.reading ? readContainerLoad(observation.reading, limits, nowMs) : null;
  const judgement = load ? judge(load, begun, limits, nowMs) : judgeNothing(begun);
  const { state } = judgement;
  const hold = (reason: WorkerReason): WorkerDecision => ({
    desired: present,
    reason,
    message: explain(reason, load, `${present} stay`),
    state,
  });

  // An operator took over, or workers are being replaced: not even the broken ones are touched.
  if (blindness === 'paused' || blindness === 'deploying') return hold(blindness);
  // Fewer than the minimum: needs no evidence and waits for nothing.
  if (present < limits.minWorkers) {
    if (!mayAct) return hold('actor-elsewhere');
    const message = explain('below-minimum', load, `${present} -> ${limits.minWorkers}`);
    return { desired: limits.minWorkers, reason: 'below-minimum', message, state };
  }
  // Some are broken: they are not capacity, and are replaced before the number is thought about.
  if (mustHealFirst(judgement, limits, nowMs)) return hold(mayAct ? 'heal' : 'actor-elsewhere');
  // Prometheus is away, or the container has just started: nothing is known.
  if (load === null) return hold(blindness ?? 'prometheus-away');

  const wanted =
    judgement.breaches.length > 0
      ? grow(observation, load, judgement, limits, nowMs)
      : shrink(observation, load, judgement, limits);
  if (wanted.step === 0) return hold(wanted.reason);
  // The container loop has just changed everybody's load: its effect is waited for.
  const { outerActedAtMs } = observation;
  if (outerActedAtMs !== null && Math.abs(nowMs - outerActedAtMs) < limits.outerHoldMs) return hold('outer-acted');
  // The evidence asks for an action, and it is too soon or another loop's turn.
  const bar = findBar(observation, state, limits, nowMs);
  if (bar) return hold(bar);
  const desired = present + wanted.step;
  return {
    desired,
    reason: wanted.reason,
    message: explain(wanted.reason, load, `${present} -> ${desired}`),
    state: beginTrial(recordAction(state, nowMs), load, wanted.reason === 'latency-high', limits, nowMs),
  };
}

function findDarkness(observation: WorkerObservation, limits: WorkerLimits): 'prometheus-away' | 'young' | null {
  if (observation.reading === null) return 'prometheus-away';
  return observation.ageMs < limits.youngMs ? 'young' : null;
}

type Wanted = { step: -1 | 0 | 1; reason: WorkerReason };
const no = (reason: WorkerReason): Wanted => ({ step: 0, reason });

function grow(
  { present, meanWorkerBytes }: WorkerObservation,
  load: Load,
  { breaches, isBreachConfirmed, state }: Judgement,
  limits: WorkerLimits,
  nowMs: number,
): Wanted {
  // One poll above a threshold may be chance.
  if (!isBreachConfirmed) return no('confirming-up');
  const isSlow = breaches.includes('latency-high');
  // The last worker was a trial whether workers help at all: until it is judged, more capacity is not called for.
  const isOnTrial = isSlow && breaches.length === 1 && state.trial !== null && isCoolingDown(state, limits, nowMs);
  if (isOnTrial) return no('cooldown');
  // Memory is short: one more worker would kill the container, more containers would not.
  if (breaches.includes('memory-high')) return no('memory-spent');
  // All the workers that are allowed.
  if (present >= limits.maxWorkers) return no('workers-at-maximum');
  // A spent quota: another worker would share the same CPU. Slow answers may take one all the same.
  if (!isSlow && present >= Math.ceil(limits.cpuQuota)) return no('cpu-spent');
  // Whether a worker has room cannot be known.
  if (meanWorkerBytes === null || load.missing.includes('memory')) return no('samples-missing');
  const withOneMore = load.memory + meanWorkerBytes / limits.memoryLimitBytes;
  if (withOneMore >= limits.up.memory) return no('memory-spent');
  return {
    step: 1,
    reason: breaches.includes('cpu-high') && present < Math.ceil(limits.cpuQuota) ? 'cpu-high' : 'latency-high',
  };
}

function shrink(
  { present }: WorkerObservation,
  load: Load,
  { isLow, isIdleConfirmed, isFutile }: Judgement,
  limits: WorkerLimits,
): Wanted {
  // Half the evidence is not evidence of idleness.
  if (load.missing.length > 0) return no('samples-missing');
  // Slow, and one more worker did not help: an alert, not a worker.
  if (isFutile) return no('futile');
  // More than allowed, as after a lower MAX_WORKERS: down to it by the ordinary steps, whatever the load.
  if (present > limits.maxWorkers) {
    return load.errorRatio > limits.maxErrorRatio ? no('errors-high') : { step: -1, reason: 'above-maximum' };
  }
  if (!isLow) return no('steady');
  // Failing fast looks idle.
  if (load.errorRatio > limits.maxErrorRatio) return no('errors-high');
  // The resting state.
  if (present <= limits.minWorkers) return no('at-minimum');
  // Idle, not yet for long enough.
  if (!isIdleConfirmed) return no('confirming-down');
  // The others would be busy with what this one does.
  const feedable = (workers: number) => Math.min(limits.cpuQuota, workers);
  const cpuAfter = (load.cpu * feedable(present)) / feedable(present - 1);
  if (cpuAfter >= limits.remainderCeiling) return no('too-few-left');
  return { step: -1, reason: 'idle' };
}

const explain = (reason: WorkerReason, load: Load | null, outcome: string): string =>
  `${reasonMeanings[reason]}; workers: ${outcome}${load ? ` (${describeLoad(load)})` : ''}`;
