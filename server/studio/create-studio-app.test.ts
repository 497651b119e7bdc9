import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseStudioConfig } from './config.ts';
import { createStudioApp } from './create-studio-app.ts';

let folder: string;
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-studio-'));
  await mkdir(join(folder, 'static'));
  await writeFile(join(folder, 'index.html'), '<title>Foyer Studio</title>');
  await writeFile(join(folder, 'static/sanity-C9zUhIql.js'), '1');
  await writeFile(join(folder, 'static/favicon.svg'), '<svg/>');
});

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

async function open(environment: Record<string, string> = {}) {
  const app = createStudioApp(parseStudioConfig({ STUDIO_DIR: folder, ...environment }));
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
}

const connectOf = (response: Response) =>
  /connect-src ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1];

test('with the built-in content nothing may be asked for elsewhere', async () => {
  const get = await open();
  const page = await get('/studio');
  expect(connectOf(page)).toBe("'self'");
  expect(page.headers.get('content-security-policy')).not.toContain('http');
  expect(await (await get('/studio/config.js')).text()).toBe('globalThis.foyerStudio = {"mode":"built-in"};\n');
});

test('the same build serves a project of the organizer’s own', async () => {
  const get = await open({ NEXT_PUBLIC_SANITY_PROJECT_ID: 'abc123', SANITY_DATASET: 'spring' });
  const settings = await get('/studio/config.js');
  expect(await settings.text()).toContain('{"mode":"sanity","projectId":"abc123","dataset":"spring"}');
  expect(settings.headers.get('cache-control')).toBe('no-cache');
  expect(connectOf(await get('/studio'))).toContain('https://*.api.sanity.io');
});

test('every address of Studio’s own is its page, and is asked for anew', async () => {
  const get = await open();
  for (const path of ['/studio', '/studio/', '/studio/structure/programme;session']) {
    const response = await get(path);
    expect(await response.text()).toContain('Foyer Studio');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  }
});

test('files whose name tells what they hold are kept for a year, others for an hour; a missing one is missing', async () => {
  const get = await open();
  const cacheOf = async (path: string) => (await get(path)).headers.get('cache-control');
  expect(await cacheOf('/studio/static/sanity-C9zUhIql.js')).toBe('public, max-age=31536000, immutable');
  expect(await cacheOf('/studio/static/favicon.svg')).toBe('public, max-age=3600');
  const missing = await get('/studio/static/gone-C9zUhIql.js');
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
});

test('health says whether there is a Studio to serve', async () => {
  const get = await open();
  expect(await (await get('/studio/api/health')).json()).toEqual({ status: 'ok', content: 'built-in' });
  await rm(join(folder, 'index.html'));
  expect((await get('/studio/api/health')).status).toBe(503);
});

test('a wrong project is a plain error that names the variable', () => {
  expect(() => parseStudioConfig({ SANITY_PROJECT_ID: '</script>' })).toThrow('SANITY_PROJECT_ID');
});
