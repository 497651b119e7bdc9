import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Visitor } from '../../proofs/visitors/create-visitor.ts';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';

const minuteMs = 60_000;

let site: TestSite;
let visitor: Visitor;
beforeAll(async () => {
  site = await openTestSite();
});
beforeEach(() => {
  visitor = site.newVisitor();
  site.clock.aheadMs = 0;
});
afterAll(() => site.close());

let buyers = 0;
const newEmail = () => `buyer-${buyers++}@example.org`;

/** The order's page, seats held. */
async function hold(quantity = 1) {
  const form = await visitor.open('/register');
  return await visitor.submit(form, 'Hold these seats', { 'quantities.community': String(quantity) });
}

async function confirmed(name = 'Ada') {
  const values = { 'buyer.name': name, 'buyer.email': newEmail() };
  return await visitor.submit(await hold(), 'Confirm registration', values);
}

/** As `hold`, but the fifteen minutes have gone by before its page came. */
async function holdThatLapsed(quantity = 1) {
  site.clock.aheadMs = -16 * minuteMs;
  const page = await hold(quantity);
  site.clock.aheadMs = 0;
  return page;
}

const idOf = (page: { url: string }) => new URL(page.url).pathname.split('/')[2] ?? '';
const pathOf = (page: { url: string }) => page.url.replace(site.baseUrl, '');

test('every mistake at once: named in the title, in a summary with links, and beside its field; what was typed stays', async () => {
  const values = { 'buyer.name': '', 'buyer.email': 'zoë@', 'attendees[1].name': '', 'attendees[1].email': 'no one' };
  const answer = await visitor.submit(await hold(2), 'Confirm registration', values);
  const page = readPage(answer.html);
  expect(answer.status).toBe(422);
  expect(page.title).toBe('Error: Who is coming? · Test Days 2031');
  expect(page.mistakes).toEqual([
    { text: 'Enter your name', fieldId: 'details-buyer.name' },
    { text: 'Enter an e-mail address like name@example.org', fieldId: 'details-buyer.email' },
    { text: 'Enter the name of attendee 2', fieldId: 'details-attendees[1].name' },
    { text: 'Enter the e-mail address of attendee 2 like name@example.org', fieldId: 'details-attendees[1].email' },
  ]);
  for (const { fieldId } of page.mistakes) {
    expect(page.ids).toContain(fieldId);
    expect(page.ids).toContain(`${fieldId}-error`);
  }
  expect(page.valueOf('buyer.email')).toBe('zoë@');
  expect(page.valueOf('attendees[1].email')).toBe('no one');
  expect(page.input('buyer.email')?.['aria-describedby']).toContain('details-buyer.email-error');
});

test.each([
  ['emoji', '👩🏽‍🚀 Mae 🪔'],
  ['right to left', 'ليلى بعلبكي'],
  ['both directions', 'Noa נועה al-Ḥusayn'],
  ['what looks like HTML', '<script>alert("x")</script> & Söhne'],
  ['one letter', 'X'],
])('a name with %s is kept as it was typed', async (_, name) => {
  const answer = await confirmed(name);
  const page = readPage(answer.html);
  expect(answer.status).toBe(200);
  expect(page.heading).toBe('Your registration is confirmed');
  expect(page.text).toContain(name);
  expect((await site.ledger.getOrder(idOf(answer)))?.buyer?.name).toBe(name);
});

test.each(['a+tag@example.org', 'zoë@münchen.example', 'δοκιμή@παράδειγμα.ελ'])(
  'the address %s is taken',
  async (email) => {
    const values = { 'buyer.name': 'Zoë', 'buyer.email': email };
    const answer = await visitor.submit(await hold(), 'Confirm registration', values);
    expect(readPage(answer.html).text).toContain(email);
    expect((await site.ledger.getOrder(idOf(answer)))?.buyer?.email).toBe(email);
  },
);

test('a field of 200 kB is a mistake like another: the page says so and has it still', async () => {
  const name = 'é'.repeat(30_000);
  const answer = await visitor.submit(await hold(), 'Confirm registration', { 'buyer.name': name });
  expect(answer.status).toBe(422);
  expect(readPage(answer.html).mistakes.map(({ text }) => text)).toContain('Shorten the name to 200 characters');
  expect(readPage(answer.html).valueOf('buyer.name')).toBe(name);
});

