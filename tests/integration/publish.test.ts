import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';

let dataDir: string;
let stack: Stack;
beforeAll(async () => {
  await ensureBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-publish-'));
  stack = await startStack({ dataDir, ports: 'free', only: ['ledger', 'redis', 'lake', 'web', 'nginx'] });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Visitors come as it pleases them: each page is looked at once at another moment, so that some cache holds it then. */
test('what is published is on every page within 5 s, whenever it was looked at last', async () => {
  const client = createSanityClient(parseContentConfig(stack.env));
  const words = `Doors open at ${Date.now()}`;
  const moments = Array.from({ length: 24 }, (_, index) => index * 200);
  const visit = async (index: number) => (await fetch(`${stack.baseUrl}/programme?q=${index}`)).text();
  // Both workers and nginx hold something.
  await Promise.all(moments.map((_, index) => visit(index)));

  const publishedAt = performance.now();
  const visits = moments.map(async (afterMs, index) => {
    await pause(afterMs);
    await visit(index);
    await pause(5_000 - (performance.now() - publishedAt));
    return await visit(index);
  });
  await client.patch('event').set({ announcement: words }).commit();
  const pages = await Promise.all(visits);
  expect(
    pages.flatMap((html, index) => (html.includes(words) ? [] : [`looked at after ${moments[index]} ms`])),
  ).toEqual([]);
});
