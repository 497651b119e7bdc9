import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const remaining = async (id: string) =>
  (await site.ledger.getAvailability()).ticketTypes.find((type) => type.id === id)?.remaining;
const choose = (fields: Record<string, string>) =>
  site.newVisitor().post('/register', { idempotencyKey: randomUUID(), ...fields });

test('a ticket type that does not exist answers 404, and the rest of the choice stays', async () => {
  const before = await remaining('community');
  const answer = await choose({ 'quantities.nosuch': '1', 'quantities.community': '2' });
  const page = readPage(answer.html);
  expect(answer.status).toBe(404);
  expect(page.mistakes).toEqual([
    { text: 'A ticket you chose is no longer offered. Choose from the tickets below.', fieldId: null },
  ]);
  expect(page.valueOf('quantities.community')).toBe('2');
  expect(await remaining('community')).toBe(before);
});

test.each([
  ['nothing', {}, 'Choose at least one ticket', 'choose-community'],
  ['a quantity of 0', { 'quantities.community': '0' }, 'Choose at least one ticket', 'choose-community'],
  [
    'a quantity of 10,000',
    { 'quantities.community': '10000' },
    'Choose at most 4 of “Community”: that is the most for one order',
    'choose-community',
  ],
  ['a negative quantity', { 'quantities.community': '-1' }, 'Enter 0 or more for “Community”', 'choose-community'],
  [
    'a quantity that is no number',
    { 'quantities.community': '２ 🎟️' },
    'Enter how many “Community” you want as a whole number, like 2',
    'choose-community',
  ],
])('%s answers 422 with the mistake, a way to its field and what was typed', async (_, fields, text, fieldId) => {
  const answer = await choose(fields);
  const page = readPage(answer.html);
  expect(answer.status).toBe(422);
  expect(page.title).toBe('Error: Choose your tickets · Test Days 2031');
  expect(page.mistakes).toEqual([{ text, fieldId }]);
  expect(page.ids).toContain(fieldId);
  for (const [name, value] of Object.entries(fields)) expect(page.valueOf(name)).toBe(value);
});

test.each([
  [
    'costs money while payment is not open',
    'paid',
    '1',
    '“Paid” cannot be bought yet, because online payment is not open.',
  ],
  ['is not on sale yet', 'later', '1', '“Later” is not on sale yet. Set it to 0, or come back when the sale opens.'],
  ['has fewer seats left', 'workshop', '4', 'Only 3 of “Workshop” are left. Choose 3 or fewer.'],
])('a ticket that %s answers 409 beside its field', async (_, id, quantity, text) => {
  const answer = await choose({ [`quantities.${id}`]: quantity });
  const page = readPage(answer.html);
  expect(answer.status).toBe(409);
  expect(page.mistakes).toEqual([{ text, fieldId: `choose-${id}` }]);
  expect(page.valueOf(`quantities.${id}`)).toBe(quantity);
  expect(page.input(`quantities.${id}`)).toMatchObject({ 'aria-invalid': 'true' });
});

test.each(['', 'not-a-key', '1'.repeat(5000)])(
  'a form with the key %j answers 400 and can be sent again',
  async (key) => {
    const visitor = site.newVisitor();
    const answer = await visitor.post('/register', { idempotencyKey: key, 'quantities.community': '1' });
    expect(answer.status).toBe(400);
    expect(readPage(answer.html).valueOf('quantities.community')).toBe('1');
    const again = await visitor.submit(answer, 'Hold these seats');
    expect(readPage(again.html).heading).toBe('Who is coming?');
  },
);

test('sent twice, at once or later, a choice holds its seats once', async () => {
  const before = (await remaining('community')) ?? 0;
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  const answers = await Promise.all(
    [1, 2, 3].map(() => visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' })),
  );
  const later = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
  expect(new Set([...answers, later].map(({ url }) => url)).size).toBe(1);
  expect(await remaining('community')).toBe(before - 1);
});

test('going back and choosing otherwise takes the place of the first choice', async () => {
  const before = (await remaining('community')) ?? 0;
  const visitor = site.newVisitor();
  const first = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
    'quantities.community': '2',
  });
  const form = await visitor.open('/register');
  expect(readPage(form.html).text).toContain('You are holding 2 seats');
  expect(readPage(form.html).valueOf('quantities.community')).toBe('2');
  const second = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
  expect(second.url).not.toBe(first.url);
  expect(await remaining('community')).toBe(before - 1);
  expect(readPage((await visitor.open(first.url)).html).heading).toBe('You chose again');
});

test('two tabs are two orders', async () => {
  const visitor = site.newVisitor();
  const [one, other] = [await visitor.open('/register'), await visitor.open('/register')];
  const first = await visitor.submit(one, 'Hold these seats', { 'quantities.community': '1' });
  const second = await visitor.submit(other, 'Hold these seats', { 'quantities.community': '1' });
  expect(second.url).not.toBe(first.url);
  for (const { url } of [first, second]) {
    expect(readPage((await visitor.open(url)).html).heading).toBe('Who is coming?');
  }
});

test('a link from the tickets page chooses its ticket', async () => {
  const { html } = await site.newVisitor().open('/register?ticket=workshop');
  expect(readPage(html).valueOf('quantities.workshop')).toBe('1');
  expect(readPage(html).valueOf('quantities.community')).toBe('0');
});

test('a form that has led to a confirmed order asks before it makes a second one', async () => {
  const visitor = site.newVisitor();
  const form = await visitor.open('/register');
  const order = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
  await visitor.submit(order, 'Confirm registration', { 'buyer.name': 'Ada', 'buyer.email': 'twice@example.org' });
  const again = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '2' });
  expect(again.status).toBe(409);
  expect(readPage(again.html).text).toContain('Send it again if you want another order.');
  const second = await visitor.submit(again, 'Hold these seats');
  expect(readPage(second.html).heading).toBe('Who is coming?');
});
