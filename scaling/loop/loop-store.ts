import type { Redis } from 'ioredis';
import { z } from 'zod';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';

/** What one loop remembers, outside its process: a restart, or a second process that takes over, keeps the cooldown. */
export type LoopStore = {
  /** null: nothing is remembered. Throws while the store is away. */
  read(): Promise<{ state: LoopState; isPaused: boolean } | null>;
  /** Throws `Overtaken` when a later holder of the lease has written. Throws while the store is away. */
  write(state: LoopState, token: number): Promise<void>;
  setPaused(isPaused: boolean): Promise<void>;
  /** When another loop last acted; null if it never did. */
  readLastAction(loop: string): Promise<number | null>;
};

export class Overtaken extends Error {
  override name = 'Overtaken';
}

const time = z.number().nullable();
const stateSchema = z.object({
  lastPollAtMs: time,
  upPolls: z.number().int().nonnegative(),
  upSinceMs: time,
  downSinceMs: time,
  lastActionAtMs: time,
  shortSinceMs: time,
  trial: z.object({ atMs: z.number(), p95Seconds: z.number() }).nullable(),
  isFutile: z.boolean(),
}) satisfies z.ZodType<LoopState>;

const writeScript = `
if tonumber(redis.call('HGET', KEYS[1], 'token') or 0) > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'token', ARGV[2])
return 1`;

const keyOf = (loop: string): string => `foyer:scaling:${loop}`;

/** `loop` is `containers`, or `workers:` and the container's name. */
export function createLoopStore(redis: Redis, loop: string, now: () => number): LoopStore {
  return {
    async read() {
      const { state, paused } = await redis.hgetall(keyOf(loop));
      if (state === undefined && paused === undefined) return null;
      return { state: parseState(state, now), isPaused: paused === '1' };
    },
    async write(state, token) {
      const isWritten = await redis.eval(writeScript, 1, keyOf(loop), JSON.stringify(state), token);
      if (isWritten !== 1) throw new Overtaken(`A later holder of the lease has decided about ${loop}.`);
    },
    async setPaused(isPaused) {
      await redis.hset(keyOf(loop), 'paused', isPaused ? '1' : '0');
    },
    async readLastAction(other) {
      const state = await redis.hget(keyOf(other), 'state');
      return state ? parseState(state, now).lastActionAtMs : null;
    },
  };
}

function parseState(text: string | undefined, now: () => number): LoopState {
  if (text === undefined) return initialLoopState;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    // Written by another version, or damaged: what was done last is unknown, so it may have been just now.
    return { ...initialLoopState, lastActionAtMs: now() };
  }
}
