import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeSignatureHeader, SIGNATURE_HEADER_NAME } from '@sanity/webhook';
import express from 'express';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { parseContentConfig } from '../../server/config.ts';
import { createContentService } from '../../server/content/create-content-service.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { createSanityWebhook } from '../../server/content/sanity-webhook.ts';
import { watchChanges } from '../../server/content/watch-changes.ts';
import { createWebhookNews, hearWebhooks } from '../../server/content/webhook-news.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

const secret = 'what-sanity-and-this-test-know'.padEnd(40, '.');
/** Nothing is served for its age: as long as it is quiet, what is held; else what is asked for. */
const times = {
  freshMs: 0,
  quietFreshMs: 600_000,
  waitAfterMs: 0,
  patienceMs: 5_000,
  retryAfterMs: 0,
  renewAfterMs: 60_000,
};

let redisServer: RedisServer;
let redis: Redis;
let lake: LakeServer;
let door: Server;
let url: string;
/** What came to the door from the lake, as it came. */
let messages: { body: string; signature: string }[];
let outcomes: string[];
let isPassedOn: boolean;

beforeAll(async () => {
  redisServer = await startRedisServer();
});
afterAll(() => redisServer.stop());
beforeEach(async () => {
  redis = new Redis(redisServer.url, { maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  [messages, outcomes, isPassedOn] = [[], [], true];
  door = await openDoor(secret);
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/webhooks/sanity`;
  lake = await startLakeServer({ LAKE_WEBHOOK_URL: url, SANITY_WEBHOOK_SECRET: secret });
});
afterEach(async () => {
  await lake.stop();
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
  await redis.flushall();
  redis.disconnect();
});

const news = () => createWebhookNews({ redis, place: 'local' });

function openDoor(known: string | undefined): Promise<Server> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const app = express();
  app.use('/webhooks/sanity', (request, response, next) => {
    if (request.get('sanity-document-id') === undefined) return next();
    express.text({ type: () => true })(request, response, () => {
      messages.push({ body: request.body, signature: request.get(SIGNATURE_HEADER_NAME) ?? '' });
      if (isPassedOn) next();
      else response.sendStatus(200);
    });
  });
  app.post(
    '/webhooks/sanity',
    ...createSanityWebhook({ secret: known, redis, news: news(), onOutcome: (each) => outcomes.push(each), log }),
  );
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function post(body: string, signature?: string): Promise<number> {
  const headers = {
    'Content-Type': 'application/json',
    ...(signature === undefined ? {} : { [SIGNATURE_HEADER_NAME]: signature }),
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

/** A worker that listens to nobody but the webhook, and how often it asked the lake. */
function startWorker() {
  const config = parseContentConfig({ LAKE_URL: lake.url, LAKE_TOKEN: lakeToken });
  const client = createSanityClient(config);
  let questions = 0;
  const fetchCounted = ((...question: Parameters<typeof client.fetch>) => {
    questions += 1;
    return client.fetch(...question);
  }) as typeof client.fetch;
  const watch = watchChanges({
    client,
    isListenerOn: false,
    webhooks: hearWebhooks({ news: news(), intervalMs: 20 }),
    onRefused: () => {},
    settleMs: 100,
  });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const service = createContentService({ client: { fetch: fetchCounted }, config, log, watch, times });
  return { service, watch, asked: () => questions };
}
type Worker = ReturnType<typeof startWorker>;

const publish = (name: string) => lake.connect({ token: lakeToken }).patch('event').set({ name }).commit();
const nameAt = async ({ service }: Worker) => (await service.getConference()).name;
const beQuiet = ({ watch }: Worker) => vi.waitFor(() => expect(watch.quietSince()).not.toBeNull(), { timeout: 10_000 });

test('what is published is read anew by every worker, by the webhook alone; while it says nothing, nobody asks', async () => {
  const workers = [startWorker(), startWorker()];
  try {
    // Before the first message its silence means nothing: each read is a question.
    await Promise.all(workers.map(nameAt));
    await Promise.all(workers.map(nameAt));
    expect(workers.map(({ asked }) => asked())).toEqual([2, 2]);

    await publish('First');
    await vi.waitFor(() => expect(outcomes).toEqual(['taken']));
    await Promise.all(workers.map(beQuiet));
    expect(await Promise.all(workers.map(nameAt))).toEqual(['First', 'First']);
    const before = workers.map(({ asked }) => asked());
    for (let round = 0; round < 20; round++) await Promise.all(workers.map(nameAt));
    expect(workers.map(({ asked }) => asked())).toEqual(before);

    await publish('Second');
    await vi.waitFor(async () => expect(await Promise.all(workers.map(nameAt))).toEqual(['Second', 'Second']));

    // The control: a message that is lost on its way changes nothing.
    await Promise.all(workers.map(beQuiet));
    await Promise.all(workers.map(nameAt));
    isPassedOn = false;
    await publish('Third');
    await vi.waitFor(() => expect(messages).toHaveLength(3));
    await Promise.all(workers.map(beQuiet));
    expect(await Promise.all(workers.map(nameAt))).toEqual(['Second', 'Second']);
    const [, , held] = messages;
    expect(await post(held?.body ?? '', held?.signature)).toBe(200);
    await vi.waitFor(async () => expect(await Promise.all(workers.map(nameAt))).toEqual(['Third', 'Third']));
  } finally {
    for (const { watch } of workers) watch.stop();
  }
});

test('forged, tampered, old, repeated and endless messages change nothing', async () => {
  await publish('First');
  await vi.waitFor(() => expect(outcomes).toEqual(['taken']));
  const told = await news().latest();
  const [{ body, signature } = { body: '', signature: '' }] = messages;
  const sign = (text: string, at: number, by = secret) => encodeSignatureHeader(text, at, by);
  const minutesMs = 60_000;

  expect(await post(body, signature)).toBe(401);
  expect(await post(body.replace('event', 'other'), signature)).toBe(401);
  expect(await post(`${body} `, signature)).toBe(401);
  expect(await post(body, await sign(body, Date.now(), 'another secret'.padEnd(40, '.')))).toBe(401);
  expect(await post(body, await sign(body, Date.now() - 6 * minutesMs))).toBe(401);
  expect(await post(body, await sign(body, Date.now() + 6 * minutesMs))).toBe(401);
  expect(await post(body)).toBe(400);
  expect(await post(body, 'v1=nonsense')).toBe(400);
  const long = JSON.stringify({ text: 'x'.repeat(70_000) });
  expect(await post(long, await sign(long, Date.now()))).toBe(413);
  expect(await news().latest()).toBe(told);
  expect(outcomes.slice(1).sort()).toEqual([...Array(7).fill('refused'), 'repeated']);

  // The control: the same hand, as it should be.
  expect(await post(body, await sign(body, Date.now()))).toBe(200);
  expect(await news().latest()).not.toBe(told);
});

test('whoever sends too many is told to wait, before anything is computed', async () => {
  const statuses = await Promise.all(Array.from({ length: 130 }, () => post('{}', 't=1,v1=x')));
  expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  expect(outcomes.filter((outcome) => outcome === 'limited')).toHaveLength(30);
});

test('with Redis away it is asked for once more, and is taken then', async () => {
  const body = '{"_id":"event","_type":"event"}';
  const signature = await encodeSignatureHeader(body, Date.now(), secret);
  redis.disconnect();
  expect(await post(body, signature)).toBe(503);
  await redis.connect();
  expect(await post(body, signature)).toBe(200);
  expect(outcomes).toEqual(['away', 'taken']);
});

test('without a secret there is no such address', async () => {
  const shut = await openDoor(undefined);
  url = `http://127.0.0.1:${(shut.address() as AddressInfo).port}/webhooks/sanity`;
  expect(await post('{}', await encodeSignatureHeader('{}', Date.now(), secret))).toBe(404);
  shut.closeAllConnections();
  shut.close();
});