test('confirming twice, at once or later, confirms once', async () => {
  const order = await hold();
  const values = { 'buyer.name': 'Ada', 'buyer.email': newEmail() };
  const answers = await Promise.all([1, 2, 3].map(() => visitor.submit(order, 'Confirm registration', values)));
  const later = await visitor.submit(order, 'Confirm registration', { ...values, 'buyer.name': 'Somebody else' });
  for (const { html } of [...answers, later]) expect(readPage(html).heading).toBe('Your registration is confirmed');
  expect((await site.ledger.getOrder(idOf(order)))?.buyer?.name).toBe('Ada');
});

test('a form older than its hold answers 410 with everything typed, and the same press again gets the seats', async () => {
  const order = await hold(2);
  site.clock.aheadMs = 16 * minuteMs;
  const values = { 'buyer.name': 'Ada', 'buyer.email': newEmail(), 'attendees[1].name': 'Ben' };
  const late = await visitor.submit(order, 'Confirm registration', values);
  const page = readPage(late.html);
  expect(late.status).toBe(410);
  expect(page.heading).toBe('The time for these seats is over');
  expect(page.mistakes[0]?.text).toBe('The time for these seats is over. What you typed is still here.');
  for (const [name, value] of Object.entries(values)) expect(page.valueOf(name)).toBe(value);
  const again = await visitor.submit(late, 'Get the same seats again and confirm');
  expect(again.status).toBe(200);
  expect(readPage(again.html).heading).toBe('Your registration is confirmed');
});

test('an order that is over answers 200, and its seats can be had again', async () => {
  const order = await holdThatLapsed();
  const over = await visitor.open(order.url);
  expect(over.status).toBe(200);
  expect(readPage(over.html).heading).toBe('The time for these seats is over');
  const again = await visitor.submit(over, 'Get the same seats again');
  expect(readPage(again.html).heading).toBe('Who is coming?');
});

test('seats that others have meanwhile answer 409, with everything typed', async () => {
  const order = await visitor.post('/register', { idempotencyKey: randomUUID(), 'quantities.workshop': '3' });
  await site.ledger.release({ orderId: idOf(order) });
  const others = await site
    .newVisitor()
    .post('/register', { idempotencyKey: randomUUID(), 'quantities.workshop': '2' });
  const values = { 'buyer.name': 'Ada', 'buyer.email': newEmail(), 'attendees[1].name': 'B', 'attendees[2].name': 'C' };
  const late = await visitor.submit(order, 'Confirm registration', values);
  const refused = await visitor.submit(late, 'Get the same seats again and confirm');
  expect(refused.status).toBe(409);
  expect(readPage(refused.html).mistakes[0]?.text).toBe(
    'Only 1 of “Workshop” is left, fewer than this order needs. Choose again, or try later.',
  );
  expect(readPage(refused.html).valueOf('attendees[2].name')).toBe('C');
  await site.ledger.release({ orderId: idOf(others) });
});

test('more time is given once, and what was typed comes along', async () => {
  const typed = { 'buyer.name': 'Ada', 'buyer.email': 'not yet right' };
  const more = await visitor.submit(await hold(), 'Give me more time', typed);
  expect(more.status).toBe(200);
  expect(readPage(more.html).text).toContain('You have had more time once already.');
  for (const [name, value] of Object.entries(typed)) expect(readPage(more.html).valueOf(name)).toBe(value);
  const again = await visitor.post(pathOf(more), { intent: 'extend', ...typed });
  expect(again.status).toBe(409);
  expect(readPage(again.html).mistakes[0]?.text).toContain('You have already been given more time once.');
  for (const [name, value] of Object.entries(typed)) expect(readPage(again.html).valueOf(name)).toBe(value);
});

test('seats let go are over at once, letting go again is harmless, and another tab cannot confirm them by mistake', async () => {
  const order = await hold();
  const released = await visitor.submit(order, 'Let the seats go');
  expect(readPage(released.html).heading).toBe('You let these seats go');
  expect((await visitor.submit(order, 'Let the seats go')).status).toBe(200);
  const values = { 'buyer.name': 'Ada', 'buyer.email': newEmail() };
  const other = await visitor.submit(order, 'Confirm registration', values);
  expect(other.status).toBe(410);
  expect(readPage(other.html).valueOf('buyer.name')).toBe('Ada');
});

