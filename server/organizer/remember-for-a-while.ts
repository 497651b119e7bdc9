/** What took a second to count is kept for twenty: counting never takes more than a twentieth of a worker's time. */
const ageByDuration = 20;

/** Counts anew once the last count is old enough; whoever asks meanwhile waits for the same. A count that failed is not kept. */
export function rememberForAWhile<T>(count: () => Promise<T>, minAgeMs: number, now: () => number): () => Promise<T> {
  let latest: { counted: Promise<T>; goodUntil: number } | null = null;
  return () => {
    if (latest && now() < latest.goodUntil) return latest.counted;
    const startedAt = now();
    const asked = { counted: count(), goodUntil: Number.POSITIVE_INFINITY };
    latest = asked;
    asked.counted.then(
      () => {
        asked.goodUntil = now() + Math.max(minAgeMs, (now() - startedAt) * ageByDuration);
      },
      () => {
        if (latest === asked) latest = null;
      },
    );
    return asked.counted;
  };
}
