import { ClientError, type SanityClient } from '@sanity/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let writer: SanityClient;
let anybody: SanityClient;
beforeAll(async () => {
  // Its limit has a test of its own.
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1000' });
  writer = lake.connect({ token: lakeToken });
  anybody = lake.connect();
});
afterAll(() => lake.stop());

const note = (id: string, fields: object = {}) => ({ _id: id, _type: 'note', ...fields });
const refer = (_ref: string, more: object = {}) => ({ _type: 'reference', _ref, ...more });

async function refusal(work: Promise<unknown>): Promise<{ statusCode: number; message: string; type?: string }> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClientError)) throw new Error(`expected a refusal, got ${error}`);
  const { statusCode, message, responseBody } = error;
  const items = JSON.parse(String(responseBody))?.error?.items as { error: { type: string } }[] | undefined;
  return { statusCode, message, type: items?.[0]?.error.type };
}

test('creates, reads, queries, patches and deletes', async () => {
  const created = await writer.create(note('basic', { n: 1, tags: ['a'] }));
  expect(created).toMatchObject({ _id: 'basic', n: 1, _createdAt: created._updatedAt });
  const patched = await writer
    .patch('basic')
    .set({ title: 'T' })
    .inc({ n: 2 })
    .setIfMissing({ title: 'not this', kind: 'k' })
    .append('tags', ['b'])
    .commit();
  expect(patched).toMatchObject({ title: 'T', n: 3, kind: 'k', tags: ['a', 'b'], _createdAt: created._createdAt });
  expect(patched._rev).not.toBe(created._rev);
  expect(await anybody.fetch('*[_type == "note" && n > $least]{title, tags}', { least: 2 })).toEqual([
    { title: 'T', tags: ['a', 'b'] },
  ]);
  await writer.patch('basic').unset(['tags', 'kind']).dec({ n: 1 }).commit();
  expect(await anybody.getDocument('basic')).toMatchObject({ n: 2 });
  expect(await anybody.getDocument('basic')).not.toHaveProperty('tags');
  await writer.delete('basic');
  expect(await anybody.getDocument('basic')).toBeUndefined();
});

test('a question longer than an address may be is asked all the same', async () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => `some-id-${index}`);
  expect(await anybody.fetch('count($ids)', { ids })).toBe(2_000);
});

test('create refuses what is there, createIfNotExists leaves it, createOrReplace takes its place', async () => {
  await writer.create(note('twice', { n: 1, old: true }));
  expect(await refusal(writer.create(note('twice')))).toMatchObject({
    statusCode: 409,
    type: 'documentAlreadyExistsError',
  });
  await writer.createIfNotExists(note('twice', { n: 2 }));
  expect(await writer.getDocument('twice')).toMatchObject({ n: 1 });
  await writer.createOrReplace(note('twice', { n: 3 }));
  expect(await writer.getDocument('twice')).toMatchObject({ n: 3 });
  expect(await writer.getDocument('twice')).not.toHaveProperty('old');
});

test('a patch of a revision that is no longer the last is refused with 409', async () => {
  const first = await writer.create(note('revision'));
  await writer.patch('revision').ifRevisionId(first._rev).set({ n: 1 }).commit();
  const late = writer.patch('revision').ifRevisionId(first._rev).set({ n: 2 }).commit();
  expect(await refusal(late)).toMatchObject({ statusCode: 409, type: 'documentRevisionIDDoesNotMatchError' });
  expect(await writer.getDocument('revision')).toMatchObject({ n: 1 });
});

test('of many who change one revision at once, one wins', async () => {
  const { _rev } = await writer.create(note('contended', { by: null }));
  const attempts = Array.from({ length: 12 }, (_, by) =>
    writer
      .patch('contended')
      .ifRevisionId(_rev)
      .set({ by })
      .commit()
      .then(
        () => by,
        () => null,
      ),
  );
  const winners = (await Promise.all(attempts)).filter((by) => by !== null);
  expect(winners).toHaveLength(1);
  expect(await writer.getDocument('contended')).toMatchObject({ by: winners[0] });
});