test('what another tab has confirmed cannot be let go or extended, and the page says how it stands', async () => {
  const order = await hold();
  await visitor.submit(order, 'Confirm registration', { 'buyer.name': 'Ada', 'buyer.email': newEmail() });
  for (const button of ['Let the seats go', 'Give me more time']) {
    const answer = await visitor.submit(order, button);
    expect(answer.status).toBe(409);
    expect(readPage(answer.html).heading).toBe('Your registration is confirmed');
    expect(readPage(answer.html).mistakes[0]?.text).toContain('This cannot be done');
  }
});

test('a limit for each address is told at the address, and names it', async () => {
  const email = newEmail();
  const values = { 'buyer.name': 'Ada', 'buyer.email': email };
  const two = { 'attendees[1].name': 'B', 'attendees[2].name': 'C' };
  await visitor.submit(await hold(4), 'Confirm registration', { ...values, ...two, 'attendees[3].name': 'D' });
  const order = await hold(3);
  // However it is written.
  const answer = await visitor.submit(order, 'Confirm registration', {
    ...values,
    ...two,
    'buyer.email': email.toUpperCase(),
  });
  expect(answer.status).toBe(409);
  expect(readPage(answer.html).mistakes).toEqual([
    {
      text: 'There is a limit of “Community” for each e-mail address: yours can have only 2 more. Choose fewer tickets.',
      fieldId: 'details-buyer.email',
    },
  ]);
  await site.ledger.release({ orderId: idOf(order) });
});

test('cancelling gives the seats back, and doing it again is harmless', async () => {
  const order = await confirmed();
  const before = (await site.ledger.getAvailability()).ticketTypes[0]?.remaining ?? 0;
  const question = await visitor.open(pathOf(order).replace('?', '/cancel?'));
  const [cancelled, again] = [
    await visitor.submit(question, 'Cancel the registration'),
    await visitor.submit(question, 'Cancel the registration'),
  ];
  for (const { status, html } of [cancelled, again]) {
    expect(status).toBe(200);
    expect(readPage(html).heading).toBe('Your registration is cancelled');
  }
  expect((await site.ledger.getAvailability()).ticketTypes[0]?.remaining).toBe(before + 1);
  expect(readPage((await visitor.open(question.url)).html).heading).toBe('There is nothing to cancel');
});

test('an order that is not confirmed cannot be cancelled', async () => {
  const order = await hold();
  const answer = await visitor.post(pathOf(order).replace('?', '/cancel?'), {});
  expect(answer.status).toBe(409);
  expect(readPage(answer.html).heading).toBe('There is nothing to cancel');
});

test('the link works in another browser, without any cookie', async () => {
  const order = await confirmed('Ada');
  const elsewhere = await site.newVisitor().open(order.url);
  expect(elsewhere.status).toBe(200);
  expect(readPage(elsewhere.html).text).toContain('Ada');
});

test('the pages to cancel and of what is cancelled say what was there by then: a ticket that was cancelled before is counted no more', async () => {
  const values = { 'buyer.name': 'Ada', 'buyer.email': newEmail(), 'attendees[1].name': 'B', 'attendees[2].name': 'C' };
  const order = await visitor.submit(await hold(3), 'Confirm registration', values);
  const cancel = new URL(order.url);
  cancel.pathname += '/cancel';
  const form = await visitor.open(cancel.href);
  expect(readPage(form.html).text).toContain('3 × Community');
  const [, second = ''] = (await site.ledger.getOrder(idOf(order)))?.registrations.map(({ id }) => id) ?? [];
  await visitor.submit(form, 'Cancel what is chosen', { what: second });
  const again = readPage((await visitor.open(cancel.href)).html).text;
  expect(again).toContain('2 × Community');
  expect(again).not.toContain('3 ×');
  const whole = await visitor.submit(await visitor.open(cancel.href), 'Cancel what is chosen');
  const { heading, text } = readPage(whole.html);
  expect(heading).toBe('Your registration is cancelled');
  expect(text).toContain('2 × Community');
  expect(text).not.toContain('3 ×');
  expect(text).toContain(`Cancelled beforeB, Community (${second})`);
});
