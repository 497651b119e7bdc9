export type RateLimit = { take(): boolean };

/** `perSecond` in a burst, then as many a second. */
export function createRateLimit(perSecond: number, now: () => number = () => performance.now()): RateLimit {
  let tokens = perSecond;
  let filledAt = now();
  return {
    take() {
      const at = now();
      tokens = Math.min(perSecond, tokens + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
