import type { Limits } from './limits.ts';

/** One latency-driven action and what it was to better. */
export type Trial = { atMs: number; p95Seconds: number };

/** All a loop remembers from poll to poll. Plain data: it is kept outside the process, or a restart would forget the cooldown. */
export type LoopState = {
  lastPollAtMs: number | null;
  /** Polls in a row with a breach, and when the first of them was. */
  upPolls: number;
  upSinceMs: number | null;
  /** First of the idle polls in a row. */
  downSinceMs: number | null;
  lastActionAtMs: number | null;
  /** Since when fewer run than should. */
  shortSinceMs: number | null;
  trial: Trial | null;
  /** The futility latch: latency is no reason to scale until it is released. */
  isFutile: boolean;
};

export const initialLoopState: LoopState = {
  lastPollAtMs: null,
  upPolls: 0,
  upSinceMs: null,
  downSinceMs: null,
  lastActionAtMs: null,
  shortSinceMs: null,
  trial: null,
  isFutile: false,
};

/** Starts the account of a poll: ends what is over, and mistrusts times that a moved clock put into the future. */
export function beginPoll(state: LoopState, isShort: boolean, limits: Limits, nowMs: number): LoopState {
  const sincePollMs = state.lastPollAtMs === null ? 0 : nowMs - state.lastPollAtMs;
  // A loop that slept through polls has not seen them: what it saw before is not "in a row" with what it sees now.
  const isGap = sincePollMs < 0 || sincePollMs > 2 * limits.pollMs;
  return {
    ...(isGap ? endStreaks(state) : state),
    lastPollAtMs: nowMs,
    lastActionAtMs: state.lastActionAtMs === null ? null : Math.min(state.lastActionAtMs, nowMs),
    shortSinceMs: isShort ? Math.min(state.shortSinceMs ?? nowMs, nowMs) : null,
  };
}

export function endStreaks(state: LoopState): LoopState {
  return { ...state, upPolls: 0, upSinceMs: null, downSinceMs: null };
}

export function followStreaks(state: LoopState, direction: 'up' | 'down' | null, nowMs: number): LoopState {
  const ended = endStreaks(state);
  if (direction === 'up') return { ...ended, upPolls: state.upPolls + 1, upSinceMs: state.upSinceMs ?? nowMs };
  if (direction === 'down') return { ...ended, downSinceMs: state.downSinceMs ?? nowMs };
  return ended;
}

/** What was seen before an action is no evidence about what comes after it. */
export function recordAction(state: LoopState, nowMs: number): LoopState {
  return { ...endStreaks(state), lastActionAtMs: nowMs };
}

export function isCoolingDown(state: LoopState, limits: Limits, nowMs: number): boolean {
  return state.lastActionAtMs !== null && nowMs - state.lastActionAtMs < limits.cooldownMs;
}
