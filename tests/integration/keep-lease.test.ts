import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeptLease } from '../../platform/keep-lease.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const open = (name: string, clock = { nowMs: 0 }) => ({
  clock,
  ...createKeptLease({ redis, name, ttlMs: 60_000, now: () => clock.nowMs }),
});
/** As if its time were over. */
const lapse = (name: string) => redis.del(`foyer:lease:${name}`);

test('one has it for as long as it lives, the next once it is given back', async () => {
  const [first, second] = [open('one'), open('one')];
  expect(first.term()).toBeNull();
  await first.renew();
  await second.renew();
  const term = first.term();
  expect(term).not.toBeNull();
  expect(second.term()).toBeNull();
  await first.renew();
  expect(first.term()).toBe(term);
  await first.release();
  expect(first.term()).toBeNull();
  await second.renew();
  expect(second.term()).toBeGreaterThan(term ?? 0);
  // Not the first one's to give back any more.
  await first.release();
  await first.renew();
  expect(first.term()).toBeNull();
});

test('whoever could not renew it in time knows without asking', async () => {
  const [slow, next] = [open('slow'), open('slow')];
  await slow.renew();
  slow.clock.nowMs += 59_999;
  expect(slow.term()).not.toBeNull();
  slow.clock.nowMs += 1;
  expect(slow.term()).toBeNull();
  await lapse('slow');
  await next.renew();
  await slow.renew();
  expect(slow.term()).toBeNull();
  expect(next.term()).not.toBeNull();
});

test('had it lapsed and nobody took it, it is another term', async () => {
  const only = open('only');
  await only.renew();
  const before = only.term() ?? 0;
  await lapse('only');
  await only.renew();
  expect(only.term()).toBeGreaterThan(before);
});
