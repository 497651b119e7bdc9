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
  /** What failed is asked for again after this long though nobody reads it: that it is back must not wait for a reader. */
  renewAfterMs: number;
};

/** With the 3 s that nginx may keep a page (app/entry.server.tsx), a publish is seen by everybody within 5 s. */
export const usualTimes: CacheTimes = {
  freshMs: 1_000,
  quietFreshMs: 30_000,
  waitAfterMs: 1_500,
  patienceMs: 1_000,
  retryAfterMs: 2_000,
  renewAfterMs: 3_000,
};

export type CacheState = {
  /** `stale`: something that is held could not be renewed; `empty`: nothing is held. */
  status: 'fresh' | 'stale' | 'empty';
  lastSuccessAt: string | null;
  failingSince: string | null;
};

/** A value and when it was asked for, in UTC milliseconds. */
export type Loaded<T> = { value: T; loadedAt: number };

/** One thing that is read. `recall` answers what an earlier process read, where the source is away and this one holds nothing. */
export type Source<T> = {
  /** `isFresh` tells of which moment an answer must be, at the least, where others may have one. */
  load: (isFresh: (loadedAt: number) => boolean) => Promise<Loaded<T>>;
  recall?: () => Promise<T | null>;
};

type Held = Loaded<unknown>;
type Failure = { since: number; lastAt: number; error: Error; renewal: NodeJS.Timeout };

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
  /** Told of each read that what is held answered, and how old that is. */
  onHit?: (ageMs: number) => void;
}) {
  const { times = usualTimes, now = Date.now, onHit = () => {} } = options;
  const failures = new Map<string, Failure>();
  let lastSuccessAt: number | null = null;
  let isEmpty = true;

  const succeed = (key: string): void => {
    lastSuccessAt = now();
    clearTimeout(failures.get(key)?.renewal);
    if (failures.delete(key) && failures.size === 0) options.onRecovery();
  };
  const fail = (key: string, thrown: unknown, source: Source<unknown>): void => {
    const known = failures.get(key);
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!known) options.onOutage(error, key);
    clearTimeout(known?.renewal);
    const renew = () => cache.fetch(key, { context: source, forceRefresh: true }).catch(() => {});
    const renewal = setTimeout(renew, times.renewAfterMs).unref();
    failures.set(key, { since: known?.since ?? now(), lastAt: now(), error, renewal });
  };

  const cache = new LRUCache<string, Held, Source<unknown>>({
    // Without a `ttl`: when what is held is too old is decided below, and the cache would hide it from `entries` then.
    max: 100,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    async fetchMethod(key, held, { context: source }) {
      try {
        const loaded = await source.load(isFresh);
        succeed(key);
        isEmpty = false;
        return loaded;
      } catch (error) {
        fail(key, error, source);
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
    const failure = failures.get(key);
    if (isFresh(held.loadedAt) || (failure && now() - failure.lastAt < times.retryAfterMs)) {
      onHit(now() - held.loadedAt);
      return held;
    }
    const newer = cache.fetch(key, { context: source, forceRefresh: true }).catch(() => held);
    if (now() - held.loadedAt < times.waitAfterMs) {
      onHit(now() - held.loadedAt);
      return held;
    }
    return (await Promise.race([newer, after(times.patienceMs)])) ?? held;
  }

  function isFresh(loadedAt: number): boolean {
    const quietSince = options.watch?.quietSince() ?? null;
    const freshMs = quietSince !== null && loadedAt >= quietSince ? times.quietFreshMs : times.freshMs;
    return now() - loadedAt < freshMs;
  }

  return {
    async read<T>(key: string, source: Source<T>): Promise<T> {
      return (await find(key, source)).value as T;
    },
    /** How long ago what is held was asked for, by key; nothing of a key that an earlier process read. */
    getAgesMs(): Record<string, number> {
      const ages = [...cache.entries()].map(([key, { loadedAt }]) => [key, now() - loadedAt] as const);
      return Object.fromEntries(ages.filter(([, ageMs]) => Number.isFinite(ageMs)));
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
