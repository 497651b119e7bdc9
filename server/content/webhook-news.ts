import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { repeat } from '../../platform/repeat.ts';
import type { ChangeSource } from './watch-changes.ts';

/** How all workers of all containers, and the courier, learn what Sanity's webhook told one of them. */
export type WebhookNews = {
  /** False where this very message was told before. Rejects with Redis away. */
  tell(signature: string): Promise<boolean>;
  /** Another word after each message; null where none came for a day, or Redis forgot. */
  latest(): Promise<string | null>;
};

/** For so long one message is good (docs/studio.md), before and after it was signed. */
export const messageGoodMs = 300_000;
/** A webhook that was not heard of for so long may have been deleted: its silence means nothing then. */
const trustedMs = 24 * 3_600_000;

// One step, so that a message that could not be told may be sent again.
const tellOnce = `
if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return 0 end
redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1`;

/** In the cache's Redis: what it forgets is asked for, not missed. `place`: which project's content it is. */
export function createWebhookNews({ redis, place }: { redis: Redis; place: string }): WebhookNews {
  const latestKey = `webhook:${place}:latest`;
  return {
    async tell(signature) {
      const toldKey = `webhook:${place}:told:${createHash('sha256').update(signature).digest('base64url')}`;
      return (await redis.eval(tellOnce, 2, toldKey, latestKey, 2 * messageGoodMs, trustedMs)) === 1;
    },
    latest: () => redis.get(latestKey),
  };
}

/** Half of what a publish may take beyond the other caches' 4.5 s. */
const usualIntervalMs = 500;
/** Whoever could not look for so long knows nothing. */
const knownForMs = 2_500;

/** Hears of changes by looking: a message that is missed while the connection is away, as with a subscription, cannot be. */
export function hearWebhooks(options: {
  news: Pick<WebhookNews, 'latest'>;
  intervalMs?: number;
  now?: () => number;
}): ChangeSource {
  const { news, intervalMs = usualIntervalMs, now = Date.now } = options;
  let known: string | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let changedAt = now();
  const looking = repeat({
    intervalMs,
    async job() {
      const latest = await news.latest();
      if (latest !== known) changedAt = now();
      known = latest;
      lookedAt = now();
    },
    // The connection says once that it is lost.
    onOutage: () => {},
    onRecovery: () => {},
  });
  return {
    isHearing: () => known !== null && now() - lookedAt < knownForMs,
    changedAt: () => changedAt,
    stop: () => void looking.stop(),
  };
}
