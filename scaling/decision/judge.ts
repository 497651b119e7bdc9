import type { Load } from './evidence.ts';
import { followFutility } from './futility.ts';
import type { Limits } from './limits.ts';
import { endStreaks, followStreaks, type LoopState } from './loop-state.ts';

export type Breach = 'cpu-high' | 'memory-high' | 'latency-high';

/** What a poll's load means, before any rule of one loop. */
export type Judgement = {
  breaches: Breach[];
  /** The breaches have lasted enough polls. */
  isBreachConfirmed: boolean;
  /** CPU, memory and p95 are below the lower thresholds, and known. */
  isLow: boolean;
  /** Low, with few errors, for the whole window. */
  isIdleConfirmed: boolean;
  /** There is a latency breach, and the latch says that scaling does not help. */
  isFutile: boolean;
  state: LoopState;
};

export function judge(load: Load, state: LoopState, limits: Limits, nowMs: number): Judgement {
  const latched = followFutility(load, state, limits, nowMs);
  const isSlow = load.p95Seconds > limits.up.p95Seconds;
  const breaches: Breach[] = [];
  if (load.cpu > limits.up.cpu) breaches.push('cpu-high');
  if (load.memory > limits.up.memory) breaches.push('memory-high');
  if (isSlow && !latched.isFutile) breaches.push('latency-high');

  const isLow =
    load.missing.length === 0 &&
    load.cpu < limits.down.cpu &&
    load.memory < limits.down.memory &&
    load.p95Seconds < limits.down.p95Seconds;
  const isIdle = isLow && load.errorRatio <= limits.maxErrorRatio;

  const followed = followStreaks(latched, breaches.length > 0 ? 'up' : isIdle ? 'down' : null, nowMs);
  return {
    breaches,
    isBreachConfirmed: followed.upPolls >= limits.upPolls,
    isLow,
    isIdleConfirmed: followed.downSinceMs !== null && nowMs - followed.downSinceMs >= limits.downWindowMs,
    isFutile: isSlow && latched.isFutile,
    state: followed,
  };
}

/** A poll without evidence: it ends what was "in a row". */
export const judgeNothing = (state: LoopState): Judgement => ({
  breaches: [],
  isBreachConfirmed: false,
  isLow: false,
  isIdleConfirmed: false,
  isFutile: false,
  state: endStreaks(state),
});
