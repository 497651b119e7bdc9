import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SanityClient } from '@sanity/client';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let writer: SanityClient;
beforeAll(async () => {
  lake = await startLakeServer();
  writer = lake.connect({ token: lakeToken });
});
afterAll(() => lake.stop());

const draw = (width: number, height: number, colour: string) =>
  sharp({ create: { width, height, channels: 3, background: colour } });

async function get(url: string, accept = 'image/*') {
  const response = await fetch(url, { headers: { accept } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}
const look = async (url: string, accept?: string) => {
  const { bytes } = await get(url, accept);
  const { format, width, height } = await sharp(bytes).metadata();
  return [format, width, height];
};

test('an uploaded picture is a document with its size, and is served in every size asked for', async () => {
  const picture = await draw(800, 600, '#127').jpeg().toBuffer();
  const asset = await writer.assets.upload('image', picture, { filename: 'hall.jpg' });
  expect(asset).toMatchObject({
    _type: 'sanity.imageAsset',
    originalFilename: 'hall.jpg',
    mimeType: 'image/jpeg',
    size: picture.length,
    metadata: { dimensions: { width: 800, height: 600, aspectRatio: 800 / 600 }, hasAlpha: false },
  });
  expect(asset._id).toMatch(/^image-[0-9a-f]{40}-800x600-jpg$/);
  expect(asset.url).toBe(`${lake.url}/images/local/production/${asset.assetId}-800x600.jpg`);
  expect(await lake.connect().fetch('*[_id == $id][0].metadata.dimensions.width', { id: asset._id })).toBe(800);

  expect(await look(asset.url)).toEqual(['jpeg', 800, 600]);
  expect(await look(`${asset.url}?w=200`)).toEqual(['jpeg', 200, 150]);
  expect(await look(`${asset.url}?w=200&h=200&fit=crop`)).toEqual(['jpeg', 200, 200]);
  expect(await look(`${asset.url}?w=200&auto=format`, 'image/avif,image/webp,*/*')).toEqual(['heif', 200, 150]);
  expect(await look(`${asset.url}?w=200&auto=format`, 'image/webp,*/*')).toEqual(['webp', 200, 150]);
  expect(await look(`${asset.url}?w=200&auto=format`, 'image/png')).toEqual(['jpeg', 200, 150]);
  // It is never made larger than it is, which would only cost bytes.
  expect(await look(`${asset.url}?w=2000&fit=max`)).toEqual(['jpeg', 800, 600]);
  const { headers } = await get(`${asset.url}?w=200&auto=format`);
  expect(headers.get('cache-control')).toContain('immutable');
  expect(headers.get('vary')).toContain('Accept');
});

test('a part of a picture, and a crop that keeps what matters in sight', async () => {
  // Left third red, middle green, right blue.
  const third = (background: string) => ({ create: { width: 300, height: 300, channels: 3 as const, background } });
  const stripes = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#f00' } })
    .composite([
      { input: third('#0f0'), left: 300, top: 0 },
      { input: third('#00f'), left: 600, top: 0 },
    ])
    .png()
    .toBuffer();
  const { url } = await writer.assets.upload('image', stripes);
  const colour = async (query: string) => {
    const { bytes } = await get(`${url}?${query}`);
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return [info.width, info.height, ['red', 'green', 'blue'][data.subarray(middle, middle + 3).indexOf(255)]];
  };
  expect(await colour('rect=600,0,300,300')).toEqual([300, 300, 'blue']);
  expect(await colour('rect=600,0,300,300&w=100')).toEqual([100, 100, 'blue']);
  expect(await colour('rect=0,0,600,300&w=100&h=100&fit=crop&crop=focalpoint&fp-x=1&fp-y=0.5')).toEqual([
    100,
    100,
    'green',
  ]);
  expect(await colour('w=100&h=100&fit=crop')).toEqual([100, 100, 'green']);
  expect(await colour('w=100&h=100&fit=crop&crop=focalpoint&fp-x=0.1&fp-y=0.5')).toEqual([100, 100, 'red']);
  expect(await colour('w=100&h=100&fit=crop&crop=right')).toEqual([100, 100, 'blue']);
  expect(await colour('w=100&h=100&fit=crop&dpr=2')).toEqual([200, 200, 'green']);
  expect(await colour('w=90&or=90')).toEqual([30, 90, 'green']);
  expect(await colour('rect=0,0,300,300&flip=h&blur=10')).toEqual([300, 300, 'red']);
});

test('the same picture uploaded many times at once is one picture', async () => {
  const picture = await draw(64, 64, '#a40').png().toBuffer();
  const assets = await Promise.all(Array.from({ length: 10 }, () => writer.assets.upload('image', picture)));
  expect(new Set(assets.map(({ _id }) => _id)).size).toBe(1);
  expect(readdirSync(join(lake.dataDir, 'images')).filter((name) => name.includes('.tmp'))).toEqual([]);
  expect(await look(assets[0]?.url ?? '')).toEqual(['png', 64, 64]);
});

test('many sizes asked for at once are all answered', async () => {
  const asset = await writer.assets.upload('image', await draw(900, 900, '#063').png().toBuffer());
  const widths = Array.from({ length: 40 }, (_, index) => 20 + index * 20);
  const shown = await Promise.all(widths.map((width) => look(`${asset.url}?w=${width}`)));
  expect(shown.map(([, width]) => width)).toEqual(widths);
});

test('what is no picture, or could carry a script, is refused', async () => {
  const upload = (bytes: Buffer) => writer.assets.upload('image', bytes);
  await expect(upload(Buffer.from('no picture'))).rejects.toMatchObject({ statusCode: 400 });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
  await expect(upload(Buffer.from(svg))).rejects.toMatchObject({ statusCode: 400 });
  await expect(upload(Buffer.alloc(21 * 1024 ** 2))).rejects.toMatchObject({ statusCode: 413 });
  const anybody = lake.connect();
  const picture = await draw(8, 8, '#000').png().toBuffer();
  await expect(anybody.assets.upload('image', picture)).rejects.toMatchObject({ statusCode: 403 });
});

test('addresses of pictures lead nowhere else', async () => {
  const asset = await writer.assets.upload('image', await draw(8, 8, '#fff').png().toBuffer());
  const status = async (path: string) => (await get(`${lake.url}/images/local/production/${path}`)).status;
  expect(await status('..%2F..%2Flake.sqlite')).toBe(404);
  expect(await status(`${'0'.repeat(40)}-8x8.png`)).toBe(404);
  for (const wrong of [
    'w=0',
    'w=9999',
    'w=-1',
    'w=1e9',
    'fit=wide',
    'fm=svg',
    'q=101',
    'w=1&w=2',
    'rect=1,2,3',
    'bg=red',
    'crop=face',
    'dpr=9',
    'fp-x=2',
  ]) {
    expect((await get(`${asset.url}?${wrong}`)).status).toBe(400);
  }
});
