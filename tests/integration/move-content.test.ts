import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportContent, importContent } from '../../scripts/content/move-content.ts';
import { parseContentConfig } from '../../server/config.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let here: LakeServer;
let there: LakeServer;
let folder: string;
beforeAll(async () => {
  [here, there] = await Promise.all([startLakeServer(), startLakeServer()]);
  folder = await mkdtemp(join(tmpdir(), 'foyer-move-'));
});
afterAll(async () => {
  await Promise.all([here?.stop(), there?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const targetOf = (lake: LakeServer) => parseContentConfig({ LAKE_URL: lake.url, LAKE_TOKEN: lakeToken });
const connect = (lake: LakeServer) => lake.connect({ token: lakeToken, perspective: 'raw' });

type Document = { _id: string; _type: string } & Record<string, unknown>;
/** Everything but when and by whom it was written, and where the pictures of this very lake are. */
async function readAll(lake: LakeServer): Promise<Document[]> {
  const all = await connect(lake).fetch<Document[]>(
    '*[!(_type match "system.*") && !(_type match "sanity.*")] | order(_id)',
  );
  return all.map(({ _rev, _createdAt, _updatedAt, ...rest }) => rest as Document);
}

test('what organizers wrote goes from one place to another with its drafts and pictures, and again changes nothing', async () => {
  const from = connect(here);
  await from.create({ _id: 'page-moved', _type: 'page', title: 'Moved', slug: { _type: 'slug', current: 'moved' } });
  await from.create({ _id: 'drafts.page-moved', _type: 'page', title: 'Moved, in part' });
  await from.create({ _id: 'order.abc', _type: 'order', code: 'ABC' });
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const asset = await from.assets.upload('image', pixel, { filename: 'pixel.png' });
  await from
    .patch('page-moved')
    .set({ picture: { _type: 'image', asset: { _type: 'reference', _ref: asset._id } } })
    .commit();

  const file = join(folder, 'content.tar.gz');
  const exported = await exportContent(targetOf(here), file);
  expect(exported.assets).toBeGreaterThan(0);
  expect((await importContent(targetOf(there), file)).warnings).toEqual([]);

  const expected = (await readAll(here)).filter(({ _id }) => _id !== 'order.abc');
  expect(await readAll(there)).toEqual(expected);
  expect(expected.map(({ _id }) => _id)).toEqual(expect.arrayContaining(['page-moved', 'drafts.page-moved', 'event']));
  const url = await connect(there).fetch<string>('*[_id == "page-moved"][0].picture.asset->url');
  expect(url.startsWith(there.url)).toBe(true);
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(pixel)).toBe(true);

  await importContent(targetOf(there), file);
  expect(await readAll(there)).toEqual(expected);
}, 60_000);

test('a file that is none is one error, and nothing is written', async () => {
  const file = join(folder, 'broken.ndjson');
  await writeFile(file, '{"_id":"page-broken","_type":"page"}\n{"_id":');
  const before = await readAll(there);
  await expect(importContent(targetOf(there), file)).rejects.toThrow(/JSON|parse/i);
  expect(await readAll(there)).toEqual(before);
});

test('a token that may not write is refused', async () => {
  const target = { ...targetOf(there), LAKE_TOKEN: 'a-wrong-token-of-somebody' };
  await expect(importContent(target, join(folder, 'content.tar.gz'))).rejects.toThrow();
});
