import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { parseContentConfig } from '../../server/config.ts';
import { createContentService } from '../../server/content/create-content-service.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { createSharedAnswers } from '../../server/content/shared-answers.ts';
import { watchChanges } from '../../server/content/watch-changes.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

let redisServer: RedisServer;
let redis: Redis;
let lake: LakeServer;
beforeAll(async () => {
  redisServer = await startRedisServer();
  redis = new Redis(redisServer.url);
});
afterAll(async () => {
  redis.disconnect();
  await redisServer.stop();
});
beforeEach(async () => {
  lake = await startLakeServer();
});
afterEach(async () => {
  await lake.stop();
  await redis.flushall();
});

/** Nothing is old enough to be served unasked, so that a test need not wait. */
const impatient = {
  freshMs: 0,
  quietFreshMs: 60_000,
  waitAfterMs: 0,
  patienceMs: 5_000,
  retryAfterMs: 0,
  renewAfterMs: 60_000,
};

const readConfig = () => parseContentConfig({ LAKE_URL: lake.url, LAKE_TOKEN: lakeToken });

/** A worker's content service on the real lake, with what it logged. */
function createService(
  times = impatient,
  parts: Partial<Pick<Parameters<typeof createContentService>[0], 'client' | 'watch'>> = {},
) {
  const lines: { level: string; message: string; fields: object }[] = [];
  const say = (level: string) => (fields: object, message: string) => lines.push({ level, message, fields });
  const config = readConfig();
  const service = createContentService({
    client: createSanityClient(config),
    config,
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    shared: createSharedAnswers({ redis, place: 'local' }),
    times,
    ...parts,
  });
  return { service, lines };
}

/** The real client, and how often it was asked. */
function countQuestions() {
  const client = createSanityClient(readConfig());
  let questions = 0;
  const fetch = ((...question: Parameters<typeof client.fetch>) => {
    questions += 1;
    return client.fetch(...question);
  }) as typeof client.fetch;
  return { client, counted: { fetch }, asked: () => questions };
}

const readAll = ({ service }: ReturnType<typeof createService>) =>
  Promise.all([service.getConference(), service.getProgramme(), service.getPages()]);
const write = () => lake.connect({ token: lakeToken });

test('the sample conference as the site shows it', async () => {
  const worker = createService();
  const [conference, programme, pages] = await readAll(worker);
  expect(conference).toMatchObject({ name: 'Maré Alta 2027', timeZone: 'Europe/Lisbon', currency: 'EUR' });
  expect([programme.sessions.length, programme.speakers.length, programme.rooms.length]).toEqual([19, 14, 3]);
  expect(programme.sessions.map(({ startsAt }) => startsAt)).toEqual(
    programme.sessions.map(({ startsAt }) => startsAt).sort(),
  );
  expect(programme.speakers[0]?.portrait?.src).toMatch(
    /^\/lake\/images\/local\/production\/[0-9a-f]{40}-640x640\.png\?w=/,
  );
  expect(pages.map(({ slug }) => slug)).toContain('code-of-conduct');
  expect((await worker.service.getPage('code-of-conduct'))?.body.length).toBeGreaterThan(5);
  expect(await worker.service.getPage('nowhere')).toBeNull();
  expect(worker.lines).toEqual([]);
  expect(worker.service.getState()).toMatchObject({ status: 'fresh', failingSince: null });
});

test('while the lake is away the last content is served and the state says so; then it recovers by itself', async () => {
  const worker = createService();
  const before = await readAll(worker);
  await lake.kill();
  expect(await readAll(worker)).toEqual(before);
  expect(worker.service.getState()).toMatchObject({ status: 'stale', failingSince: expect.any(String) });
  await readAll(worker);

  await lake.startAgain();
  await write().patch('event').set({ name: 'Renamed' }).commit();
  expect((await worker.service.getConference()).name).toBe('Renamed');
  await readAll(worker);
  expect(worker.service.getState()).toMatchObject({ status: 'fresh', failingSince: null });
  expect(worker.lines[0]?.fields).toMatchObject({ error: expect.stringContaining('ECONNREFUSED') });
  // Each of the three said its outage once, however often it was asked, and all of them their end.
  const said = worker.lines.map(({ message }) => message);
  expect(said.filter((message) => message === 'content cannot be read; serving what is held')).toHaveLength(3);
  expect(said.filter((message) => message === 'content can be read again')).toHaveLength(1);
});

test('a worker that starts while the lake is away shows what another one read', async () => {
  const before = await readAll(createService());
  await vi.waitFor(async () => expect(await redis.keys('content:*')).toHaveLength(3));
  await lake.kill();
  const late = createService();
  expect(await readAll(late)).toEqual(before);
  expect(late.service.getState()).toMatchObject({ status: 'stale', lastSuccessAt: null });

  await redis.flushall();
  await expect(createService().service.getProgramme()).rejects.toThrow('fetch failed');
});

