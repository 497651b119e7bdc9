import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';

let site: TestSite;
beforeEach(async () => {
  site = await openTestSite();
});
afterEach(() => site.close());

const get = (path: string, address = '10.2.0.1') =>
  fetch(new URL(path, site.baseUrl), { headers: { 'X-Forwarded-For': address }, redirect: 'manual' });
const choice = () => ({ idempotencyKey: randomUUID(), 'quantities.community': '1' });

function postAs(address: string, path: string, fields: Record<string, string>) {
  return fetch(new URL(path, site.baseUrl), {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: site.baseUrl, 'X-Forwarded-For': address },
    body: new URLSearchParams(fields),
  });
}

describe('the ledger is away', () => {
  test('reading goes on; whatever needs a seat says so with 503, keeps nothing back and is not cached', async () => {
    const visitor = site.newVisitor();
    const order = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
      'quantities.community': '1',
    });
    await site.ledgerServer.stop();
    // What was left is remembered for a second.
    site.clock.aheadMs = 1_000;

    for (const path of ['/', '/programme', '/programme/opening', '/speakers', '/info/privacy']) {
      expect((await get(path)).status).toBe(200);
    }
    const values = { 'buyer.name': 'Ada Lovelace', 'buyer.email': 'ada@example.org' };
    const answers = [
      await get('/tickets'),
      await get('/register'),
      await get(order.url),
      await postAs('10.2.0.2', '/register', choice()),
      await postAs('10.2.0.2', order.url.replace(site.baseUrl, ''), { intent: 'confirm', ...values }),
    ];
    for (const answer of answers) {
      const html = await answer.text();
      expect(answer.status).toBe(503);
      expect(answer.headers.get('Cache-Control')).toContain('no-store');
      expect(answer.headers.get('Retry-After')).toBe('5');
      expect(readPage(html).heading).toBe('The ticket desk does not answer');
      expect(readPage(html).hasFrame).toBe(true);
      expect(html).not.toMatch(/ECONNREFUSED|ioredis|timed out|127\.0\.0\.1:\d/);
    }
    const data = await get('/api/tickets');
    expect(data.status).toBe(503);
    expect(data.headers.get('Cache-Control')).toBe('no-store');
  });

  test('health says so with 503', async () => {
    expect((await get('/api/health')).status).toBe(200);
    await site.ledgerServer.stop();
    const answer = await get('/api/health');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ live: true, ready: false, ledger: 'unreachable' });
  });
});

test('a worker that is about to stop asks for no more requests', async () => {
  site.health.isDraining = true;
  const answer = await get('/api/health');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ ready: false, draining: true });
});

describe('redis is away', () => {
  test('people register as ever, without waiting; only the memory of who they are is gone', async () => {
    const visitor = site.newVisitor();
    const known = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
      'quantities.community': '1',
    });
    expect(readPage((await visitor.open('/register')).html).text).toContain('You are holding 1 seat');
    await site.cacheServer.stop();

    const startedAt = performance.now();
    expect((await visitor.open(known.url)).status).toBe(200);
    const form = await visitor.open('/register');
    expect(readPage(form.html).text).not.toContain('You are holding');
    const order = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
    expect(readPage(order.html).heading).toBe('Who is coming?');

    const typed = { 'buyer.name': 'Ada', 'buyer.email': 'not yet right' };
    const more = await visitor.submit(order, 'Give me more time', typed);
    expect(more.status).toBe(200);
    expect(readPage(more.html).text).toContain('You have had more time once already.');
    for (const [name, value] of Object.entries(typed)) expect(readPage(more.html).valueOf(name)).toBe(value);

    const confirmed = await visitor.submit(more, 'Confirm registration', { 'buyer.email': 'ada@example.org' });
    expect(readPage(confirmed.html).heading).toBe('Your registration is confirmed');
    expect((await get('/api/health')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(site.logged).toEqual([]);
  });

  test('limits count in memory', async () => {
    await site.cacheServer.stop();
    const statuses = [];
    for (let count = 0; count < 31; count += 1) statuses.push((await postAs('10.2.1.1', '/tickets', {})).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(405));
    expect(statuses[30]).toBe(429);
  });
});

describe('too many requests', () => {
  test('forms of one address: 429 in plain words, with the time to wait; other addresses and reading are not touched', async () => {
    for (let count = 0; count < 30; count += 1) expect((await postAs('10.2.2.1', '/tickets', {})).status).toBe(405);
    const answer = await postAs('10.2.2.1', '/register', choice());
    const html = await answer.text();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(html).toContain('One moment, please');
    expect(html).toContain(`wait ${answer.headers.get('Retry-After')} seconds`);
    expect((await postAs('10.2.2.2', '/register', choice())).status).toBe(303);
    expect((await get('/register', '10.2.2.1')).status).toBe(200);
  });

  test('changes of one order, from wherever they come', async () => {
    const visitor = site.newVisitor();
    const order = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
      'quantities.community': '1',
    });
    const path = order.url.replace(site.baseUrl, '');
    const press = async (link: string) => {
      addresses += 1;
      return (await postAs(`10.2.3.${addresses}`, link, { intent: 'extend' })).status;
    };
    let addresses = 0;
    // Whoever knows the order's number alone takes nothing from its holder.
    const guesses = [];
    for (let count = 0; count < 21; count += 1) guesses.push(await press(path.replace(/s=.*/, 's=guess')));
    expect(new Set(guesses.slice(0, 20))).toEqual(new Set([403]));
    expect(guesses[20]).toBe(429);
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push(await press(path));
    expect(statuses.slice(0, 20)).toEqual([303, ...Array(19).fill(409)]);
    expect(statuses[20]).toBe(429);
  });

  test('requests of one address', async () => {
    const answers = await Promise.all(Array.from({ length: 310 }, () => get('/theme.css', '10.2.4.1')));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(10);
    expect((await get('/theme.css', '10.2.4.2')).status).toBe(200);
  });
});
