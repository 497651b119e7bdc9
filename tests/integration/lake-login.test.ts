import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOrganizer, setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { type LakeServer, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let password: string;
beforeEach(async () => {
  lake = await startLakeServer();
  password = await setOrganizerPassword(lake.dataDir);
});
afterEach(() => lake.stop());

type Sent = { headers?: Record<string, string>; address?: string };

/** As a browser sends the form; `address` is what nginx says of where it comes from. */
function post(path: string, form: Record<string, string>, { headers = {}, address = '192.0.2.1' }: Sent = {}) {
  return fetch(`${lake.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: lake.url, 'x-forwarded-for': address, ...headers },
    body: new URLSearchParams(form),
  });
}
const signIn = (typed = password, sent: Sent = {}, name = 'organizer') =>
  post('/login', { name, password: typed }, sent);
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const get = (path: string, cookie = '') => fetch(`${lake.url}${path}`, { redirect: 'manual', headers: { cookie } });
const whoIs = async (cookie: string) => (await get('/v2025-02-19/users/me', cookie)).json();

test('whoever knows the password is somebody, until they sign out', async () => {
  const response = await post('/login', { name: ' Organizer ', password, origin: `${lake.url}/studio/structure` });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/studio/structure']);
  expect(response.headers.get('set-cookie')).toMatch(
    /^foyer-organizer=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const cookie = cookieOf(response);
  expect(await whoIs(cookie)).toMatchObject({ id: 'o-organizer', name: 'organizer', role: 'administrator' });
  expect(await (await get('/login', cookie)).text()).toContain('You are signed in');
  expect((await get('/login?origin=%2Fstudio%2Fvision', cookie)).headers.get('location')).toBe('/studio/vision');

  const out = await post('/logout', {}, { headers: { cookie } });
  expect([out.status, out.headers.get('location')]).toEqual([303, '/login']);
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  // What the browser forgets is over here too.
  expect(await whoIs(cookie)).toEqual({});
});

test('a session reads drafts and writes, from pages of this address alone', async () => {
  const cookie = cookieOf(await signIn());
  const mutate = (headers: Record<string, string>) =>
    fetch(`${lake.url}/v2025-02-19/data/mutate/production`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ mutations: [{ createIfNotExists: { _id: 'drafts.x', _type: 'note' } }] }),
    }).then(({ status }) => status);
  expect(await mutate({})).toBe(403);
  expect(await mutate({ cookie })).toBe(403);
  expect(await mutate({ cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await mutate({ cookie, origin: lake.url, 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await mutate({ cookie, origin: lake.url })).toBe(200);
  expect(await mutate({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(200);
  const query = `/v2025-02-19/data/query/production?perspective=raw&query=${encodeURIComponent('count(*[_id=="drafts.x"])')}`;
  expect(await (await get(query, cookie)).json()).toMatchObject({ result: 1 });
  expect(await (await get(query)).json()).toMatchObject({ result: 0 });
});

test('a session outlives kill -9, and not a new password nor its removal', async () => {
  const cookie = cookieOf(await signIn());
  await lake.kill();
  await lake.startAgain();
  expect(await whoIs(cookie)).toMatchObject({ id: 'o-organizer' });

  const next = await setOrganizerPassword(lake.dataDir);
  expect(await whoIs(cookie)).toEqual({});
  expect((await signIn()).status).toBe(403);
  const again = cookieOf(await signIn(next));
  expect(await whoIs(again)).toMatchObject({ id: 'o-organizer' });
  removeOrganizer(lake.dataDir, 'organizer');
  expect(await whoIs(again)).toEqual({});
});

test('each organizer has a name of their own', async () => {
  const typed = await setOrganizerPassword(lake.dataDir, { name: 'ada' });
  expect(await whoIs(cookieOf(await signIn(typed, {}, 'ada')))).toMatchObject({ id: 'o-ada', name: 'ada' });
  expect((await signIn(typed)).status).toBe(403);
});

test('a form with something wrong says what, keeps the name and never the password', async () => {
  const wrong = await post('/login', { name: 'organizer', password: 'guess<1>', origin: '/studio/vision' });
  const page = await wrong.text();
  expect(wrong.status).toBe(403);
  expect(page).toContain('The name or the password is wrong');
  expect(page).toContain('value="organizer"');
  expect(page).toContain('value="/studio/vision"');
  expect(page).not.toContain('guess');
  expect(await (await post('/login', { name: 'organizer' })).text()).toContain('Type your password');
  expect((await post('/login', { password })).status).toBe(422);
  const odd = await post('/login', { name: '"><script>', password: 'x' });
  expect(await odd.text()).not.toContain('<script');
});

test('another site cannot sign anybody in or out', async () => {
  const foreign = { headers: { origin: 'https://evil.example' } };
  expect((await signIn(password, foreign)).status).toBe(403);
  const cookie = cookieOf(await signIn());
  expect((await post('/logout', {}, { headers: { ...foreign.headers, cookie } })).status).toBe(403);
  expect(await whoIs(cookie)).toMatchObject({ id: 'o-organizer' });
});

test('after five wrong passwords an address waits, even with the right one and after a restart; others do not', async () => {
  // At once: none of them may slip by while the others are looked at.
  const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn('wrong')));
  const statuses = guesses.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(5);
  await lake.kill();
  await lake.startAgain();
  const locked = await signIn();
  expect(locked.status).toBe(429);
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
  expect(await locked.text()).toMatch(/Too many wrong passwords came from your connection. Try again in 1[45] minutes/);
  expect((await signIn(password, { address: '192.0.2.2' })).status).toBe(303);
});

test('nothing on disk opens the door', async () => {
  const cookie = cookieOf(await signIn());
  const [, token = ''] = cookie.split('=');
  await lake.kill();
  const accounts = readFileSync(join(lake.dataDir, 'organizers.json'), 'utf8');
  expect(accounts).not.toContain(password);
  // Closing folds the log into the file.
  new DatabaseSync(join(lake.dataDir, 'lake.sqlite')).exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const stored = readFileSync(join(lake.dataDir, 'lake.sqlite'), 'latin1');
  expect(stored).toContain('organizer');
  expect(stored).not.toContain(token);
  expect(lake.log()).not.toContain(password);
});

test('the page is for no frame, no cache and no script', async () => {
  const { headers } = await get('/login');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('under https the cookie says so', async () => {
  const secure = await startLakeServer({ LAKE_PUBLIC_URL: 'https://foyer.example/lake' });
  try {
    const typed = await setOrganizerPassword(secure.dataDir);
    const response = await fetch(`${secure.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: secure.url },
      body: new URLSearchParams({ name: 'organizer', password: typed }),
    });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-foyer-organizer=.*; Secure$/);
  } finally {
    await secure.stop();
  }
});