test('a document that is not as it must be is left out alone, and named once', async () => {
  const worker = createService();
  const client = write();
  const [, before] = await readAll(worker);
  await client.create({ _id: 'broken-session', _type: 'session', title: 'No time', startsAt: 'tomorrow' });
  await client.create({ _id: 'nameless', _type: 'speaker', name: '  ' });
  const target = before.speakers[0]?.id ?? '';
  await client.patch(target).set({ role: 42 }).commit();

  for (let round = 0; round < 3; round++) {
    const programme = await worker.service.getProgramme();
    expect(programme.sessions).toHaveLength(before.sessions.length);
    expect(programme.speakers).toHaveLength(before.speakers.length);
    // A field that may be missing costs no more than itself.
    expect(programme.speakers.find(({ id }) => id === target)).toMatchObject({ role: null });
  }
  const warnings = worker.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields);
  expect(warnings).toHaveLength(3);
  expect(warnings).toEqual(
    expect.arrayContaining([
      { documentId: 'broken-session', leftOut: 'the document', problem: expect.stringContaining('startsAt') },
      { documentId: 'nameless', leftOut: 'the document', problem: expect.stringContaining('name') },
      { documentId: target, leftOut: 'role', problem: expect.stringContaining('role') },
    ]),
  );

  // Mended and broken again, it is named again.
  await client.patch(target).set({ role: 'Captain' }).commit();
  expect((await worker.service.getProgramme()).speakers.find(({ id }) => id === target)?.role).toBe('Captain');
  await client.patch(target).set({ role: 43 }).commit();
  await worker.service.getProgramme();
  expect(worker.lines.filter(({ level }) => level === 'warn')).toHaveLength(4);
});

test('an event that cannot be shown leaves the last good one in place', async () => {
  const worker = createService();
  await readAll(worker);
  await write().patch('event').set({ timeZone: 'Mars/Olympus' }).commit();
  expect((await worker.service.getConference()).timeZone).toBe('Europe/Lisbon');
  expect(worker.service.getState().status).toBe('stale');
  await worker.service.getProgramme();
  expect(worker.service.getState().status).toBe('stale');
  expect(worker.lines.map(({ level }) => level)).toEqual(['warn', 'error']);
});

test('no draft and no link that would run a script reaches the site', async () => {
  const worker = createService();
  const client = write();
  await client.create({ _id: 'drafts.secret', _type: 'page', title: 'Secret', slug: { current: 'secret' } });
  const block = {
    _type: 'block',
    _key: 'b',
    markDefs: [
      { _key: 'bad', _type: 'link', href: 'javascript:alert(1)' },
      { _key: 'good', _type: 'link', href: 'https://example.org/' },
    ],
    children: [{ _type: 'span', _key: 's', text: 'x', marks: ['bad', 'good'] }],
  };
  await client.create({
    _id: 'page-x',
    _type: 'page',
    title: 'X',
    slug: { _type: 'slug', current: 'x' },
    body: [block],
  });
  expect((await worker.service.getPages()).map(({ slug }) => slug)).not.toContain('secret');
  expect(JSON.stringify(await worker.service.getPage('x'))).not.toContain('javascript:');
  expect(JSON.stringify(await worker.service.getPage('x'))).toContain('https://example.org/');
});

test('while nothing is published nothing is asked, and a publish is heard of', async () => {
  const { client, counted, asked } = countQuestions();
  const watch = watchChanges({ client, onRefused: (error) => expect(error).toBeUndefined(), settleMs: 200 });
  const { service } = createService(impatient, { client: counted, watch });
  try {
    await vi.waitFor(() => expect(watch.quietSince()).not.toBeNull(), { timeout: 5_000 });
    await service.getConference();
    for (let round = 0; round < 50; round++) await service.getConference();
    expect(asked()).toBe(1);

    await write().patch('event').set({ name: 'Renamed' }).commit();
    await vi.waitFor(() => expect(watch.quietSince()).toBeNull());
    expect((await service.getConference()).name).toBe('Renamed');
    // What is no content of the site, and a draft, are no news.
    await vi.waitFor(() => expect(watch.quietSince()).not.toBeNull());
    await service.getConference();
    const before = asked();
    await write().create({ _id: 'order.1', _type: 'order' });
    await write().create({ _id: 'drafts.event', _type: 'event', name: 'Not yet' });
    for (let round = 0; round < 20; round++) await service.getConference();
    expect([watch.quietSince() === null, asked() - before]).toEqual([false, 0]);

    // What happens while nobody listens is asked for afterwards.
    await lake.kill();
    await vi.waitFor(() => expect(watch.quietSince()).toBeNull());
    await lake.startAgain();
    await write().patch('event').set({ name: 'Renamed again' }).commit();
    expect((await service.getConference()).name).toBe('Renamed again');
    await vi.waitFor(() => expect(watch.quietSince()).not.toBeNull(), { timeout: 15_000 });
  } finally {
    watch.stop();
  }
});
