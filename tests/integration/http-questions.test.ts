import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Question } from '../../core/orders/questions.ts';
import type { Visitor } from '../../proofs/visitors/create-visitor.ts';
import { openTestSite, type TestSite } from './open-test-site.ts';
import { readPage } from './read-page.ts';
import { createTestContent } from './test-content.ts';

const blank = { hint: null, isRequired: false, options: [], ticketTypeIds: [] };
const purpose: Question = {
  ...blank,
  id: 'purpose',
  title: 'What brings you here?',
  kind: 'long_text',
  askedOf: 'order',
};
const food: Question = {
  ...blank,
  id: 'food',
  title: 'What may we cook?',
  kind: 'choice',
  askedOf: 'attendee',
  isRequired: true,
  options: ['Anything', 'Vegan'],
  ticketTypeIds: ['community'],
};
const days: Question = {
  ...blank,
  id: 'days',
  title: 'Which days?',
  kind: 'several',
  askedOf: 'attendee',
  options: ['Thursday', 'Friday'],
};
const bus: Question = { ...blank, id: 'bus', title: 'Do you take the bus?', kind: 'yes_no', askedOf: 'attendee' };

let questions: Question[];
let site: TestSite;
let visitor: Visitor;
beforeAll(async () => {
  site = await openTestSite({ content: createTestContent({ getQuestions: async () => questions }) });
});
beforeEach(() => {
  visitor = site.newVisitor();
  questions = [purpose, food, days, bus];
});
afterAll(() => site.close());

let buyers = 0;
const buyer = () => ({ 'buyer.name': 'Ada', 'buyer.email': `asked-${buyers++}@example.org` });
const idOf = (page: { url: string }) => new URL(page.url).pathname.split('/')[2] ?? '';
const hold = async (quantities: Record<string, string>) =>
  visitor.submit(await visitor.open('/register'), 'Hold these seats', { 'quantities.community': '0', ...quantities });

test('what must be answered is said beside the names, with everything answered so far kept', async () => {
  const form = await hold({ 'quantities.community': '1', 'quantities.workshop': '1' });
  const text = readPage(form.html).text;
  expect(text).toContain('About your orderWhat brings you here? (optional)');
  // Of the workshop's place the food is not asked.
  expect([...form.html.matchAll(/name="answers(\d)\.food"/g)].map(([, place]) => place)).toEqual(['0']);

  const answer = await visitor.submit(form, 'Confirm registration', {
    'orderAnswers.purpose': 'Rest\nand talk',
    'answers1.days': 'Friday',
    'answers0.bus': 'No',
  });
  const page = readPage(answer.html);
  expect(answer.status).toBe(422);
  expect(page.mistakes.map(({ text }) => text)).toEqual([
    'Enter your name',
    'Enter your e-mail address',
    'Enter the name of attendee 2',
    'Choose an answer to “What may we cook?” for attendee 1',
  ]);
  for (const { fieldId } of page.mistakes) expect(page.ids).toContain(fieldId);
  expect(answer.html).toMatch(/<textarea[^>]*name="orderAnswers.purpose"[^>]*>Rest\nand talk</);
  const kept = new Map(answer.forms.flatMap(({ fields }) => fields));
  expect(kept.get('answers1.days')).toBe('Friday');
  expect(kept.get('answers0.bus')).toBe('No');

  const confirmed = await visitor.submit(answer, 'Confirm registration', {
    ...buyer(),
    'attendees[1].name': 'Bea',
    'answers0.food': 'Vegan',
  });
  expect(readPage(confirmed.html).heading).toBe('Your registration is confirmed');
  for (const words of ['What brings you here?', 'Rest and talk', 'Vegan', 'Friday', 'Do you take the bus?'])
    expect(readPage(confirmed.html).text).toContain(words);
  expect((await site.ledger.getOrder(idOf(confirmed)))?.answers).toEqual({
    order: [{ questionId: 'purpose', question: 'What brings you here?', values: ['Rest\nand talk'] }],
    attendees: [
      [
        { questionId: 'food', question: 'What may we cook?', values: ['Vegan'] },
        { questionId: 'bus', question: 'Do you take the bus?', values: ['No'] },
      ],
      [{ questionId: 'days', question: 'Which days?', values: ['Friday'] }],
    ],
  });
});

test('an answer that nobody offered is refused', async () => {
  const form = await hold({ 'quantities.community': '1' });
  const answer = await visitor.submit(form, 'Confirm registration', { ...buyer(), 'answers0.food': '<b>Boots</b>' });
  expect(answer.status).toBe(422);
  expect(readPage(answer.html).mistakes).toEqual([
    { text: 'Choose from what “What may we cook?” offers', fieldId: 'details-answers0.food' },
  ]);
});

test('a question that is not asked any more keeps its answer, and a new one is asked of a form that does not know it', async () => {
  questions = [purpose];
  const form = await hold({ 'quantities.community': '1' });
  const orderId = idOf(form);
  const ada = buyer();
  questions = [purpose, food];
  const asked = await visitor.submit(form, 'Confirm registration', { ...ada, 'orderAnswers.purpose': 'Work' });
  expect(asked.status).toBe(422);
  expect(readPage(asked.html).mistakes.map(({ text }) => text)).toEqual(['Choose an answer to “What may we cook?”']);
  await site.ledger.saveDetails({
    orderId,
    buyer: { name: 'Ada', email: ada['buyer.email'] },
    attendees: [{ name: 'Ada', email: null }],
    answers: { order: [{ questionId: 'gone', question: 'Long ago?', values: ['Yes'] }], attendees: [] },
  });
  const confirmed = await visitor.submit(asked, 'Confirm registration', { 'answers0.food': 'Anything' });
  expect(readPage(confirmed.html).text).toContain('Long ago?');
  expect((await site.ledger.getOrder(orderId))?.answers.order.map(({ questionId }) => questionId)).toEqual([
    'purpose',
    'gone',
  ]);
});

test('more time keeps what was answered', async () => {
  const form = await hold({ 'quantities.community': '2' });
  const more = await visitor.submit(form, 'Give me more time', {
    'orderAnswers.purpose': 'Half a sen',
    'answers1.food': 'Vegan',
    'answers1.days': 'Thursday',
  });
  const kept = new Map(more.forms.flatMap(({ fields }) => fields));
  expect([kept.get('orderAnswers.purpose'), kept.get('answers1.food'), kept.get('answers1.days')]).toEqual([
    'Half a sen',
    'Vegan',
    'Thursday',
  ]);
});

test('without questions the form is as it was', async () => {
  questions = [];
  const form = await hold({ 'quantities.community': '1' });
  expect(readPage(form.html).text).not.toContain('About your order');
  const confirmed = await visitor.submit(form, 'Confirm registration', buyer());
  expect(readPage(confirmed.html).text).not.toContain('What you told the organizers');
});
