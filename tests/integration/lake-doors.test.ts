import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SanityClient } from '@sanity/client';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';

let stack: Stack;
let dataDir: string;
let writer: SanityClient;
let cookie: string;
beforeAll(async () => {
  await ensureBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-lake-doors-'));
  stack = await startStack({ dataDir, ports: 'free', only: ['lake', 'nginx'] });
  writer = createClient({
    projectId: 'local',
    dataset: 'production',
    apiVersion: '2025-02-19',
    apiHost: `${stack.baseUrl}/lake`,
    useProjectHostname: false,
    useCdn: false,
    token: stack.env.LAKE_TOKEN,
  });
  const password = await setOrganizerPassword(join(dataDir, 'lake'));
  const response = await signIn(password);
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const signIn = (password: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.baseUrl}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: stack.baseUrl, ...headers },
    body: new URLSearchParams({ name: 'organizer', password }),
  });
const open = async (path: string, origin = stack.baseUrl) => {
  const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}${path}`, { headers: { cookie, origin } });
  const refused = once(socket, 'error').then(([error]) => Promise.reject(error));
  await Promise.race([once(socket, 'open'), refused]);
  return socket;
};

test('the login and the API are at the site’s own address', async () => {
  const page = await fetch(`${stack.baseUrl}/login`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const me = await fetch(`${stack.baseUrl}/lake/v2025-02-19/users/me`, { headers: { cookie } });
  expect(await me.json()).toMatchObject({ name: 'organizer' });
  expect(await writer.fetch('count(*[_type == "event"])')).toBe(1);
});

test('a photo of several megabytes comes in, and its sizes go out; more than the lake takes does not', async () => {
  const noise = {
    create: {
      width: 1_500,
      height: 1_500,
      channels: 3 as const,
      background: '#888',
      noise: { type: 'gaussian' as const, mean: 128, sigma: 60 },
    },
  };
  const photo = await sharp(noise).png().toBuffer();
  expect(photo.length).toBeGreaterThan(2_000_000);
  const asset = await writer.assets.upload('image', photo);
  const small = await fetch(`${asset.url}?w=200&auto=format`, { headers: { accept: 'image/webp' } });
  expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
  await expect(writer.assets.upload('image', Buffer.alloc(22 * 1024 ** 2))).rejects.toMatchObject({ statusCode: 413 });
});

test('listening passes, as events and as one socket for many', async () => {
  const query = '*[_type == "doorNote"]';
  const heard: string[] = [];
  const subscription = writer
    .listen(query, {}, { events: ['welcome', 'mutation'] })
    .subscribe(({ type }) => heard.push(type));
  const socket = await open('/lake/v1/listen/production');
  const told: { event: string }[] = [];
  socket.on('message', (bytes) => told.push(JSON.parse(String(bytes))));
  const url = `${stack.baseUrl}/lake/v2025-02-19/data/listen/production?query=${encodeURIComponent(query)}`;
  for (const channel of ['1', '2', '3', '4', '5', '6', '7', '8']) socket.send(JSON.stringify({ open: channel, url }));
  await vi.waitFor(() => expect([heard.length, told.length]).toEqual([1, 8]), { timeout: 10_000 });
  await writer.create({ _id: 'drafts.door', _type: 'doorNote' });
  await vi.waitFor(() => expect([heard.length, told.length]).toEqual([2, 16]), { timeout: 10_000 });
  subscription.unsubscribe();
  socket.terminate();
});

test('presence passes, but not for a page of another site', async () => {
  const socket = await open('/lake/v2022-06-30/socket/production?tag=sanity.studio');
  socket.terminate();
  await expect(open('/lake/v2022-06-30/socket/production', 'https://evil.example')).rejects.toThrow('403');
});

test('who guesses passwords is counted by where they are, not by where they say', async () => {
  const guesses = [];
  for (let n = 0; n < 6; n++) guesses.push((await signIn('wrong', { 'x-forwarded-for': `192.0.2.${n}` })).status);
  expect(guesses).toEqual([403, 403, 403, 403, 403, 429]);
});
