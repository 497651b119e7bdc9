const firstMs = 1_000;
const longestMs = 5 * 60_000;

/** 1 s, 2 s, 4 s ... 5 min. `attempt` counts from 1. */
export function backoffMs(attempt: number): number {
  return Math.min(firstMs * 2 ** Math.min(attempt - 1, 20), longestMs);
}
