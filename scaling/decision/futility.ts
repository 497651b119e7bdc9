import type { Load } from './evidence.ts';
import type { Limits } from './limits.ts';
import type { LoopState } from './loop-state.ts';

/**
 * The futility latch. Slow answers with CPU to spare may come from what workers wait for (PayPal, Sanity, the ledger), which
 * more workers make worse. One action is tried; did it not better the p95, latency is no reason to scale until it is over.
 */
export function followFutility(load: Load, state: LoopState, limits: Limits, nowMs: number): LoopState {
  // Half the evidence neither sets the latch nor releases it.
  if (load.missing.length > 0) return state;
  const isOver = load.p95Seconds < limits.down.p95Seconds;
  const isExplainedByCpu = load.cpu >= limits.futileBelowCpu;
  if (isOver || isExplainedByCpu) return { ...state, trial: null, isFutile: false };

  const { trial } = state;
  // The trial's effect shows once its cooldown is over.
  if (trial === null || nowMs - trial.atMs < limits.cooldownMs) return state;
  const isBettered = load.p95Seconds <= trial.p95Seconds * (1 - limits.futileUnlessBetteredBy);
  if (isBettered) return { ...state, trial: null };
  // As with every breach, one bad poll is not enough.
  const isConfirmed = load.p95Seconds > limits.up.p95Seconds && state.upPolls + 1 >= limits.upPolls;
  return isConfirmed ? { ...state, trial: null, isFutile: true } : state;
}

/** Starts the trial if an action is taken for latency alone with CPU to spare. */
export function beginTrial(
  state: LoopState,
  load: Load,
  isForLatency: boolean,
  limits: Limits,
  nowMs: number,
): LoopState {
  const isDoubtful = isForLatency && load.missing.length === 0 && load.cpu < limits.futileBelowCpu;
  return { ...state, trial: isDoubtful ? { atMs: nowMs, p95Seconds: load.p95Seconds } : null };
}
