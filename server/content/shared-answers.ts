import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** An answer as Sanity gave it, and when the question left (UTC milliseconds): what was published later may not be in it. */
export type Answer = { answer: unknown; askedAt: number };

/** Answers that all workers of all containers share, so that one of them asks for all. */
export type SharedAnswers = {
  /**
   * Another worker's answer where there is one that `isFresh`, else what `ask` brings, which only one worker at a time does.
   * With Redis away each asks for itself. Rejects as `ask` does.
   */
  read(query: string, isFresh: (askedAt: number) => boolean, ask: () => Promise<unknown>): Promise<Answer>;
  /** The last answer, however old: a worker that starts while Sanity is away has something to show. `null` where there is none. */
  recall(query: string): Promise<unknown>;
};

/** Of a worker that asks and dies nobody waits longer for the answer. */
const patienceMs = 1_000;
const lookAgainMs = 25;
/** Sanity's client gives up after two tries of 5 s. */
const turnMs = 12_000;
/** Clocks of two machines may differ; an answer from the future would be fresh for too long. */
const clockDifferenceMs = 1_000;

/**
 * Under the query itself: a newer version of this program asks another query or reads the same answer by its own rules. In the
 * cache's Redis, which may forget them at any time.
 */
export function createSharedAnswers(options: {
  redis: Redis;
  /** Which project's content it is. */
  place: string;
  /** Told once a read, where its answer came from and how old it was. */
  onRead?: (from: 'redis' | 'sanity', ageMs: number) => void;
  now?: () => number;
}): SharedAnswers {
  const { redis, place, onRead = () => {}, now = Date.now } = options;
  const keyOf = (query: string) => `content:${place}:${createHash('sha256').update(query).digest('base64url')}`;
  const turnOf = (key: string) => `${key}:asking`;

  async function find(key: string, isFresh: (askedAt: number) => boolean): Promise<Answer | null> {
    // The answer may be large: it is fetched only where it will do.
    const askedAt = Number((await redis.hget(key, 'askedAt')) ?? Number.NaN);
    if (!isFresh(askedAt) || askedAt > now() + clockDifferenceMs) return null;
    const answer = await redis.hget(key, 'answer');
    return answer === null ? null : { answer: JSON.parse(answer), askedAt };
  }

  /** `null` where this worker is to ask. */
  async function findOrTakeTurn(key: string, isFresh: (askedAt: number) => boolean): Promise<Answer | null> {
    for (const until = now() + patienceMs; now() < until; await pause(lookAgainMs)) {
      const found = await find(key, isFresh);
      if (found) return found;
      if (await redis.set(turnOf(key), '1', 'PX', turnMs, 'NX')) return null;
    }
    return null;
  }

  return {
    async read(query, isFresh, ask) {
      const key = keyOf(query);
      const found = await findOrTakeTurn(key, isFresh).catch(() => null);
      if (found) {
        onRead('redis', now() - found.askedAt);
        return found;
      }
      const askedAt = now();
      const keeping = redis.multi();
      try {
        const answer = await ask();
        keeping.hset(key, { askedAt, answer: JSON.stringify(answer) });
        onRead('sanity', now() - askedAt);
        return { answer, askedAt };
      } finally {
        // That it was not kept matters only to a worker that needs it, and that one asks for itself.
        keeping
          .del(turnOf(key))
          .exec()
          .catch(() => {});
      }
    },
    async recall(query) {
      const answer = await redis.hget(keyOf(query), 'answer');
      return answer === null ? null : JSON.parse(answer);
    },
  };
}
