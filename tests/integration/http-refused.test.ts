import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';
import { createTestContent } from './test-content.ts';

const secretDetail = 'the disk of shard 7 at /srv/content';

let site: TestSite;
let buyers = 0;
let order: { url: string };
beforeAll(async () => {
  site = await openTestSite({
    content: createTestContent({ getPage: () => Promise.reject(new Error(secretDetail)) }),
  });
});
afterAll(() => site.close());
// One for each test: changes to one order are limited too.
beforeEach(async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  const held = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
  const values = { 'buyer.name': 'Ada Lovelace', 'buyer.email': `ada+${buyers++}@example.org` };
  order = await visitor.submit(held, 'Confirm registration', values);
});

const orderId = () => new URL(order.url).pathname.split('/')[2] ?? '';
const signature = () => new URL(order.url).searchParams.get('s') ?? '';

/** A request as it stands, with nothing of a browser's manners added. */
async function send(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const { address } = site.newVisitor();
  const response = await fetch(new URL(path, site.baseUrl), {
    method: 'POST',
    redirect: 'manual',
    ...init,
    headers: { 'X-Forwarded-For': address, Origin: site.baseUrl, ...init.headers },
  });
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, page: readPage(html) };
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

/** Every error page: the site's frame, no script, nothing kept by anybody, and nothing of the inside. */
function expectErrorPage(answer: Awaited<ReturnType<typeof send>>, status: number, heading: string) {
  expect(answer.status).toBe(status);
  expect(answer.page.heading).toBe(heading);
  expect(answer.page.title).toBe(`${heading} · Test Days 2031`);
  expect(answer.page.hasFrame).toBe(true);
  expect(answer.page.scripts).toBe(0);
  expect(answer.html).toContain('/theme.css');
  expect(answer.headers.get('Cache-Control')).toContain('no-store');
  expect(answer.headers.get('Set-Cookie')).toBe(null);
  expect(answer.headers.get('Content-Security-Policy')).not.toContain('nonce');
  for (const secret of ['Ada Lovelace', '@example.org', 'node_modules', 'file://', '.ts:', '.js:', 'shard 7']) {
    expect(answer.html).not.toContain(secret);
  }
}

test.each([
  ['without a signature', () => `/orders/${orderId()}`],
  ['with a character changed', () => `/orders/${orderId()}?s=${signature().slice(0, -1)}~`],
  ['cut short', () => `/orders/${orderId()}?s=${signature().slice(0, 20)}`],
  ["with another order's signature", () => site.linkTo('AAAAAAAAAA').replace('AAAAAAAAAA', orderId())],
  ['with an emoji as its signature', () => `/orders/${orderId()}?s=🎟️`],
])('a link %s opens nothing, and cancels nothing', async (_, link) => {
  for (const path of [link(), link().replace(orderId(), `${orderId()}/cancel`)]) {
    expectErrorPage(await send(path, { method: 'GET' }), 403, 'This link does not open that');
    expectErrorPage(await send(path, { body: form({ intent: 'release' }) }), 403, 'This link does not open that');
  }
  expect((await site.ledger.getOrder(orderId()))?.state).toBe('CONFIRMED');
});

test('the right link opens it: so the wrong ones above were refused for being wrong', async () => {
  const answer = await send(order.url, { method: 'GET' });
  expect(answer.status).toBe(200);
  expect(answer.html).toContain('Ada Lovelace');
});

test('a link that is signed for an order that does not exist answers 404', async () => {
  expectErrorPage(await send(site.linkTo('AAAAAAAAAA'), { method: 'GET' }), 404, 'We cannot find this order');
});

test.each(['/no-such-page', '/programme/no-such-session', '/speakers/nobody', '/venue', '/info/', '/orders', '/%00'])(
  '%s answers 404 with a way on',
  async (path) => {
    const answer = await send(path, { method: 'GET' });
    expectErrorPage(answer, 404, answer.page.heading ?? '');
    expect(answer.html).toMatch(/<a class="button" href="\/[^"]*">/);
  },
);

const otherSite = { Origin: 'https://elsewhere.example' };
test.each([
  ['/register', otherSite],
  ['/api/tickets', otherSite],
  ['/theme.css', otherSite],
  ['/no-such-page', otherSite],
  ['/register.data', otherSite],
  ['/register', { 'Sec-Fetch-Site': 'cross-site' }],
  ['/register', { 'Sec-Fetch-Site': 'same-site' }],
  ['/register', { Origin: 'null' }],
])('a form for %s from another site (%j) is refused', async (path, headers) => {
  const answer = await send(path, { body: form({ 'quantities.community': '1' }), headers });
  expectErrorPage(answer, 403, 'This form did not come from here');
});

test('a form from another site cannot cancel an order whose link it knows', async () => {
  const path = order.url.replace('?', '/cancel?');
  const answer = await send(path, { body: form({}), headers: otherSite });
  expectErrorPage(answer, 403, 'This form did not come from here');
  expect((await site.ledger.getOrder(orderId()))?.state).toBe('CONFIRMED');
});

