import type { SanityClient } from '@sanity/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let studio: SanityClient;
let anybody: SanityClient;
beforeAll(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1000' });
  studio = lake.connect({ token: lakeToken, perspective: 'raw' });
  anybody = lake.connect();
});
afterAll(() => lake.stop());

type Actions = Parameters<SanityClient['action']>[0];
const act = (actions: object | object[]) => studio.action(actions as Actions);
const action = (name: string, fields: object) => ({ actionType: `sanity.action.document.${name}`, ...fields });
const both = (id: string) => ({ publishedId: id, draftId: `drafts.${id}` });
const create = (id: string, fields: object = {}) =>
  action('create', {
    publishedId: id,
    attributes: { _id: `drafts.${id}`, _type: 'note', ...fields },
    ifExists: 'fail',
  });
const edit = (id: string, patch: object) => action('edit', { ...both(id), patch });
const read = (id: string) => studio.getDocument(id);

test('one request may create a draft and edit it, and what it published is seen by everybody', async () => {
  await act([create('whole', { n: 1 }), edit('whole', { inc: { n: 1 } }), edit('whole', { set: { title: 'T' } })]);
  expect(await read('drafts.whole')).toMatchObject({ n: 2, title: 'T' });
  expect(await anybody.getDocument('whole')).toBeUndefined();
  const { transactionId } = await act(action('publish', both('whole')));
  expect(await anybody.getDocument('whole')).toMatchObject({ n: 2, title: 'T', _rev: transactionId });
  expect(await read('drafts.whole')).toBeUndefined();
});

test('an edit of what has no draft begins one from what is published', async () => {
  await act([create('begun', { n: 1, kept: true }), action('publish', both('begun'))]);
  const published = await read('begun');
  await act(edit('begun', { set: { n: 2 } }));
  expect(await read('drafts.begun')).toMatchObject({ n: 2, kept: true, _createdAt: published?._createdAt });
  expect(await read('begun')).toMatchObject({ n: 1 });
  await act(action('discard', { draftId: 'drafts.begun' }));
  expect(await read('drafts.begun')).toBeUndefined();
  expect(await read('begun')).toMatchObject({ n: 1 });
});

test('unpublishing keeps the text as a draft; deleting takes both, and says so when a draft would be left', async () => {
  await act([create('gone', { n: 1 }), action('publish', both('gone'))]);
  await act(action('unpublish', both('gone')));
  expect([await read('gone'), await read('drafts.gone')]).toEqual([undefined, expect.objectContaining({ n: 1 })]);
  await act([action('publish', both('gone')), edit('gone', { set: { n: 2 } })]);
  await expect(act(action('delete', { publishedId: 'gone', includeDrafts: [] }))).rejects.toThrow(/has a draft/);
  await act(action('delete', { publishedId: 'gone', includeDrafts: ['drafts.gone'] }));
  expect([await read('gone'), await read('drafts.gone')]).toEqual([undefined, undefined]);
});

test('a draft that was never published is discarded as a version', async () => {
  await act(create('never'));
  await act(action('version.discard', { versionId: 'drafts.never' }));
  expect(await read('drafts.never')).toBeUndefined();
});

test('a draft is replaced whole, as when an older revision is restored', async () => {
  await act(create('restored', { n: 1, extra: true }));
  const before = await read('drafts.restored');
  await act(action('replaceDraft', { publishedId: 'restored', attributes: { _type: 'note', n: 7 } }));
  const after = await read('drafts.restored');
  expect(after).toMatchObject({ n: 7, _createdAt: before?._createdAt });
  expect(after).not.toHaveProperty('extra');
});

test('a revision that is no longer the last is not published over', async () => {
  await act([create('late', { n: 1 }), action('publish', both('late'))]);
  const seen = await read('late');
  await act([edit('late', { set: { n: 2 } }), action('publish', both('late')), edit('late', { set: { n: 3 } })]);
  const publish = action('publish', { ...both('late'), ifPublishedRevisionId: seen?._rev });
  await expect(act(publish)).rejects.toMatchObject({ statusCode: 409 });
  expect(await read('late')).toMatchObject({ n: 2 });
});

test('a failing action leaves nothing of those before it', async () => {
  await expect(act([create('half'), edit('nowhere', { set: { n: 1 } })])).rejects.toMatchObject({ statusCode: 404 });
  expect(await read('drafts.half')).toBeUndefined();
  await act(create('once'));
  await expect(act(create('once'))).rejects.toMatchObject({ statusCode: 409 });
  await expect(act(action('explode', both('once')))).rejects.toThrow(/unknown action/);
  await expect(act(action('discard', { draftId: 'once' }))).rejects.toThrow(/must be the id of a draft/);
});

test('a reference to what is not published yet is weak until it is published', async () => {
  const to = { _type: 'reference', _ref: 'friend', _weak: true, _strengthenOnPublish: { type: 'note' } };
  const stays = { ...to, _ref: 'other', _strengthenOnPublish: { type: 'note', weak: true } };
  await act([create('friend'), create('referring', { to, list: [{ ...stays, _key: 'a' }] })]);
  await act(action('publish', both('friend')));
  await act(action('publish', both('referring')));
  expect(await read('referring')).toMatchObject({ to: { _type: 'reference', _ref: 'friend' } });
  expect((await read('referring'))?.to).not.toHaveProperty('_weak');
  expect((await read('referring'))?.list).toEqual([{ _key: 'a', _type: 'reference', _ref: 'other', _weak: true }]);
  // Strong by now, so what it points at stays.
  await expect(act(action('unpublish', both('friend')))).rejects.toMatchObject({ statusCode: 409 });
});

test('a dry run changes nothing, and an id is used once', async () => {
  await studio.action(create('dry') as Actions, { dryRun: true });
  expect(await read('drafts.dry')).toBeUndefined();
  await studio.action(create('named') as Actions, { transactionId: 'named-once' });
  expect(await read('drafts.named')).toMatchObject({ _rev: 'named-once' });
  await expect(studio.action(edit('named', { set: { n: 1 } }) as Actions, { transactionId: 'named-once' }))
    .rejects //
    .toMatchObject({ statusCode: 409 });
});

test('nobody acts without the token', async () => {
  await expect(anybody.action(create('intruder') as Actions)).rejects.toMatchObject({ statusCode: 403 });
});
