import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createSharedAnswers } from '../../server/content/shared-answers.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

let redisServer: RedisServer;
let redis: Redis;
beforeAll(async () => {
  redisServer = await startRedisServer();
  redis = new Redis(redisServer.url);
});
afterEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await redisServer.stop();
});

const never = () => false;
const sinceAnHour = (askedAt: number) => Date.now() - askedAt < 3_600_000;

/** As many workers as one likes, each with a connection and a count of its own. */
function createWorker(options: Partial<Parameters<typeof createSharedAnswers>[0]> = {}) {
  const onRead = vi.fn();
  return { ...createSharedAnswers({ redis, place: 'local', onRead, ...options }), onRead };
}

test('of many workers that want the same one asks, and all have its answer and its age', async () => {
  let answer = (_: unknown) => {};
  const ask = vi.fn(() => new Promise((resolve) => (answer = resolve)));
  const workers = Array.from({ length: 8 }, () => createWorker());
  const reads = workers.map(({ read }) => read('q', sinceAnHour, ask));
  await vi.waitFor(() => expect(ask).toHaveBeenCalled());
  answer({ name: 'Maré' });
  const answers = await Promise.all(reads);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(answers[0]?.answer).toEqual({ name: 'Maré' });
  const from = workers.flatMap(({ onRead }) => onRead.mock.calls.map(([layer]) => layer));
  expect(from.sort()).toEqual([...Array(7).fill('redis'), 'sanity']);
});

test('an answer that is too old for the reader is asked for anew, and is there for those who take it', async () => {
  const worker = createWorker();
  await worker.read('q', sinceAnHour, async () => 'old');
  expect((await worker.read('q', never, async () => 'new')).answer).toBe('new');
  expect((await createWorker().read('q', sinceAnHour, () => Promise.reject(new Error('not asked')))).answer).toBe(
    'new',
  );
  // The control: other questions and other projects have answers of their own.
  await expect(worker.read('other', sinceAnHour, () => Promise.reject(new Error('asked')))).rejects.toThrow('asked');
  const elsewhere = createWorker({ place: 'abc:production' });
  await expect(elsewhere.read('q', sinceAnHour, () => Promise.reject(new Error('asked')))).rejects.toThrow('asked');
});

test('an answer from a clock that is ahead is not fresh for ever', async () => {
  await createWorker({ now: () => Date.now() + 60_000 }).read('q', sinceAnHour, async () => 'from the future');
  expect((await createWorker().read('q', sinceAnHour, async () => 'of now')).answer).toBe('of now');
});

test('one that fails leaves the last answer where it is, and the next may ask at once', async () => {
  const worker = createWorker();
  await worker.read('q', sinceAnHour, async () => 'last');
  await expect(worker.read('q', never, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await worker.recall('q')).toBe('last');
  const startedAt = Date.now();
  expect((await worker.read('q', never, async () => 'new')).answer).toBe('new');
  expect(Date.now() - startedAt).toBeLessThan(900);
});

test('one that asks and is never heard of again holds nobody up for long', async () => {
  void createWorker().read('q', sinceAnHour, () => new Promise(() => {}));
  await vi.waitFor(async () => expect(await redis.keys('*:asking')).toHaveLength(1));
  expect((await createWorker().read('q', sinceAnHour, async () => 'asked all the same')).answer).toBe(
    'asked all the same',
  );
});

test('with Redis away each asks for itself', async () => {
  const alone = new Redis(redisServer.url, { lazyConnect: true, enableOfflineQueue: false });
  const worker = createWorker({ redis: alone });
  expect((await worker.read('q', sinceAnHour, async () => 'asked')).answer).toBe('asked');
  alone.disconnect();
});