test.each([
  ['JSON', '{"quantities":{"community":1}}', 'application/json'],
  ['plain text', 'quantities.community=1', 'text/plain'],
  ['XML', '<a/>', 'application/xml'],
])('%s instead of a form answers 415', async (_, body, type) => {
  const answer = await send('/register', { body, headers: { 'Content-Type': type } });
  expectErrorPage(answer, 415, 'We could not read that');
});

test.each([
  ['broken multipart', '--x\r\nfoo', 'multipart/form-data; boundary=x'],
  ['multipart without a boundary', 'foo', 'multipart/form-data'],
  ['a field whose name asks for an array of 100 million', 'attendees[99999999].name=x', undefined],
  ['the same for quantities', 'quantities[99999999]=1', undefined],
  ['a name ten thousand levels deep', `${'a.'.repeat(10_000)}a=x`, undefined],
  ['a name that reaches for the prototype', '__proto__.polluted=1', undefined],
  ['the same, further down', 'quantities.__proto__=1', undefined],
  ['eighty thousand fields', 'a=&'.repeat(80_000), undefined],
])('%s answers 400, at once', async (_, body, type = 'application/x-www-form-urlencoded') => {
  for (const path of ['/register', order.url]) {
    const startedAt = performance.now();
    const answer = await send(path, { body, headers: { 'Content-Type': type } });
    expectErrorPage(answer, 400, 'We could not read that');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
});

test('an intent that no button has answers 400', async () => {
  expectErrorPage(await send(order.url, { body: form({ intent: 'destroy' }) }), 400, 'We could not read that');
});

/** What a socket answers to these lines, without sending more than them. */
function sendLines(lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(site.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
      if (answer.includes('</html>')) socket.destroy();
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

const head = (...more: string[]) => [
  'POST /register HTTP/1.1',
  `Host: 127.0.0.1:${site.port}`,
  `Origin: ${site.baseUrl}`,
  `X-Forwarded-For: ${site.newVisitor().address}`,
  'Content-Type: application/x-www-form-urlencoded',
  ...more,
  '',
];

test('a field of 2 MB is refused by its announcement: the answer comes before the body', async () => {
  const answer = await sendLines(head('Content-Length: 2097152', '', 'idempotencyKey='));
  expect(answer).toContain('HTTP/1.1 413');
  expect(readPage(answer).heading).toBe('That was too much');
  expect(readPage(answer).hasFrame).toBe(true);
});

test('a form that does not say its length answers 411', async () => {
  const answer = await sendLines(head('Transfer-Encoding: chunked', '', '1', 'a', '0', '', ''));
  expect(answer).toContain('HTTP/1.1 411');
  expect(readPage(answer).heading).toBe('We could not read that');
});

test.each(['/tickets', '/', '/programme', '/info/privacy', '/speakers'])(
  'a form sent to %s answers 405',
  async (path) => {
    expectErrorPage(await send(path, { body: form({}) }), 405, 'That cannot be sent here');
  },
);

test('an address or a host that no browser sends answers 400 in a few words', async () => {
  expect(await send('/%E0%A4%A', { method: 'GET' })).toMatchObject({
    status: 400,
    html: 'This address cannot be answered.',
  });
  const answer = await sendLines(['GET /tickets HTTP/1.1', 'Host: a b', 'Connection: close', '', '']);
  expect(answer).toContain('HTTP/1.1 400');
  expect(answer).not.toContain('a b');
});

test('data as earlier versions of Remix asked for it answers 400, and is nothing to log', async () => {
  site.logged.length = 0;
  for (const method of ['GET', 'POST']) {
    const body = method === 'POST' ? form({}) : undefined;
    const answer = await send('/register?_data=routes%2Fregister%2Fregister', { method, body });
    expect(answer).toMatchObject({ status: 400, html: 'This address cannot be answered.' });
  }
  expect(site.logged).toEqual([]);
});

test('what fails inside answers 500 in plain words; the log has the reason, the visitor has not', async () => {
  site.logged.length = 0;
  expectErrorPage(await send('/info/privacy', { method: 'GET' }), 500, 'Something went wrong on our side');
  const data = await send('/info/privacy.data', { method: 'GET' });
  expect(data.html).not.toContain('shard 7');
  expect(data.html).not.toContain('stack');
  expect(site.logged).toHaveLength(2);
  expect(String((site.logged[0] as { err: Error }).err)).toContain(secretDetail);
});

test('mistakes of those who send are no errors of ours, and no link is ever logged', async () => {
  site.logged.length = 0;
  await send(`/orders/${orderId()}?s=wrong`, { method: 'GET' });
  await send(order.url, { body: form({ intent: 'destroy' }) });
  await send('/tickets', { body: form({}) });
  await send('/no-such-page', { method: 'GET' });
  expect(site.logged).toEqual([]);
  expect(JSON.stringify(site.logged)).not.toContain(signature());
});
