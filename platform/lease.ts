import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

export type Lease = {
  /** Later leases of the same name have higher numbers, so that what is stored can refuse a holder that was overtaken. */
  token: number;
  /** Has it last `ttlMs` from now; false where it had lapsed and is somebody else's, or nobody's. */
  renew(ttlMs: number): Promise<boolean>;
  /** Gives it back; harmless when it has lapsed and somebody else has it by now. */
  release(): Promise<void>;
};

// The number is the time of the server that decides who has it: a counter in a Redis that may forget would begin again.
const acquireScript = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
local time = redis.call('TIME')
return time[1] * 1000000 + time[2]`;
const renewScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** null while somebody else has it. It lapses by itself after `ttlMs`: longer than what is done under it may take. */
export async function acquireLease(redis: Redis, name: string, ttlMs: number): Promise<Lease | null> {
  const key = `foyer:lease:${name}`;
  const owner = randomUUID();
  const token = Number(await redis.eval(acquireScript, 1, key, owner, ttlMs));
  if (token === 0) return null;
  return {
    token,
    async renew(renewedMs) {
      return Number(await redis.eval(renewScript, 1, key, owner, renewedMs)) === 1;
    },
    async release() {
      await redis.eval(releaseScript, 1, key, owner);
    },
  };
}
