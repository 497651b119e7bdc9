import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCompression } from './compression.ts';

const pieces = Array.from(
  { length: 40 },
  (_, index) => `<li class="talk">Talk ${index}: on things that are busy</li>\n`,
);
const page = pieces.join('');

const app = express();
app.use(createCompression());
app.get('/page', async (_, response) => {
  response.type('html');
  for (const piece of pieces) {
    response.write(piece);
    // As Remix does.
    (response as { flush?: () => void }).flush?.();
    await new Promise(setImmediate);
  }
  response.end();
});
app.get('/small', (_, response) => response.send('ok'));
app.get('/picture', (_, response) => response.type('png').send(Buffer.alloc(5_000)));

const server = app.listen(0, '127.0.0.1');
beforeAll(() => server.listening || once(server, 'listening'));
afterAll(() => server.close());

async function ask(path: string, encoding: string) {
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', path, agent: false, headers: { 'Accept-Encoding': encoding } });
  const [response] = await once(request, 'response');
  return { encoding: response.headers['content-encoding'], body: await buffer(response) };
}

test.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
] as const)('a page as %s is the page, and small though it came in pieces', async (encoding, open) => {
  const answer = await ask('/page', encoding);
  expect(answer.encoding).toBe(encoding);
  expect(open(answer.body).toString()).toBe(page);
  expect(answer.body.length).toBeLessThan(gzipSync(page).length * 1.2);
});

test.each([
  ['/page', ''],
  ['/small', 'gzip'],
  ['/picture', 'gzip'],
])('%s, asked for as %j, stays as it is', async (path, encoding) => {
  expect((await ask(path, encoding)).encoding).toBe(undefined);
});
