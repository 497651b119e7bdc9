import type { Redis } from 'ioredis';
import { acquireLease, type Lease } from './lease.ts';

/** A lease that one of several processes has for as long as it lives, so that one is at work and the others stand by. */
export type KeptLease = {
  /** Takes it if nobody has it, or keeps it. To be called several times within `ttlMs`; rejects where the Redis is away. */
  renew(): Promise<void>;
  /** The number of the present holding, another one each time it was lost; null while somebody else may have it. Whoever was
   *  held up (by a slow disk, a stopped process) learns here that it must not go on. */
  term(): number | null;
  release(): Promise<void>;
};

export function createKeptLease(options: {
  redis: Redis;
  name: string;
  ttlMs: number;
  /** Milliseconds that only go forward: another process must not be able to set them back. */
  now?: () => number;
}): KeptLease {
  const { redis, name, ttlMs, now = () => performance.now() } = options;
  let lease: Lease | null = null;
  let heldUntil = 0;
  return {
    async renew() {
      // It counts from before it was asked for: the Redis may have begun to count at any time since.
      const askedAt = now();
      if (lease && !(await lease.renew(ttlMs))) lease = null;
      lease ??= await acquireLease(redis, name, ttlMs);
      if (lease) heldUntil = askedAt + ttlMs;
    },
    term: () => (lease && now() < heldUntil ? lease.token : null),
    async release() {
      heldUntil = 0;
      await lease?.release();
      lease = null;
    },
  };
}
