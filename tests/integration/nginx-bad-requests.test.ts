import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNginx } from './open-nginx.ts';

let door: Awaited<ReturnType<typeof openNginx>>;
beforeAll(async () => {
  door = await openNginx();
});
afterAll(() => door.close());

test.each([
  ['GET /%zz HTTP/1.1', 400],
  ['nonsense', 400],
  ['TRACE / HTTP/1.1', 405],
  [`GET /${'a'.repeat(9_000)} HTTP/1.1`, 414],
  ['GET / HTTP/9.0', 505],
])('%.20s gets a page in plain words, with %i', async (requestLine, status) => {
  const socket = connect(Number(new URL(door.baseUrl).port), '127.0.0.1');
  socket.write(`${requestLine}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const piece of socket.setEncoding('utf8')) answer += piece;
  const [head = '', page] = answer.split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toMatch(/^X-Request-Id: [0-9a-f]{32}\r$/m);
  expect(head).toMatch(/^Content-Security-Policy: default-src 'none'/m);
  expect(head).toMatch(/^Cache-Control: no-store\r$/m);
  expect(head).not.toContain('Retry-After');
  expect(page).toContain('<html lang="en">');
});

test('a body too large gets a page of its own, and no worker reads a byte of it', async () => {
  door.answerWith((_, response) => response.end());
  const path = '/orders/large';
  const response = await fetch(door.baseUrl + path, { method: 'POST', body: 'x'.repeat(2_000_000) });
  expect(response.status).toBe(413);
  expect(response.headers.get('Retry-After')).toBe(null);
  expect(await response.text()).toContain('<html lang="en">');
  expect(door.seenAt(path)).toEqual([]);
});
