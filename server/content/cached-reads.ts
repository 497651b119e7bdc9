import { LRUCache } from 'lru-cache';

export type CacheTimes = {
  /** Younger than this is served without asking. */
  freshMs: number;
  /** Up to this age it is served at once while a newer one is fetched; past it, the newer one is waited for... */
  waitAfterMs: number;
  /** ...but no longer than this. */
  patienceMs: number;
  /** After a failure nobody asks again for this long: what is held is served at once. */
  retryAfterMs: number;
};

/** A publish shows within 5 s, also to the first visitor after a quiet hour. */
export const usualTimes: CacheTimes = { freshMs: 1_500, waitAfterMs: 4_000, patienceMs: 1_000, retryAfterMs: 2_000 };

export type CacheState = {
  /** `stale`: the last answer could not be renewed; `empty`: there has been none yet. */
  status: 'fresh' | 'stale' | 'empty';
  lastSuccessAt: string | null;
  failingSince: string | null;
};

type Held = { value: unknown; loadedAt: number };

/**
 * What was read, kept in the process: one request at a time for each key, and what is held is served without limit while
 * the source is away. Only a key that was never read fails.
 */
export function createCachedReads(options: {
  times?: CacheTimes;
  now?: () => number;
  onOutage: (error: Error) => void;
  onRecovery: () => void;
}) {
  const { times = usualTimes, now = Date.now } = options;
  let lastSuccessAt: number | null = null;
  let lastFailureAt = Number.NEGATIVE_INFINITY;
  let failingSince: number | null = null;

  const cache = new LRUCache<string, Held, () => Promise<unknown>>({
    max: 100,
    ttl: times.freshMs,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    noDeleteOnStaleGet: true,
    async fetchMethod(_key, _stale, { context }) {
      try {
        const held = { value: await context(), loadedAt: now() };
        lastSuccessAt = held.loadedAt;
        if (failingSince !== null) options.onRecovery();
        failingSince = null;
        return held;
      } catch (error) {
        lastFailureAt = now();
        if (failingSince === null) options.onOutage(error instanceof Error ? error : new Error(String(error)));
        failingSince ??= lastFailureAt;
        throw error;
      }
    },
  });

  async function find(key: string, load: () => Promise<unknown>): Promise<Held> {
    const held = cache.peek(key, { allowStale: true });
    if (!held) {
      const loaded = await cache.fetch(key, { context: load });
      if (!loaded) throw new Error(`"${key}" could not be read`);
      return loaded;
    }
    const ageMs = now() - held.loadedAt;
    if (ageMs < times.freshMs || now() - lastFailureAt < times.retryAfterMs) return held;
    const newer = cache.fetch(key, { context: load, forceRefresh: true }).catch(() => held);
    if (ageMs < times.waitAfterMs) return held;
    return (await Promise.race([newer, after(times.patienceMs)])) ?? held;
  }

  return {
    async read<T>(key: string, load: () => Promise<T>): Promise<T> {
      return (await find(key, load)).value as T;
    },
    getState(): CacheState {
      const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
      const status = lastSuccessAt === null ? 'empty' : failingSince === null ? 'fresh' : 'stale';
      return { status, lastSuccessAt: iso(lastSuccessAt), failingSince: iso(failingSince) };
    },
  };
}

const after = (ms: number) =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
