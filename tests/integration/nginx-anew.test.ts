// What becomes of a request that is asked anew (docs/decisions/012-who-says-that-a-container-leaves.md), with any nginx: the group of
// workers has nobody when it is asked first, and is another one when it is asked anew. tests/engine/nginx-follows.test.ts has a group that changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openNginx } from './open-nginx.ts';

let door: Awaited<ReturnType<typeof openNginx>>;
beforeAll(async () => {
  door = await openNginx({}, (prefix) => {
    const change = (name: string, edit: (text: string) => string) => {
      const path = join(prefix, name);
      writeFileSync(path, edit(readFileSync(path, 'utf8')));
    };
    change('upstream.conf', (text) => {
      const nobody = 'upstream app { server 127.0.0.1:1 down; }';
      return `${nobody}\n${text.replace('upstream app', 'upstream there_by_then')}`;
    });
    const again = readFileSync(join(prefix, 'ask-workers.conf'), 'utf8').replace('//app', '//there_by_then');
    change('nginx.conf', (text) => text.replace(/(location @anew \{[\s\S]*?)include ask-workers.conf;/, `$1${again}`));
  });
});
afterAll(() => door.close());

const readTries = (path: string) =>
  vi.waitFor(async () => {
    const line = (await door.readAccessLog()).find((each) => each.path === path);
    expect(line).toBeDefined();
    return line as unknown as { requestId: string; status: number; upstream: string; upstreamStatus: string };
  });

test('a form arrives once and whole, however large, with all that it brings', async () => {
  const bodies: string[] = [];
  door.answerWith((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece) => {
      body += piece;
    });
    request.once('end', () => {
      bodies.push(body);
      response.writeHead(303, { Location: '/orders/B' }).end();
    });
  });
  const sent = `name=${'ä'.repeat(100_000)}`;
  const headers = { Cookie: 'foyer=1', 'Content-Type': 'application/x-www-form-urlencoded' };
  const path = '/orders/A%2Fb?s=c%20d&e';
  const response = await fetch(door.baseUrl + path, { method: 'POST', redirect: 'manual', body: sent, headers });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/orders/B']);
  expect(bodies.map((body) => body === sent)).toEqual([true]);
  const [request] = door.seenAt('/orders/A%2Fb');
  expect(request?.method).toBe('POST');
  expect(request?.url).toBe(path);
  expect(request?.headers).toMatchObject({ cookie: 'foyer=1', 'x-forwarded-for': '127.0.0.1' });
  expect(request?.headers['x-request-id']).toBe(response.headers.get('x-request-id'));
  const tries = await readTries('/orders/A/b');
  expect(tries.upstream).toMatch(/^app : 127\.0\.0\.1:\d+$/);
  expect(tries).toMatchObject({
    status: 303,
    upstreamStatus: '502 : 303',
    requestId: request?.headers['x-request-id'],
  });
});

test.each(['GET', 'HEAD'])('a page does, past the cache, for %s', async (method) => {
  door.answerWith((_, response) => response.writeHead(200, { 'Cache-Control': 'public, s-maxage=60' }).end('page'));
  const path = `/programme-${method}`;
  for (const round of [1, 2]) {
    const response = await fetch(door.baseUrl + path, { method });
    expect([response.status, await response.text()]).toEqual([200, method === 'GET' ? 'page' : '']);
    expect(door.seenAt(path).map((request) => request.method)).toEqual(Array(round).fill(method));
  }
});

test('an answer of 502, which is how a worker says that it leaves, is the answer', async () => {
  door.answerWith((_, response) => response.writeHead(502).end('leaving'));
  const response = await fetch(`${door.baseUrl}/orders/leaving`);
  expect([response.status, await response.text()]).toEqual([502, 'leaving']);
  expect(door.seenAt('/orders/leaving')).toHaveLength(1);
});

test('a form that dies in hands then is not asked anew again, and is told so on a page of its own', async () => {
  door.answerWith((request) => request.socket.destroy());
  const response = await fetch(`${door.baseUrl}/orders/dies`, { method: 'POST', body: 'name=Ada' });
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('<html lang="en">');
  expect(response.headers.get('retry-after')).toBe('5');
  expect(door.seenAt('/orders/dies')).toHaveLength(1);
});

test('where nobody is there by then either the group is asked twice more, and the page says so', async () => {
  await door.leave();
  const response = await fetch(`${door.baseUrl}/orders/nobody`, { method: 'POST', body: 'name=Ada' });
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('<html lang="en">');
  const { upstream } = await readTries('/orders/nobody');
  expect(upstream.split(' : ')).toHaveLength(3);
  await door.listen();
});

test('nobody is asked anew for whom others than workers answer', async () => {
  door.answerWith((_, response) => response.end());
  for (const path of ['/studio/', '/studio/static/a.js', '/login', '/lake/images/a']) {
    expect((await fetch(door.baseUrl + path)).status).toBe(502);
    expect(door.seenAt(path)).toEqual([]);
  }
});

// Last, as it takes nearly all that the limits leave.
test('it is not one request more for the limits', async () => {
  door.answerWith((_, response) => response.end());
  const paths = Array.from({ length: 45 }, (_, index) => `/orders/limit-${index}`);
  const statuses = await Promise.all(paths.map(async (path) => (await fetch(door.baseUrl + path)).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
});
