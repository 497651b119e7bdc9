import { once } from 'node:events';
import type { SanityClient } from '@sanity/client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let writer: SanityClient;
let password: string;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1000' });
  writer = lake.connect({ token: lakeToken });
  password = await setOrganizerPassword(lake.dataDir);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(() => lake.stop());

async function signIn(): Promise<string> {
  const response = await fetch(`${lake.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: lake.url },
    body: new URLSearchParams({ name: 'organizer', password }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

type Message = Record<string, unknown> & { channel?: string; event?: string; data?: string; end?: number | null };

async function open(path: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${lake.url.replace('http', 'ws')}${path}`, { headers });
  sockets.push(socket);
  const heard: Message[] = [];
  socket.on('message', (bytes) => String(bytes).startsWith('{') && heard.push(JSON.parse(String(bytes))));
  const refused = new Promise<never>((_, reject) => socket.once('error', reject));
  await Promise.race([once(socket, 'open'), refused]);
  return { socket, heard, send: (message: object) => socket.send(JSON.stringify(message)) };
}
const organizer = async (path: string, cookie?: string) =>
  open(path, { cookie: cookie ?? (await signIn()), origin: lake.url });
const listenUrl = (query: string, more = '') =>
  `${lake.url}/v2025-02-19/data/listen/production?query=${encodeURIComponent(query)}${more}`;
const eventsOf = (heard: Message[], channel: string) =>
  heard.filter((message) => message.channel === channel).map(({ event, end }) => event ?? `end ${end}`);

test('thirty listeners share one socket, and each hears its own', async () => {
  const { heard, send, socket } = await organizer('/v1/listen/production');
  for (let n = 0; n < 30; n++) send({ open: String(n), url: listenUrl(`*[_type == "note" && n == ${n}]`) });
  await vi.waitFor(() => expect(heard.filter(({ event }) => event === 'welcome')).toHaveLength(30));
  await writer.create({ _id: 'drafts.seven', _type: 'note', n: 7 });
  send({ close: '7' });
  await vi.waitFor(() => expect(eventsOf(heard, '7')).toEqual(['welcome', 'mutation']));
  await vi.waitFor(async () => expect((await (await fetch(`${lake.url}/health`)).json()).listeners).toBe(29));
  await writer.patch('drafts.seven').set({ n: 8 }).commit();
  await vi.waitFor(() => expect(eventsOf(heard, '8')).toEqual(['welcome', 'mutation']));
  expect(eventsOf(heard, '7')).toEqual(['welcome', 'mutation']);
  expect(heard.filter(({ event }) => event === 'mutation')).toHaveLength(2);
  socket.close();
  await vi.waitFor(async () => expect((await (await fetch(`${lake.url}/health`)).json()).listeners).toBe(0));
});

test('what Studio applies: effects, previous and next revision, and of a deleted document too', async () => {
  const { heard, send } = await organizer('/v1/listen/production');
  send({ open: 'a', url: listenUrl('*[_id in ["pair", "drafts.pair"]]', '&effectFormat=mendoza&includeResult=false') });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const draft = await writer.create({ _id: 'drafts.pair', _type: 'note' });
  await writer.create({ _id: 'elsewhere', _type: 'note' });
  const { transactionId } = await writer
    .transaction()
    .createOrReplace({ _id: 'pair', _type: 'note' })
    .delete('drafts.pair')
    .patch('elsewhere', { set: { n: 1 } })
    .commit();
  await vi.waitFor(() => expect(heard).toHaveLength(4));
  const events = heard.slice(1).map(({ data }) => JSON.parse(data ?? ''));
  expect(events[0]).toMatchObject({ resultRev: draft._rev, transactionTotalEvents: 1, effects: { revert: [0, null] } });
  // Two of the three changes are this listener's; Studio waits for as many as it is told of.
  expect(events.slice(1).map((event) => [event.documentId, event.transition, event.transactionTotalEvents])).toEqual([
    ['pair', 'appear', 2],
    ['drafts.pair', 'disappear', 2],
  ]);
  expect(events[2]).toMatchObject({ resultRev: transactionId, previousRev: draft._rev, effects: { apply: [0, null] } });
});

