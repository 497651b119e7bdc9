import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** The last answer to each query, where the next process finds it: one that starts while Sanity is away has something to show. */
export type KeptAnswers = {
  keep(query: string, answer: unknown): void;
  /** `null` where there is none, or none can be had. */
  recall(query: string): Promise<unknown>;
};

/** An answer is read every second; one that is half a minute old is good enough after a crash. */
const keepEveryMs = 30_000;

/**
 * Answers as Sanity gave them, under the query itself: a newer version of this program asks another query or reads the same
 * answer by its own rules. In the cache's Redis, which may forget them.
 */
export function createKeptAnswers(redis: Redis, place: string, now: () => number = Date.now): KeptAnswers {
  const keptAt = new Map<string, number>();
  const keyOf = (query: string) => `content:${place}:${createHash('sha256').update(query).digest('base64url')}`;
  return {
    keep(query, answer) {
      if (now() - (keptAt.get(query) ?? Number.NEGATIVE_INFINITY) < keepEveryMs) return;
      keptAt.set(query, now());
      // That it was not kept matters only to a process that needs it, and that one says so.
      redis.set(keyOf(query), JSON.stringify(answer)).catch(() => keptAt.delete(query));
    },
    async recall(query) {
      const kept = await redis.get(keyOf(query));
      return kept === null ? null : JSON.parse(kept);
    },
  };
}
