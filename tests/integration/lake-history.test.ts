import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
beforeAll(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '10000' });
});
afterAll(() => lake.stop());

type Past = {
  id: string;
  author: string;
  documentIDs: string[];
  effects: Record<string, { apply: unknown[]; revert: unknown[] }>;
};
const ask = (path: string, token: string | null = lakeToken) =>
  fetch(`${lake.url}/v2025-02-19/data/history/production/${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
const documentsAt = async (path: string) => (await (await ask(`documents/${path}`)).json()).documents;
const list = async (path: string): Promise<Past[]> =>
  (await (await ask(`transactions/${path}`)).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('what a document was is there by revision and by time, after a kill and after its end', async () => {
  const writer = () => lake.connect({ token: lakeToken });
  const first = await writer().create({ _id: 'drafts.past', _type: 'note', n: 1 });
  const second = await writer().patch('drafts.past').set({ n: 2 }).commit();
  await lake.kill();
  await lake.startAgain();
  const gone = await writer().delete('drafts.past');

  expect(await documentsAt(`drafts.past?revision=${first._rev}`)).toEqual([first]);
  expect(await documentsAt(`past,drafts.past?revision=${second._rev}`)).toEqual([second]);
  expect(await documentsAt(`drafts.past?time=${second._updatedAt}`)).toEqual([second]);
  expect(await documentsAt('drafts.past?lastRevision=true')).toEqual([second]);
  expect(await documentsAt(`drafts.past?revision=${gone.transactionId}`)).toEqual([]);
  expect(await documentsAt(`drafts.past?time=2020-01-01T00:00:00Z`)).toEqual([]);

  const transactions = await list('past,drafts.past?effectFormat=mendoza&reverse=true&limit=10');
  expect(transactions.map(({ id }) => id)).toEqual([gone.transactionId, second._rev, first._rev]);
  expect(transactions[0]).toMatchObject({ author: 'token', documentIDs: ['drafts.past'] });
  // Mendoza: each patch pushes the whole document as it was afterwards, or before.
  expect(transactions.map(({ effects }) => effects['drafts.past'])).toEqual([
    { apply: [0, null], revert: [0, second] },
    { apply: [0, second], revert: [0, first] },
    { apply: [0, first], revert: [0, null] },
  ]);
  const earlier = await list(`drafts.past?reverse=true&limit=1&toTransaction=${second._rev}`);
  expect(earlier.map(({ id }) => id)).toEqual([second._rev]);
  const later = await list(`drafts.past?fromTransaction=${second._rev}`);
  expect(later.map(({ id }) => id)).toEqual([second._rev, gone.transactionId]);
});

test('the last 200 revisions of a document are kept', async () => {
  const writer = lake.connect({ token: lakeToken });
  await writer.create({ _id: 'long', _type: 'note', n: 0 });
  for (let written = 0; written < 220; written += 20) {
    await Promise.all(Array.from({ length: 20 }, () => writer.patch('long').inc({ n: 1 }).commit()));
  }
  expect(await list('long?limit=1000')).toHaveLength(200);
});

test('the past is for those with a token alone', async () => {
  expect((await ask('documents/conference?lastRevision=true', null)).status).toBe(403);
  expect((await ask('transactions/conference', null)).status).toBe(403);
});

test('the steps of a document are events: begun, published, edited on, unpublished, deleted', async () => {
  const studio = lake.connect({ token: lakeToken });
  const ids = { publishedId: 'life', draftId: 'drafts.life' };
  const act = (name: string, fields: object) =>
    studio.action({ actionType: `sanity.action.document.${name}`, ...ids, ...fields } as Parameters<
      typeof studio.action
    >[0]);
  await act('create', { attributes: { _id: 'drafts.life', _type: 'note' }, ifExists: 'fail' });
  await act('edit', { patch: { set: { n: 1 } } });
  const { transactionId } = await act('publish', {});
  await act('edit', { patch: { set: { n: 2 } } });
  await act('discard', {});
  await act('unpublish', {});
  await act('publish', {});
  await act('delete', { includeDrafts: [] });
  const eventsOf = async (id: string) => (await (await ask(`events/documents/${id}?limit=100`)).json()).events[id];
  const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }: { type: string }) => type).toReversed();
  expect(await typesOf('life')).toEqual([
    'publishDocumentVersion',
    'unpublishDocument',
    'publishDocumentVersion',
    'deleteDocumentGroup',
  ]);
  expect(await typesOf('drafts.life')).toEqual([
    'createDocumentVersion',
    'publishDocumentVersion',
    'createDocumentVersion',
    'deleteDocumentVersion',
    'createDocumentVersion',
    'publishDocumentVersion',
  ]);
  expect((await eventsOf('life')).at(-1)).toMatchObject({
    documentId: 'life',
    versionId: 'drafts.life',
    revisionId: transactionId,
    author: 'token',
  });
});
