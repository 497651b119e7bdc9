import { LRUCache } from 'lru-cache';
import type { ChangeWatch } from './watch-changes.ts';

export type CacheTimes = {
  /** Younger than this is served without asking. */
  freshMs: number;
  /** The same, while it is known that nothing was published since. A connection may have died without a word. */
  quietFreshMs: number;
  /** Up to this age it is served at once while a newer one is fetched; past it, the newer one is waited for... */
  waitAfterMs: number;
  /** ...but no longer than this. */
  patienceMs: number;
  /** After a failure nobody asks again for this long: what is held is served at once. */
  retryAfterMs: number;
};

/** With the 3 s that nginx may keep a page (app/entry.server.tsx), a publish is seen by everybody within 5 s. */
export const usualTimes: CacheTimes = {
  freshMs: 1_000,
  quietFreshMs: 30_000,
  waitAfterMs: 1_500,
  patienceMs: 1_000,
  retryAfterMs: 2_000,
};

export type CacheState = {
  /** `stale`: something that is held could not be renewed; `empty`: nothing is held. */
  status: 'fresh' | 'stale' | 'empty';
  lastSuccessAt: string | null;
  failingSince: string | null;
};

/** One thing that is read. `recall` answers what an earlier process read, where the source is away and this one holds nothing. */
export type Source<T> = { load: () => Promise<T>; recall?: () => Promise<T | null> };

type Held = { value: unknown; loadedAt: number };
type Failure = { since: number; lastAt: number; error: Error };

/**
 * What was read, kept in the process: one request at a time for each key, and what is held is served without limit while
 * the source is away. Only a key that was never read, by anyone, fails.
 */
export function createCachedReads(options: {
  times?: CacheTimes;
  watch?: Pick<ChangeWatch, 'quietSince'>;
  now?: () => number;
  /** Once for each key when it begins to fail. */
  onOutage: (error: Error, key: string) => void;
  /** Once no key fails any more. */
  onRecovery: () => void;
}) {
  const { times = usualTimes, now = Date.now } = options;
  const failures = new Map<string, Failure>();
  let lastSuccessAt: number | null = null;
  let isEmpty = true;

  const succeed = (key: string): void => {
    lastSuccessAt = now();
    if (failures.delete(key) && failures.size === 0) options.onRecovery();
  };
  const fail = (key: string, thrown: unknown): void => {
    const known = failures.get(key);
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!known) options.onOutage(error, key);
    failures.set(key, { since: known?.since ?? now(), lastAt: now(), error });
  };

  const cache = new LRUCache<string, Held, Source<unknown>>({
    max: 100,
    ttl: times.freshMs,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    noDeleteOnStaleGet: true,
    async fetchMethod(key, held, { context: source }) {
      // What is published while the source answers may not be in the answer.
      const loadedAt = now();
      try {
        const value = await source.load();
        succeed(key);
        isEmpty = false;
        return { value, loadedAt };
      } catch (error) {
        fail(key, error);
        const recalled = held ? null : await source.recall?.().catch(() => null);
        if (recalled === null || recalled === undefined) throw error;
        isEmpty = false;
        return { value: recalled, loadedAt: Number.NEGATIVE_INFINITY };
      }
    },
  });

  async function find(key: string, source: Source<unknown>): Promise<Held> {
    const held = cache.peek(key, { allowStale: true });
    if (!held) {
      const loaded = await cache.fetch(key, { context: source });
      if (!loaded) throw failures.get(key)?.error ?? new Error(`"${key}" could not be read`);
      return loaded;
    }
    const ageMs = now() - held.loadedAt;
    const failure = failures.get(key);
    if (ageMs < freshMsOf(held) || (failure && now() - failure.lastAt < times.retryAfterMs)) return held;
    const newer = cache.fetch(key, { context: source, forceRefresh: true }).catch(() => held);
    if (ageMs < times.waitAfterMs) return held;
    return (await Promise.race([newer, after(times.patienceMs)])) ?? held;
  }

  function freshMsOf({ loadedAt }: Held): number {
    const quietSince = options.watch?.quietSince() ?? null;
    return quietSince !== null && loadedAt >= quietSince ? times.quietFreshMs : times.freshMs;
  }

  return {
    async read<T>(key: string, source: Source<T>): Promise<T> {
      return (await find(key, source)).value as T;
    },
    getState(): CacheState {
      const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
      const failingSince = failures.size === 0 ? null : Math.min(...[...failures.values()].map(({ since }) => since));
      const status = isEmpty ? 'empty' : failingSince === null ? 'fresh' : 'stale';
      return { status, lastSuccessAt: iso(lastSuccessAt), failingSince: iso(failingSince) };
    },
  };
}

const after = (ms: number) =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
