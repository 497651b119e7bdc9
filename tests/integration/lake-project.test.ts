import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let cookie: string;
beforeAll(async () => {
  lake = await startLakeServer();
  const password = await setOrganizerPassword(lake.dataDir);
  const response = await fetch(`${lake.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: lake.url },
    body: new URLSearchParams({ name: 'organizer', password }),
  });
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(() => lake.stop());

const ask = (path: string, options: RequestInit = {}) =>
  fetch(`${lake.url}/v2025-02-19${path}`, { ...options, headers: { cookie, origin: lake.url, ...options.headers } });
const read = async (path: string) => (await ask(path)).json();

test('an organizer may do everything with every document, anybody may read', async () => {
  const path = '/projects/local/datasets/production/acl';
  expect(await read(path)).toEqual([
    { filter: '_id in path("**")', permissions: expect.arrayContaining(['create', 'read', 'update', 'manage']) },
  ]);
  const strangers = await (await fetch(`${lake.url}/v1${path}`)).json();
  expect(strangers.map(({ permissions }: { permissions: string[] }) => permissions)).toEqual([['read']]);
});

test('what Studio remembers of an organizer is theirs, and outlives kill -9', async () => {
  const put = (body: unknown) =>
    ask('/users/me/keyvalue', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const pair = { key: 'studio.list-layout', value: { layout: 'detail' } };
  expect(await (await put([pair])).json()).toEqual([pair]);
  await put([{ key: 'other', value: 1 }]);
  await lake.kill();
  await lake.startAgain();
  expect(await read('/users/me/keyvalue/studio.list-layout')).toEqual([pair]);
  expect(await read('/users/me/keyvalue/never-set')).toEqual([]);
  expect(await read('/users/me/keyvalue')).toHaveLength(2);
  expect((await put([{ value: 1 }])).status).toBe(400);
  expect((await fetch(`${lake.url}/v1/users/me/keyvalue`)).status).toBe(401);
});

test('people are known by their ids, to those who are signed in', async () => {
  expect(await read('/users/o-organizer')).toMatchObject({ id: 'o-organizer', name: 'organizer' });
  expect(await read('/users/o-organizer,o-nobody')).toHaveLength(1);
  expect(await (await fetch(`${lake.url}/v1/users/o-organizer`)).json()).toEqual({});
});

test.each([
  '/ping',
  '/features',
  '/help?m=sanity',
  '/journey/trial',
  '/journey/announcements',
  '/intake/telemetry-status',
  '/projects/local',
  '/projects/local/datasets',
  '/projects/local/user-applications?appType=studio',
  '/data/references/production/documents/conference/to?excludeInternalReferences=true',
])('%s has the answer of a project without Sanity’s paid features', async (path) => {
  expect((await ask(path)).status).toBe(200);
});

test('what a newer Studio may ask for is refused in words, and said once', async () => {
  const response = await ask('/some/new/thing?secret=1');
  expect([response.status, (await response.json()).message]).toEqual([404, 'The lake has nothing at this address']);
  await ask('/some/new/thing?secret=2');
  // Its log comes by a pipe, in order and a moment after its answers.
  await ask('/the/last/thing');
  await vi.waitUntil(() => lake.log().includes('/the/last/thing'), 10_000);
  const said = lake
    .log()
    .split('\n')
    .filter((line) => line.includes('/some/new/thing'));
  expect(said).toHaveLength(1);
  expect(said[0]).not.toContain('secret');
});

test('everything can be exported, drafts too, by those with a token', async () => {
  const writer = lake.connect({ token: lakeToken });
  await writer.create({ _id: 'drafts.exported', _type: 'note' });
  const get = (query: string, headers: Record<string, string>) =>
    fetch(`${lake.url}/v2021-06-07/data/export/production${query}`, { headers });
  const lines = (await (await get('', { authorization: `Bearer ${lakeToken}` })).text()).trim().split('\n');
  const documents = lines.map((line) => JSON.parse(line));
  expect(documents).toHaveLength(await writer.fetch('count(*)', {}, { perspective: 'raw' }));
  expect(documents.map(({ _id }) => _id)).toContain('drafts.exported');
  const notes = await (await get('?types=note', { authorization: `Bearer ${lakeToken}` })).text();
  expect(notes.trim().split('\n')).toHaveLength(1);
  expect((await get('', {})).status).toBe(403);
});