test('a transaction is made whole or not at all, and under its id once', async () => {
  const failing = writer
    .transaction()
    .create(note('half'))
    .patch('nowhere', { set: { n: 1 } })
    .commit();
  expect(await refusal(failing)).toMatchObject({ type: 'documentNotFoundError' });
  expect(await writer.getDocument('half')).toBeUndefined();

  const once = () => writer.transaction().createOrReplace(note('once')).transactionId('only-once').commit();
  await once();
  expect(await writer.getDocument('once')).toMatchObject({ _rev: 'only-once' });
  expect(await refusal(once())).toMatchObject({ statusCode: 409 });
  await writer.create(note('dry'), { dryRun: true });
  expect(await writer.getDocument('dry')).toBeUndefined();
});

test('what is strongly referred to must be there, and stays', async () => {
  expect(await refusal(writer.create(note('dangling', { to: refer('nobody') })))).toMatchObject({
    statusCode: 409,
    type: 'documentReferenceDoesNotExistError',
  });
  await writer.create(note('weak', { to: refer('nobody', { _weak: true }) }));
  // The order inside a transaction does not matter.
  await writer
    .transaction()
    .create(note('source', { deep: [{ to: refer('target') }] }))
    .create(note('target'))
    .commit();
  expect(await refusal(writer.delete('target'))).toMatchObject({
    statusCode: 409,
    type: 'documentHasExistingReferencesError',
  });
  expect(await anybody.fetch('*[_id == "source"][0].deep[0].to->_id')).toBe('target');
  await writer.transaction().delete('target').delete('source').commit();
  expect(await writer.getDocument('target')).toBeUndefined();
  // Once the reference is gone the target may go.
  await writer
    .transaction()
    .create(note('target2'))
    .create(note('source2', { to: refer('target2') }))
    .commit();
  await writer.patch('source2').unset(['to']).commit();
  await writer.delete('target2');
});

test('drafts and every other id with a dot are for those with a token alone', async () => {
  await writer
    .transaction()
    .create(note('open-note'))
    .create(note('drafts.open-note', { secret: 1 }))
    .commit();
  await writer.create(note('order.42', { secret: 2, open: refer('open-note') }));
  const all = '*[_type == "note" && (defined(secret) || _id == "open-note")]._id|order(@)';
  for (const perspective of ['raw', 'published', 'drafts'] as const) {
    expect(await anybody.fetch(all, {}, { perspective })).toEqual(['open-note']);
  }
  expect(await anybody.getDocuments(['order.42', 'drafts.open-note'])).toEqual([null, null]);
  expect(await anybody.fetch('count(*[references("open-note")])')).toBe(0);
  expect(await writer.fetch(all, {}, { perspective: 'raw' })).toEqual(['drafts.open-note', 'open-note', 'order.42']);
  expect(await writer.fetch(all, {}, { perspective: 'published' })).toEqual(['open-note', 'order.42']);
  // In this perspective a draft stands in for what it is a draft of.
  expect(await writer.fetch('*[_id == "open-note"]{_originalId, secret}', {}, { perspective: 'drafts' })).toEqual([
    { _originalId: 'drafts.open-note', secret: 1 },
  ]);
  expect(await writer.getDocument('order.42')).toMatchObject({ secret: 2 });
});

test('nobody writes without the token, and a wrong one is told from none', async () => {
  expect(await refusal(anybody.create(note('intruder')))).toMatchObject({ statusCode: 403 });
  const mistaken = lake.connect({ token: 'not-the-token' });
  expect(await refusal(mistaken.fetch('*'))).toMatchObject({ statusCode: 401 });
  expect(await refusal(mistaken.create(note('intruder')))).toMatchObject({ statusCode: 401 });
  expect(await writer.getDocument('intruder')).toBeUndefined();
});

test('what cannot be understood is refused in words', async () => {
  expect(await refusal(anybody.fetch('*[_type == '))).toMatchObject({ statusCode: 400 });
  expect(await refusal(writer.create(note('bad id!')))).toMatchObject({ statusCode: 400, type: 'validationError' });
  expect(await refusal(writer.patch('open-note').set({ _type: 'other' }).commit())).toMatchObject({ statusCode: 400 });
  const elsewhere = lake.connect({ dataset: 'staging' });
  expect(await refusal(elsewhere.fetch('*'))).toMatchObject({ statusCode: 404 });
  const huge = note('huge', { text: 'x'.repeat(5_000_000) });
  expect(await refusal(writer.create(huge))).toMatchObject({ statusCode: 413 });
});
