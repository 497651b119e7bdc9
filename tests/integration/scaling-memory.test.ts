import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { acquireLease } from '../../platform/lease.ts';
import { initialLoopState } from '../../scaling/decision/loop-state.ts';
import { createLoopStore, Overtaken } from '../../scaling/loop/loop-store.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

let server: RedisServer;
let redis: Redis;
const nowMs = 1_800_000_000_000;
const open = (loop: string) => createLoopStore(redis, loop, () => nowMs);
const acted = { ...initialLoopState, lastPollAtMs: nowMs - 1_000, lastActionAtMs: nowMs - 2_000 };

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

test('one holder at a time; given back, the next has a higher number', async () => {
  const first = await acquireLease(redis, 'one', 60_000);
  expect(await acquireLease(redis, 'one', 60_000)).toBeNull();
  expect(await acquireLease(redis, 'other', 60_000)).not.toBeNull();
  await first?.release();
  const second = await acquireLease(redis, 'one', 60_000);
  expect(second?.token).toBeGreaterThan(first?.token ?? Number.POSITIVE_INFINITY);
});

test('it lapses by itself, and who held it cannot give back what is another’s by now', async () => {
  const slow = await acquireLease(redis, 'slow', 20);
  const next = await vi.waitFor(async () => {
    const lease = await acquireLease(redis, 'slow', 60_000);
    expect(lease).not.toBeNull();
    return lease;
  });
  await slow?.release();
  expect(await acquireLease(redis, 'slow', 60_000)).toBeNull();
  expect(next?.token).toBeGreaterThan(slow?.token ?? Number.POSITIVE_INFINITY);
});

test('what a loop remembers is read by whoever comes after it', async () => {
  expect(await open('workers:one').read()).toBeNull();
  await open('workers:one').write(acted, 5);
  await open('workers:one').setPaused(true);
  expect(await open('workers:one').read()).toEqual({ state: acted, isPaused: true });
  expect(await open('workers:two').read()).toBeNull();
});

test('an overtaken holder of the lease cannot write any more', async () => {
  const store = open('workers:overtaken');
  await store.write(acted, 10);
  await expect(store.write(initialLoopState, 9)).rejects.toBeInstanceOf(Overtaken);
  expect((await store.read())?.state).toEqual(acted);
});

test('the other loop’s last action is seen, if there was one', async () => {
  expect(await open('workers:one').readLastAction('containers')).toBeNull();
  await open('containers').write(acted, 1);
  expect(await open('workers:one').readLastAction('containers')).toBe(nowMs - 2_000);
});

test('a memory that cannot be read counts as an action just now: the cooldown is kept, not skipped', async () => {
  await redis.hset('foyer:scaling:damaged', 'state', '{"lastPollAtMs":"yesterday"}');
  expect((await open('damaged').read())?.state).toEqual({ ...initialLoopState, lastActionAtMs: nowMs });
});
