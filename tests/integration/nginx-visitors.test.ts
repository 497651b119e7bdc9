import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNginx } from './open-nginx.ts';

// Behind a proxy that is trusted, so that each request here can come from an address of its own.
let door: Awaited<ReturnType<typeof openNginx>>;
beforeAll(async () => {
  door = await openNginx({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
});
afterAll(() => door.close());

const openFrom = (address: string, path: string) =>
  fetch(door.baseUrl + path, { headers: { 'X-Forwarded-For': address }, signal: AbortSignal.timeout(3_000) });
const crowd = Array.from({ length: 100 }, (_, index) => `203.0.113.${index}`);

test('a rush on one public page costs its workers one request', async () => {
  door.answerWith((_, response) => {
    setTimeout(() => response.writeHead(200, { 'Cache-Control': 'public, s-maxage=2' }).end('programme'), 50);
  });
  const answers = await Promise.all(crowd.map((address) => openFrom(address, '/programme')));
  expect(answers.map((response) => response.status)).toEqual(crowd.map(() => 200));
  expect(door.seenAt('/programme')).toHaveLength(1);
});

test.each([
  '/register',
  '/register.data?x=1',
  '/Register',
  '/orders/K7Q2?s=x',
  '/orders/K7Q2/cancel?s=x',
  '/pay/return/K7Q2?s=x',
  '/api/health',
])('nobody waits for somebody else at %s', async (path) => {
  // Each gets its answer once all are there: were they let through one by one, nobody would get any.
  const waiting: (() => void)[] = [];
  door.answerWith((_, response) => {
    waiting.push(() => response.writeHead(200, { 'Cache-Control': 'private, no-store' }).end());
    if (waiting.length === crowd.length) for (const go of waiting) go();
  });
  const answers = await Promise.all(crowd.map((address) => openFrom(address, path)));
  expect(answers.map((response) => response.status)).toEqual(crowd.map(() => 200));
  expect(answers.filter((response) => response.headers.get('X-Cache-Status'))).toEqual([]);
});

test('at a page that nobody may keep, a wrong address say, a crowd waits for a second and no longer', async () => {
  door.answerWith((_, response) => {
    setTimeout(() => response.writeHead(404, { 'Cache-Control': 'no-store' }).end(), 20);
  });
  const startedAt = performance.now();
  const answers = await Promise.all(crowd.map((address) => openFrom(address, '/programm')));
  expect(answers.map((response) => response.status)).toEqual(crowd.map(() => 404));
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});

test('the address is what the last trusted proxy saw, and each address has a limit of its own', async () => {
  door.answerWith((_, response) => response.end());
  await openFrom('198.51.100.77, 203.0.113.200, 10.1.2.3', '/who');
  expect(door.seenAt('/who')[0]?.headers['x-forwarded-for']).toBe('203.0.113.200');

  const flood = await Promise.all(
    Array.from({ length: 120 }, (_, index) => openFrom(`198.51.100.${index}, 203.0.113.201`, '/orders/flood')),
  );
  expect(flood.filter((response) => response.status === 429).length).toBeGreaterThan(10);
  const others = await Promise.all(crowd.map((address) => openFrom(address, '/orders/others')));
  expect(new Set(others.map((response) => response.status))).toEqual(new Set([200]));
});
