const firstMs = 1_000;
/** Short: once Sanity is back, organizers see everything within seconds of it. */
const longestMs = 15_000;
/** No `Retry-After` keeps the mirror longer than this. */
const longestAskedMs = 60_000;

/** 1 s, 2 s ... 15 s, up to half of it off by chance, so that many who wait do not come back at once; never sooner than was asked
 *  for. `attempt` counts from 1, `chance` is from 0 to 1. */
export function backoffMs(attempt: number, askedMs: number | null, chance: number): number {
  const fullMs = Math.min(firstMs * 2 ** Math.min(attempt - 1, 20), longestMs);
  return Math.max(fullMs * (1 - chance / 2), Math.min(askedMs ?? 0, longestAskedMs));
}
