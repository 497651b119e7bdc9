import type { Load } from './evidence.ts';
import type { Judgement } from './judge.ts';
import type { Limits } from './limits.ts';
import { isCoolingDown, type LoopState } from './loop-state.ts';
import type { Reason } from './reason.ts';

/** `desired` is a set point: the loop brings what exists to it, also where it equals what is there (`heal`). */
export type Decision<R extends Reason = Reason> = { desired: number; reason: R; message: string; state: LoopState };

/** What either loop is told about itself. */
export type LoopStanding = {
  isPaused: boolean;
  isDeploying: boolean;
  /** Whether this loop holds the lease to act. */
  mayAct: boolean;
};

/** A state in which a load says nothing about demand, whatever it is. */
export function findBlindness(standing: LoopStanding): 'paused' | 'deploying' | null {
  if (standing.isPaused) return 'paused';
  return standing.isDeploying ? 'deploying' : null;
}

/** What keeps a loop from an action that its evidence asks for. */
export function findBar(
  standing: LoopStanding,
  state: LoopState,
  limits: Limits,
  nowMs: number,
): 'cooldown' | 'actor-elsewhere' | null {
  if (isCoolingDown(state, limits, nowMs)) return 'cooldown';
  return standing.mayAct ? null : 'actor-elsewhere';
}

/**
 * Broken ones are healed before anything else is done. If that has not helped for a whole cooldown (an image that never gets
 * healthy), a breach may be answered all the same.
 */
export function mustHealFirst(judgement: Judgement, limits: Limits, nowMs: number): boolean {
  const { shortSinceMs } = judgement.state;
  if (shortSinceMs === null) return false;
  return !judgement.isBreachConfirmed || nowMs - shortSinceMs < limits.cooldownMs;
}

const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;

export function describeLoad(load: Load): string {
  const known = `CPU ${percent(load.cpu)}, memory ${percent(load.memory)}, p95 ${load.p95Seconds.toFixed(2)} s`;
  return load.missing.length === 0 ? known : `${known}, missing: ${load.missing.join(', ')}`;
}
