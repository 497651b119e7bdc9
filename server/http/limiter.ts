import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

/** `points` in `duration` seconds for each key. While the cache's Redis is away each worker counts in its own memory. */
export function createLimiter(options: {
  redis: Redis;
  name: string;
  points: number;
  duration: number;
}): RateLimiterRedis {
  const { redis, name, points, duration } = options;
  const limit = { keyPrefix: `limit:${name}`, points, duration };
  return new RateLimiterRedis({
    storeClient: redis,
    ...limit,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(limit),
  });
}
