import type { ListenEvent, MutationEvent, SanityClient } from '@sanity/client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let writer: SanityClient;
const subscriptions: { unsubscribe(): void }[] = [];
beforeAll(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1000' });
  writer = lake.connect({ token: lakeToken });
});
afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
});
afterAll(() => lake.stop());

/** Listens by the unmodified client; resolves once the lake has said welcome. */
async function listen(client: SanityClient, query: string, params = {}) {
  const mutations: MutationEvent[] = [];
  const others: string[] = [];
  const subscription = client
    .listen(query, params, { events: ['welcome', 'mutation', 'reconnect'], includePreviousRevision: true })
    .subscribe((event: ListenEvent<Record<string, unknown>>) => {
      if (event.type === 'mutation') mutations.push(event);
      else others.push(event.type);
    });
  subscriptions.push(subscription);
  await vi.waitFor(() => expect(others).toContain('welcome'), { timeout: 5_000 });
  return { mutations, others };
}
const note = (_id: string, fields: object = {}) => ({ _id, _type: 'note', ...fields });

test('tells of documents that begin to match, change and cease to match', async () => {
  const { mutations } = await listen(writer, '*[_type == "note" && n > $least]', { least: 1 });
  await writer.create(note('watched', { n: 1 }));
  await writer.patch('watched').set({ n: 2 }).commit();
  const changed = await writer.patch('watched').set({ n: 3 }).commit();
  await writer.patch('watched').set({ n: 0 }).commit();
  await writer.create(note('last', { n: 9 }));
  await writer.delete('last');
  await vi.waitFor(() => expect(mutations).toHaveLength(5));
  expect(mutations.map(({ documentId, transition }) => [documentId, transition])).toEqual([
    ['watched', 'appear'],
    ['watched', 'update'],
    ['watched', 'disappear'],
    ['last', 'appear'],
    ['last', 'disappear'],
  ]);
  expect(mutations[1]).toMatchObject({
    resultRev: changed._rev,
    result: { _id: 'watched', n: 3 },
    previous: { n: 2 },
    mutations: [{ patch: { id: 'watched', set: { n: 3 } } }],
  });
});

test('events keep the order of the writes', async () => {
  const { mutations } = await listen(writer, '*[_id == "counter"]');
  await writer.create(note('counter', { n: 0 }));
  await Promise.all(Array.from({ length: 50 }, () => writer.patch('counter').inc({ n: 1 }).commit()));
  await vi.waitFor(() => expect(mutations).toHaveLength(51));
  expect(mutations.map(({ result }) => result?.n)).toEqual(Array.from({ length: 51 }, (_, n) => n));
  const revisions = mutations.map(({ resultRev }) => resultRev);
  expect(mutations.slice(1).map(({ previousRev }) => previousRev)).toEqual(revisions.slice(0, -1));
});

test('a large transaction is told to its end before the small one after it', async () => {
  const { mutations } = await listen(writer, '*[_type == "crate"]');
  const large = writer.transaction();
  for (let number = 0; number < 200; number++) large.create({ _id: `crate-${number}`, _type: 'crate' });
  await Promise.all([large.commit(), writer.create({ _id: 'crate-small', _type: 'crate' })]);
  await vi.waitFor(() => expect(mutations).toHaveLength(201));
  const transactions = mutations.map(({ transactionId }) => transactionId);
  expect(transactions.filter((id, index) => id !== transactions[index - 1])).toHaveLength(2);
});

test('anybody hears of what is published, never of drafts or of ids with a dot', async () => {
  const { mutations } = await listen(lake.connect(), '*[_type == "note"]');
  await writer.create(note('drafts.hidden'));
  await writer.create(note('order.7'));
  await writer.delete('order.7');
  await writer.create(note('for-everybody'));
  await vi.waitFor(() => expect(mutations.length).toBeGreaterThan(0));
  expect(mutations.map(({ documentId }) => documentId)).toEqual(['for-everybody']);
});

test('a listener comes back by itself after the lake was killed, and hears what is written then', async () => {
  const { mutations, others } = await listen(writer, '*[_id == "after"]');
  await lake.kill();
  await vi.waitFor(() => expect(others).toContain('reconnect'), { timeout: 5_000 });
  await lake.startAgain();
  await vi.waitFor(() => expect(others.filter((type) => type === 'welcome')).toHaveLength(2), { timeout: 15_000 });
  await writer.create(note('after'));
  await vi.waitFor(() => expect(mutations).toHaveLength(1));
});

test('one who goes away is forgotten', async () => {
  const count = async () => (await (await fetch(`${lake.url}/health`)).json()).listeners;
  const before = await count();
  await listen(writer, '*');
  expect(await count()).toBe(before + 1);
  subscriptions.pop()?.unsubscribe();
  await vi.waitFor(async () => expect(await count()).toBe(before));
});