test('who comes back after a break is told what was missed, also by a lake that was killed', async () => {
  const url = listenUrl('*[_id in ["kept", "drafts.kept"]]', '&enableResume=true');
  const first = await organizer('/v1/listen/production');
  first.send({ open: 'a', url });
  await vi.waitFor(() => expect(eventsOf(first.heard, 'a')).toEqual(['welcome']));
  const created = await writer.create({ _id: 'drafts.kept', _type: 'note' });
  await vi.waitFor(() => expect(eventsOf(first.heard, 'a')).toEqual(['welcome', 'mutation']));
  const [welcome, mutation] = first.heard.map(({ id }) => String(id));
  await writer.create({ _id: 'drafts.another', _type: 'note' });

  await lake.kill();
  await lake.startAgain();
  const second = await organizer('/v1/listen/production');
  second.send({ open: 'nothing-missed', url, lastEventId: mutation });
  second.send({ open: 'missed', url, lastEventId: welcome });
  second.send({ open: 'who-knows', url, lastEventId: 'long-ago' });
  second.send({ open: 'never-asked', url: url.replace('&enableResume=true', ''), lastEventId: mutation });
  await vi.waitFor(() => expect(second.heard).toHaveLength(5));
  expect(eventsOf(second.heard, 'nothing-missed')).toEqual(['welcomeback']);
  expect(eventsOf(second.heard, 'missed')).toEqual(['welcomeback', 'mutation']);
  expect(eventsOf(second.heard, 'who-knows')).toEqual(['welcome']);
  expect(eventsOf(second.heard, 'never-asked')).toEqual(['welcome']);
  const told = second.heard.find(({ channel, event }) => channel === 'missed' && event === 'mutation');
  expect(told?.id).toBe(mutation);
  expect(JSON.parse(String(told?.data))).toMatchObject({
    documentId: 'drafts.kept',
    transition: 'appear',
    resultRev: created._rev,
    mutations: [{ createOrReplace: { _rev: created._rev } }],
  });
  // And each goes on from there.
  await writer.patch('drafts.kept').set({ n: 1 }).commit();
  await vi.waitFor(() => expect(eventsOf(second.heard, 'nothing-missed')).toEqual(['welcomeback', 'mutation']));
});

test('a listener with a query that cannot be read ends alone', async () => {
  const { heard, send } = await organizer('/v1/listen/production');
  send({ open: 'bad', url: listenUrl('*[_type ==') });
  send({ open: 'odd', url: 'nowhere' });
  send({ open: 'good', url: listenUrl('*[_type == "note"]') });
  await vi.waitFor(() => expect(eventsOf(heard, 'good')).toEqual(['welcome']));
  expect(eventsOf(heard, 'bad')).toEqual(['channelError', 'end null']);
});

test('who signs out hears no more', async () => {
  const cookie = await signIn();
  const { heard, send } = await organizer('/v1/listen/production', cookie);
  send({ open: 'a', url: listenUrl('*[_type == "note"]') });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  await fetch(`${lake.url}/logout`, { method: 'POST', redirect: 'manual', headers: { cookie, origin: lake.url } });
  await writer.create({ _id: 'drafts.secret', _type: 'note' });
  await vi.waitFor(() => expect(eventsOf(heard, 'a')).toEqual(['welcome', 'end null']));
});

test('pages of another site, strangers and other datasets get no socket', async () => {
  const cookie = await signIn();
  const foreign = { cookie, origin: 'https://evil.example' };
  await expect(open('/v1/listen/production', foreign)).rejects.toThrow('403');
  await expect(open('/v1/socket/production', foreign)).rejects.toThrow('403');
  await expect(open('/v1/socket/production', { origin: lake.url })).rejects.toThrow('403');
  await expect(open('/v1/socket/staging', { cookie, origin: lake.url })).rejects.toThrow('404');
  await expect(open('/v1/elsewhere', { cookie, origin: lake.url })).rejects.toThrow('404');
});

test('anybody may listen, to what is published', async () => {
  const { heard, send } = await open('/v1/listen/production', { origin: lake.url });
  send({ open: 'a', url: listenUrl('*[_type == "open"]') });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  await writer.create({ _id: 'drafts.open', _type: 'open' });
  await writer.create({ _id: 'open', _type: 'open' });
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  expect(JSON.parse(heard[1]?.data ?? '')).toMatchObject({ documentId: 'open' });
});

test('organizers see where each other are, and that one is gone', async () => {
  const [here, there] = [await organizer('/v1/socket/production'), await organizer('/v1/socket/production')];
  let id = 0;
  const call = (at: typeof here, method: string, params: object = {}) =>
    at.send({ jsonrpc: '2.0', id: String(++id), method, params });
  call(here, 'presence_subscribe');
  await vi.waitFor(() => expect(here.heard[0]).toMatchObject({ id: '1', result: expect.any(String) }));
  const locations = [{ type: 'document', documentId: 'a', path: ['title'] }];
  call(there, 'presence_announce', { data: { sessionId: 'tab-2', locations } });
  const told = () => here.heard.filter(({ method }) => method === 'presence_subscription').map(({ params }) => params);
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  expect(told()[0]).toMatchObject({
    result: { type: 'state', i: 'o-organizer', m: { sessionId: 'tab-2', locations } },
  });
  there.socket.terminate();
  await vi.waitFor(() => expect(told()).toHaveLength(2));
  expect(told()[1]).toMatchObject({ result: { type: 'disconnect', i: 'o-organizer', m: { session: 'tab-2' } } });
});
