import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openNginx } from './open-nginx.ts';

const publicCaching = 'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400';

let door: Awaited<ReturnType<typeof openNginx>>;
beforeAll(async () => {
  door = await openNginx();
});
afterAll(() => door.close());

let visits = 0;
/** A path that no test has asked for before: nginx may have kept the others. */
const newPath = () => `/page-${visits++}`;
const open = (path: string, init: RequestInit = {}) => fetch(`${door.baseUrl}${path}`, { redirect: 'manual', ...init });
const cacheStatus = (response: Response) => response.headers.get('X-Cache-Status');

test('answers for itself at /health, whatever its workers do', async () => {
  door.answerWith((_, response) => response.writeHead(500).end());
  const response = await open('/health');
  expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  expect(door.seenAt('/health')).toEqual([]);
});

test('keeps a public page for as long as its header says, one copy for everybody without a cookie', async () => {
  let version = 0;
  door.answerWith((_, response) => {
    version += 1;
    response.writeHead(200, { 'Cache-Control': publicCaching }).end(`version ${version}`);
  });
  const path = newPath();
  const first = await open(path);
  expect([cacheStatus(first), await first.text()]).toEqual(['MISS', 'version 1']);
  const second = await open(path);
  expect([cacheStatus(second), await second.text()]).toEqual(['HIT', 'version 1']);
  // Five seconds after it was made at the latest: 2 s kept, 3 s more while it is renewed.
  const startedAt = Date.now();
  await vi.waitFor(async () => expect(await (await open(path)).text()).toBe('version 2'), {
    timeout: 6_000,
    interval: 100,
  });
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test('nobody gets a page from before its time, however long nobody asked for it', async () => {
  let version = 0;
  door.answerWith((_, response) => {
    version += 1;
    const caching = 'public, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400';
    response.writeHead(200, { 'Cache-Control': caching }).end(`version ${version}`);
  });
  const path = newPath();
  await open(path);
  // What is waited for is the time itself: one second kept, one more good while it is renewed, and nginx counts whole ones.
  await pause(3_100);
  expect(await (await open(path)).text()).toBe('version 2');
});

test.each([
  ['a cookie', { Cookie: 'visitor=1' }],
  ['a password', { Authorization: 'Basic eDp5' }],
])('%s goes past the cache, both ways', async (_, headers) => {
  const path = newPath();
  door.answerWith((_, response) => {
    response.writeHead(200, { 'Cache-Control': publicCaching }).end(`answer ${door.seenAt(path).length}`);
  });
  const own = await open(path, { headers });
  expect([cacheStatus(own), await own.text()]).toEqual(['BYPASS', 'answer 1']);
  const anonymous = await open(path);
  expect([cacheStatus(anonymous), await anonymous.text()]).toEqual(['MISS', 'answer 2']);
  const ownAgain = await open(path, { headers });
  expect([cacheStatus(ownAgain), await ownAgain.text()]).toEqual(['BYPASS', 'answer 3']);
});

test.each([
  ['that sets a cookie', { 'Cache-Control': publicCaching, 'Set-Cookie': 'visitor=1' }],
  ['that is private', { 'Cache-Control': 'private, no-store' }],
  ['that says nothing', {}],
])('an answer %s is never kept', async (_, headers) => {
  door.answerWith((_, response) => response.writeHead(200, headers as Record<string, string>).end());
  const path = newPath();
  expect(cacheStatus(await open(path))).toBe('MISS');
  expect(cacheStatus(await open(path))).toBe('MISS');
  expect(door.seenAt(path)).toHaveLength(2);
});

test('keeps a copy for each encoding, however browsers word it', async () => {
  door.answerWith(({ headers }, response) => {
    const head = { 'Cache-Control': publicCaching, Vary: 'Accept-Encoding' };
    response.writeHead(200, head).end(`as ${headers['accept-encoding'] ?? 'it is'}`);
  });
  const path = newPath();
  const read = async (accepted: string) => {
    const response = await open(path, { headers: { 'Accept-Encoding': accepted } });
    return [cacheStatus(response), await response.text()];
  };
  expect(await read('gzip, deflate, br, zstd')).toEqual(['MISS', 'as br']);
  expect(await read('gzip,deflate,br')).toEqual(['HIT', 'as br']);
  expect(await read('deflate, gzip')).toEqual(['MISS', 'as gzip']);
  expect(await read('gzip')).toEqual(['HIT', 'as gzip']);
  expect(await read('identity')).toEqual(['MISS', 'as it is']);
  expect(await read('br;q=0, gzip;q=0')).toEqual(['HIT', 'as it is']);
});

test('while no worker answers, a page that is kept is served and anything else says so in plain words', async () => {
  door.answerWith((_, response) => response.writeHead(200, { 'Cache-Control': publicCaching }).end('programme'));
  const path = newPath();
  await open(path);
  await door.leave();
  try {
    // Past the seconds in which it needs no renewal.
    await vi.waitFor(async () => expect(cacheStatus(await open(path))).toBe('STALE'), {
      timeout: 8_000,
      interval: 200,
    });
    expect(await (await open(path)).text()).toBe('programme');

    const other = await open('/register');
    expect(other.status).toBe(502);
    expect(other.headers.get('Retry-After')).toBe('5');
    expect(other.headers.get('Cache-Control')).toBe('no-store');
    expect(other.headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await other.text()).toContain('<h1>');
    expect((await open('/health')).status).toBe(200);
  } finally {
    await door.listen();
  }
  expect((await open('/register')).status).toBe(200);
});

test('a worker that fails does not hide the page that is kept', async () => {
  let isFailing = false;
  door.answerWith((_, response) => {
    if (isFailing) response.writeHead(503).end();
    else response.writeHead(200, { 'Cache-Control': publicCaching }).end('programme');
  });
  const path = newPath();
  await open(path);
  isFailing = true;
  await vi.waitFor(() => expect(open(path).then(cacheStatus)).resolves.toBe('STALE'), {
    timeout: 8_000,
    interval: 200,
  });
});

test('a worker that never answers does not hide it either', async () => {
  let isStuck = false;
  door.answerWith((_, response) => {
    if (!isStuck)
      response.writeHead(200, { 'Cache-Control': 'public, s-maxage=1, stale-if-error=86400' }).end('programme');
  });
  const path = newPath();
  await open(path);
  isStuck = true;
  await vi.waitFor(() => expect(open(path).then(cacheStatus)).resolves.toBe('STALE'), {
    timeout: 15_000,
    interval: 200,
  });
});

test("a worker is told the visitor's address and nothing that a visitor claims", async () => {
  door.answerWith((_, response) => response.end());
  const claims = {
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'evil.example',
    'X-Real-IP': '203.0.113.9',
    Forwarded: 'for=203.0.113.9;host=evil.example',
    'X-Request-Id': 'chosen-by-a-visitor',
  };
  const path = newPath();
  const response = await open(path, { headers: claims });
  const [request] = door.seenAt(path);
  expect(request?.headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-request-id': response.headers.get('X-Request-Id'),
    host: new URL(door.baseUrl).host,
  });
  expect(request?.headers).not.toHaveProperty('x-forwarded-host');
  expect(request?.headers).not.toHaveProperty('forwarded');
});

test('a flood from one address gets 429 with a page and a time to wait; assets and health are not counted', async () => {
  door.answerWith((_, response) => response.end());
  const path = `/orders/${newPath().slice(1)}`;
  // A claimed address makes no difference.
  const flood = await Promise.all(
    Array.from({ length: 150 }, (_, index) => open(path, { headers: { 'X-Forwarded-For': `198.51.100.${index}` } })),
  );
  const refused = flood.filter((response) => response.status === 429);
  // 60 at once and 30 a second: whatever the flood took to send, most of what is over is refused.
  expect(refused.length).toBeGreaterThan(20);
  expect(flood.length - refused.length).toBeGreaterThanOrEqual(60);
  expect(door.seenAt(path)).toHaveLength(flood.length - refused.length);
  const [first] = refused;
  expect(first?.headers.get('Retry-After')).toBe('5');
  expect(first?.headers.get('Cache-Control')).toBe('no-store');
  expect(await first?.text()).toContain('<h1>');

  const exempt = ['/assets/a.js', '/api/health', '/health'];
  const others = await Promise.all(Array.from({ length: 30 }, () => exempt.map((path) => open(path))).flat());
  expect(new Set(others.map((response) => response.status))).toEqual(new Set([200]));
});

test('the access log has the path of every request and no query: it may be the key to an order', async () => {
  // The flood above is still being counted.
  door.answerWith((_, response) => response.end());
  const path = `/orders/${newPath().slice(1)}`;
  const ids = await vi.waitFor(
    async () => {
      const answers = [await open(`${path}?s=secret`), await open(`${path}?s=secret`, { method: 'POST', body: 'a=b' })];
      expect(answers.map((response) => response.status)).toEqual([200, 200]);
      return answers.map((response) => response.headers.get('X-Request-Id'));
    },
    { timeout: 5_000, interval: 200 },
  );
  const tooLarge = await open(`${path}?s=secret`, { method: 'POST', body: 'x'.repeat(300_000) });
  ids.push(tooLarge.headers.get('X-Request-Id'));
  const lines = await vi.waitFor(async () => {
    const all = await door.readAccessLog();
    // Each of nginx's processes writes its own lines when it finds the time.
    const ours = ids.map((id) => all.find(({ requestId }) => requestId === id));
    expect(ours).not.toContain(undefined);
    return ours;
  });
  expect(lines.map((line) => [line?.method, line?.path, line?.status])).toEqual([
    ['GET', path, 200],
    ['POST', path, 200],
    ['POST', path, 413],
  ]);
  for (const name of ['nginx-access', 'nginx']) {
    const said = await readFile(join(door.dataDir, `logs/${name}.log`), 'utf8').catch(() => '');
    expect(said).not.toContain('secret');
  }
});
