import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const hold = 'Hold these seats';
const use = 'Use this code';

test('a code shows what it changes and keeps what was chosen; the order costs what was shown', async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  expect(form.html).not.toContain('Backstage');
  const shown = await visitor.submit(form, use, { 'quantities.community': '2', voucher: ' guest 2031' });
  expect(shown.status).toBe(200);
  const page = readPage(shown.html);
  expect(page.text).toContain('“GUEST-2031” gives you free tickets.');
  expect(page.text).toContain('Free instead of €99');
  expect(page.mistakes).toEqual([]);
  expect(page.valueOf('quantities.community')).toBe('2');
  expect(page.valueOf('quantities.speaker')).toBe('0');

  const order = await visitor.submit(shown, hold, { 'quantities.paid': '1', 'quantities.speaker': '1' });
  const text = readPage(order.html).text;
  expect(readPage(order.html).heading).toBe('Who is coming?');
  expect(text).toContain('Voucher GUEST-2031You save €99');
  // Free, so PayPal is never met.
  const confirmed = await visitor.submit(order, 'Confirm registration', {
    'buyer.name': 'Ada',
    'buyer.email': 'guest@example.org',
    'attendees[1].name': 'Bea',
    'attendees[2].name': 'Cleo',
    'attendees[3].name': 'Dina',
  });
  expect(readPage(confirmed.html).heading).toBe('Your registration is confirmed');
  expect(readPage(confirmed.html).text).toContain('GUEST-2031: you saved €99');
});

test('a code that was typed and not tried out counts all the same', async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  const order = await visitor.submit(form, hold, { 'quantities.community': '1', voucher: 'GUEST-2031' });
  // It is not for what was chosen, and that is said rather than passed over.
  const page = readPage(order.html);
  expect(order.status).toBe(409);
  expect(page.mistakes).toEqual([
    {
      text: 'This voucher is not for the tickets you chose. Choose others, or empty the field.',
      fieldId: 'voucher-code',
    },
  ]);
  expect(page.ids).toContain('voucher-code');
  expect(page.valueOf('quantities.community')).toBe('1');
  expect(page.valueOf('voucher')).toBe('GUEST-2031');
});

test.each([
  ['unknown', 'NO-SUCH-CODE', 422, 'We do not know this voucher code.'],
  ['not good yet', 'much later', 409, 'This voucher is not good yet.'],
  ['longer than any', 'A'.repeat(101), 422, 'We do not know this voucher code.'],
])('a code that is %s is said beside its field, and the choice stays', async (_, voucher, status, words) => {
  for (const button of [use, hold]) {
    const visitor = site.newVisitor();
    const form = await visitor.open('/register');
    const answer = await visitor.submit(form, button, { 'quantities.community': '1', voucher });
    const page = readPage(answer.html);
    expect(answer.status).toBe(status);
    expect(page.mistakes).toEqual([{ text: expect.stringContaining(words), fieldId: 'voucher-code' }]);
    expect(page.input('voucher')).toMatchObject({ 'aria-invalid': 'true', value: voucher });
    expect(page.valueOf('quantities.community')).toBe('1');
  }
});

test('a link brings its code along and shows hidden tickets; the page is private, and a wrong code is said', async () => {
  const link = '/register?voucher=guest-2031&ticket=speaker';
  const page = readPage((await site.newVisitor().open(link)).html);
  expect(page.valueOf('voucher')).toBe('guest-2031');
  expect(page.valueOf('quantities.speaker')).toBe('1');
  const { headers } = await fetch(new URL(link, site.baseUrl));
  expect(headers.get('Cache-Control')).toBe('private, no-store');
  const wrong = readPage((await site.newVisitor().open('/register?voucher=WRONG-CODE')).html);
  expect(wrong.text).toContain('We do not know this voucher code.');
  expect(wrong.mistakes).toEqual([expect.objectContaining({ fieldId: 'voucher-code' })]);
  for (const path of ['/tickets?voucher=guest-2031', '/api/tickets?voucher=guest-2031', '/'])
    expect(await (await fetch(new URL(path, site.baseUrl))).text()).not.toContain('Backstage');
});

test('a hidden ticket without its voucher is one that does not exist', async () => {
  const answer = await site.newVisitor().post('/register', {
    idempotencyKey: randomUUID(),
    'quantities.speaker': '1',
  });
  expect(answer.status).toBe(404);
  expect(answer.html).not.toContain('Backstage');
});

test('its last use: sent twice it is one order, going back keeps it, and somebody else hears that it is used up', async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register?voucher=few-places');
  const choice = { 'quantities.community': '0', 'quantities.paid': '1' };
  const answers = await Promise.all([1, 2, 3].map(() => visitor.submit(form, hold, choice)));
  expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
  const again = readPage((await visitor.open('/register')).html);
  expect(again.valueOf('voucher')).toBe('FEW-PLACES');
  expect(again.mistakes).toEqual([]);

  const other = site.newVisitor();
  const late = await other.submit(await other.open('/register'), hold, { ...choice, voucher: 'FEW PLACES' });
  expect(late.status).toBe(409);
  expect(readPage(late.html).mistakes).toEqual([
    { text: expect.stringContaining('This voucher is used up.'), fieldId: 'voucher-code' },
  ]);
  const without = await other.submit(late, hold, { 'quantities.community': '1', 'quantities.paid': '0', voucher: '' });
  expect(readPage(without.html).heading).toBe('Who is coming?');
});

test('codes cannot be tried out: after ten wrong ones even a right one has to wait; right ones count for nothing', async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  const tryOut = (voucher: string) => visitor.submit(form, use, { voucher });
  for (let right = 0; right < 15; right++) expect((await tryOut('GUEST-2031')).status).toBe(200);
  const wrong = await Promise.all(Array.from({ length: 12 }, (_, guess) => tryOut(`GUESS-${guess}00`)));
  expect(wrong.map(({ status }) => status).sort()).toEqual([...Array(10).fill(422), ...Array(2).fill(429)]);
  const waiting = await tryOut('GUEST-2031');
  expect(waiting.status).toBe(429);
  expect(readPage(waiting.html).mistakes).toEqual([
    { text: expect.stringMatching(/Wait (10|9) minutes before you try another one/), fieldId: 'voucher-code' },
  ]);
  // Nobody has to have a code.
  const without = await visitor.submit(waiting, hold, { 'quantities.community': '1', voucher: '' });
  expect(readPage(without.html).heading).toBe('Who is coming?');
});

test('forty visitors at once, each with the code of a voucher that is good for five places: five have it', async () => {
  const visitors = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const visitor = site.newVisitor();
      return { visitor, form: await visitor.open('/register?voucher=rush-five') };
    }),
  );
  const answers = await Promise.all(
    visitors.map(({ visitor, form }) =>
      visitor.submit(form, hold, { 'quantities.community': '0', 'quantities.paid': '1' }),
    ),
  );
  const told = answers.filter(({ status }) => status === 409);
  expect(answers.filter(({ url }) => url.includes('/orders/'))).toHaveLength(5);
  expect(told).toHaveLength(35);
  for (const { html } of told) expect(readPage(html).text).toContain('This voucher is used up.');
  expect((await site.ledger.check()).findings).toEqual([]);
});
