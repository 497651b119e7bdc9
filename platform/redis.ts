import { Redis } from 'ioredis';

/** Connections of this process that are open now: the brief allows 32 a container. */
const open = new Set<Redis>();

export function countRedisConnections(): number {
  return [...open].filter((redis) => redis.status !== 'end').length;
}

/**
 * A connection that says nothing of its own: a lost server is an `error` event, handed to `onError` once an outage and
 * not once a retry. Commands fail after `commandTimeoutMs` instead of waiting without end for a server that is away.
 */
export function createRedis(
  url: string,
  options: { name: string; onError: (error: Error) => void; onReady?: () => void; commandTimeoutMs?: number },
): Redis {
  const redis = new Redis(url, {
    connectionName: options.name,
    commandTimeout: options.commandTimeoutMs ?? 5_000,
    // A ledger that restarts is back in about a second: wait for it within the command timeout rather than fail at once.
    maxRetriesPerRequest: 10,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) options.onError(error);
    isAway = true;
  });
  redis.on('ready', () => {
    isAway = false;
    options.onReady?.();
  });
  redis.on('end', () => open.delete(redis));
  open.add(redis);
  return redis;
}
