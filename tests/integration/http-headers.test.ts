import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';

let site: TestSite;
let order: { url: string };
beforeAll(async () => {
  site = await openTestSite();
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  order = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
});
afterAll(() => site.close());

const publicPages = [
  '/',
  '/programme',
  '/programme?q=opening',
  '/programme/opening',
  '/speakers',
  '/tickets',
  '/info/privacy',
];
const publicData = ['/api/programme', '/api/tickets', '/theme.css'];
const hydratingPages = () => ['/register', order.url];
const quietPrivatePages = () => [order.url.replace('?', '/cancel?')];

async function get(path: string, headers: Record<string, string> = {}, from = site) {
  const response = await fetch(new URL(path, from.baseUrl), { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

const policyOf = ({ headers }: { headers: Headers }) => headers.get('Content-Security-Policy') ?? '';

test('every answer carries the security headers', async () => {
  const paths = [...publicPages, ...publicData, ...hydratingPages(), ...quietPrivatePages(), '/nowhere', '/api/health'];
  for (const path of paths) {
    const { headers } = await get(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'x-request-id': expect.stringMatching(/^[\w-]{8,64}$/),
    });
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('strict-transport-security')).toBe(false);
  }
});

test('the policy lets nothing in that is not of this origin', async () => {
  const directives = Object.fromEntries(
    policyOf(await get('/'))
      .split(';')
      .map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
  );
  expect(directives).toEqual({
    'default-src': "'self'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'object-src': "'none'",
  });
});

test.each(publicPages)(
  '%s is for everybody: cacheable, no script, no nonce, no cookie, no key, nothing inline',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe(
      'public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=86400',
    );
    expect(answer.headers.get('Set-Cookie')).toBe(null);
    // nginx keeps a copy for each encoding, and looks at nothing else.
    expect(answer.headers.get('Vary')).toBe('Accept-Encoding');
    expect(policyOf(answer)).not.toContain('nonce');
    expect(readPage(answer.html).scripts).toBe(0);
    expect(answer.html).not.toMatch(/<style|\sstyle=|\son\w+=|idempotencyKey|modulepreload/);
  },
);

test('a public page is the same for a visitor with a cookie', async () => {
  const [anonymous, known] = [await get('/programme'), await get('/programme', { Cookie: 'foyer=abc; other=1' })];
  expect(known.html).toBe(anonymous.html);
  expect(known.headers.get('Set-Cookie')).toBe(null);
});

test('pages with a form are private, and their scripts carry the nonce of this one answer', async () => {
  for (const path of hydratingPages()) {
    const [one, other] = [await get(path), await get(path)];
    const nonces = [one, other].map((answer) => /'nonce-([^']+)'/.exec(policyOf(answer))?.[1]);
    expect(nonces[0]).toMatch(/^[\w+/]{22}==$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.headers.get('Cache-Control')).toBe('private, no-store');
    const scripts = one.html.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonces[0]}"`);
  }
});

test('private pages that need no script have none, and no nonce', async () => {
  for (const path of quietPrivatePages()) {
    const answer = await get(path);
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
    expect(policyOf(answer)).not.toContain('nonce');
    expect(readPage(answer.html).scripts).toBe(0);
  }
});

test('pages of one visitor ask search engines to leave them out', async () => {
  for (const path of [...hydratingPages(), '/nowhere']) {
    expect((await get(path)).html).toContain('<meta name="robots" content="noindex"/>');
  }
  expect((await get('/tickets')).html).not.toContain('noindex');
});

test('data without its page is never kept by a cache', async () => {
  for (const path of ['/register.data', '/programme.data']) {
    expect((await get(path)).headers.get('Cache-Control')).toBe('private, no-store');
  }
});

/** The headers of the answer to a form that holds a seat. */
async function holdSeat(from: TestSite, origin = from.baseUrl) {
  const response = await fetch(`${from.baseUrl}/register`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      Origin: origin,
      'X-Forwarded-For': from.newVisitor().address,
      ...(origin !== from.baseUrl ? { 'X-Forwarded-Proto': 'https' } : {}),
    },
    body: new URLSearchParams({ idempotencyKey: crypto.randomUUID(), 'quantities.community': '1' }),
  });
  return response;
}

test('the session cookie is out of the reach of scripts and other sites, and says nothing', async () => {
  const answer = await holdSeat(site);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  const cookie = answer.headers.get('Set-Cookie') ?? '';
  expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=1209600', 'Path=/', 'SameSite=Lax']);
  const location = answer.headers.get('Location') ?? '';
  expect(decodeURIComponent(cookie)).not.toContain(location.split('?')[0]?.split('/')[2]);
});

test('a session cookie that was tampered with is no session, and no error', async () => {
  const answer = await holdSeat(site);
  const cookie = (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  expect((await get('/register', { Cookie: cookie })).html).toContain('You are holding');
  for (const wrong of [`${cookie.slice(0, -1)}x`, cookie.replace('foyer=', 'foyer=x'), 'foyer=', 'foyer=%E0%A4%A']) {
    const page = await get('/register', { Cookie: wrong });
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('You are holding');
  }
});

test('behind https the cookie is for this host and https alone, and browsers are told to stay there', async () => {
  const secure = await openTestSite({ publicBaseUrl: 'https://foyer.example' });
  try {
    const cookie = (await holdSeat(secure)).headers.get('Set-Cookie') ?? '';
    expect(cookie).toMatch(/^__Host-foyer=/);
    expect(cookie.split('; ')).toContain('Secure');
    const { headers } = await get('/', {}, secure);
    expect(headers.get('Strict-Transport-Security')).toContain('max-age=31536000');
    expect(headers.get('Content-Security-Policy')).toContain('upgrade-insecure-requests');
  } finally {
    await secure.close();
  }
});

test('/api/programme: the programme for other programs, for five minutes', async () => {
  const answer = await get('/api/programme');
  expect(answer.headers.get('Cache-Control')).toBe(
    'public, max-age=0, s-maxage=300, stale-while-revalidate=600, stale-if-error=86400',
  );
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(answer.headers.get('Content-Type')).toContain('application/json');
  expect(JSON.parse(answer.html)).toMatchObject({
    conference: { name: 'Test Days 2031', startsOn: '2031-06-17', timeZone: 'Europe/Lisbon' },
    sessions: [{ slug: 'opening', startsAt: '2031-06-17T08:00:00.000Z', speakers: [{ name: 'ليلى حداد' }] }],
    speakers: [{ slug: 'leyla-haddad' }],
    rooms: [{ slug: 'hall' }],
  });
});

test('/api/tickets: what is left, for two seconds, and nothing of how it is counted', async () => {
  const answer = await get('/api/tickets');
  expect(answer.headers.get('Cache-Control')).toBe(
    'public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=86400',
  );
  const { currency, ticketTypes } = JSON.parse(answer.html);
  expect(currency).toBe('EUR');
  expect(ticketTypes.map((type: { id: string; isSold: boolean }) => [type.id, type.isSold])).toEqual([
    ['community', true],
    ['workshop', true],
    ['paid', false],
    ['later', false],
  ]);
  expect(ticketTypes[1]).toMatchObject({ remaining: 3, priceCents: 0, maxPerOrder: 4, status: 'available' });
  expect(answer.html).not.toContain('quotaIds');
});

test('files with a hash in their name are kept for a year; what is not there answers 404 and is not kept', async () => {
  const style = /href="(\/assets\/[^"]+\.css)"/.exec((await get('/')).html)?.[1] ?? '';
  const answer = await get(style);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
  const missing = await get('/assets/nothing.js');
  expect(missing.status).toBe(404);
  expect(missing.headers.get('Cache-Control')).toBe('no-store');
});

test('the theme is kept as long as its colour: the version in its address names it', async () => {
  const current = /href="(\/theme\.css\?v=[^"]+)"/.exec((await get('/')).html)?.[1] ?? '';
  expect((await get(current)).headers.get('Cache-Control')).toContain('immutable');
  expect((await get('/theme.css?v=other')).headers.get('Cache-Control')).toBe('public, max-age=0, s-maxage=2');
});

test('a request keeps the name it came with, if that is one', async () => {
  expect((await get('/', { 'X-Request-Id': 'a-name-of-nginx' })).headers.get('X-Request-Id')).toBe('a-name-of-nginx');
  expect((await get('/', { 'X-Request-Id': 'a name"' })).headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
});
