import { expect, test } from 'vitest';
import { createDetailsSchema } from './forms.ts';
import { askedIn, createAnswersSchema, keepOldAnswers, type Question, toAnswerText } from './questions.ts';

const question = (id: string, rest: Partial<Question> = {}): Question => ({
  id,
  title: `What ${id}?`,
  hint: null,
  kind: 'text',
  isRequired: false,
  askedOf: 'attendee',
  options: [],
  ticketTypeIds: [],
  ...rest,
});
const sizes = question('size', { kind: 'choice', options: ['S', 'M'] });
const days = question('day', { kind: 'several', options: ['Thursday', 'Friday'], isRequired: true });

/** What a form with one question makes of a value: the values, or what is wrong. */
function read(asked: Question, value: unknown): string[] | string {
  const result = createAnswersSchema([asked]).safeParse({ [asked.id]: value });
  return result.success ? (result.data[0]?.values ?? []) : (result.error.issues[0]?.message ?? '');
}

test.each([
  ['a text', question('dish'), ' Soup\u0301 ', ['Sou\u1e55']],
  ['no text', question('dish'), '', []],
  ['nothing at all', question('dish'), undefined, []],
  ['a text that must be there', question('dish', { isRequired: true }), '  ', 'Answer “What dish?”'],
  [
    'a text that is too long',
    question('dish'),
    'a'.repeat(301),
    'Shorten your answer to “What dish?” to 300 characters',
  ],
  ['a line break in a line', question('dish'), 'a\nb', expect.stringContaining('Remove line breaks')],
  ['a longer text', question('why', { kind: 'long_text' }), 'one\r\ntwo', ['one\ntwo']],
  ['a list for a text', question('dish'), ['a', 'b'], 'Answer “What dish?”'],
  ['a choice', sizes, 'M', ['M']],
  ['no choice', sizes, '', []],
  ['a choice that is not offered', sizes, 'XL', 'Choose from what “What size?” offers'],
  ['two choices of one', sizes, ['S', 'M'], 'Choose one answer to “What size?”'],
  ['several, in the order in which they are offered', days, ['Friday', 'Thursday', 'Friday'], ['Thursday', 'Friday']],
  ['one of several', days, 'Friday', ['Friday']],
  ['none of several', days, undefined, 'Choose at least one answer to “What day?”'],
  ['yes', question('bus', { kind: 'yes_no' }), 'Yes', ['Yes']],
  [
    'neither yes nor no',
    question('bus', { kind: 'yes_no', isRequired: true }),
    undefined,
    'Say yes or no to “What bus?”',
  ],
  ['perhaps', question('bus', { kind: 'yes_no' }), 'Perhaps', 'Choose from what “What bus?” offers'],
  ['something that no form sends', question('dish'), { a: 1 }, 'Answer “What dish?”'],
])('%s', (_, asked, sent, expected) => {
  expect(read(asked, sent)).toEqual(expected);
});

test('which questions an order is asked', () => {
  const forDay = question('meal', { ticketTypeIds: ['day'] });
  const ofOrder = question('invoice', { askedOf: 'order', ticketTypeIds: ['day'] });
  const ofAll = question('name');
  const ids = (asked: Question[]) => asked.map(({ id }) => id);
  const asked = askedIn([forDay, ofOrder, ofAll], ['day', 'dinner']);
  expect([ids(asked.order), asked.places.map(ids)]).toEqual([['invoice'], [['meal', 'name'], ['name']]]);
  expect(askedIn([ofOrder], ['dinner']).order).toEqual([]);
});

test('mistakes in names and in answers are told at once, each at its field', () => {
  const asked = { order: [question('purpose', { isRequired: true })], places: [[days], [days, sizes]] };
  const schema = createDetailsSchema({ attendeeCount: 2, firstIsBuyer: true, asked });
  const buyer = { name: 'Ada', email: 'ada@example.org' };
  const wrong = schema.safeParse({
    buyer: { ...buyer, name: '' },
    attendees: [undefined, { name: 'Bea' }],
    answers1: { day: 'Monday', size: 'S' },
  });
  expect(wrong.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['buyer.name', 'Enter your name'],
    ['orderAnswers.purpose', 'Answer “What purpose?”'],
    ['answers0.day', 'Choose at least one answer to “What day?” for attendee 1'],
    ['answers1.day', 'Choose from what “What day?” for attendee 2 offers'],
  ]);
  const right = schema.parse({
    buyer,
    attendees: [undefined, { name: 'Bea' }],
    orderAnswers: { purpose: 'Work', unasked: 'x' },
    answers0: { day: ['Friday'] },
    answers1: { day: 'Friday', size: 'S' },
  });
  expect(right.answers).toEqual({
    order: [{ questionId: 'purpose', question: 'What purpose?', values: ['Work'] }],
    attendees: [
      [{ questionId: 'day', question: 'What day?', values: ['Friday'] }],
      [
        { questionId: 'day', question: 'What day?', values: ['Friday'] },
        { questionId: 'size', question: 'What size?', values: ['S'] },
      ],
    ],
  });
});

test('an answer outlives its question; one to a question that is still asked is replaced, or taken back', () => {
  const given = (questionId: string, value: string) => ({ questionId, question: questionId, values: [value] });
  const before = { order: [given('gone', 'old'), given('asked', 'old')], attendees: [[given('gone', 'old')]] };
  const asked = { order: [question('asked')], places: [[], []] };
  expect(keepOldAnswers({ order: [], attendees: [[], []] }, before, asked)).toEqual({
    order: [given('gone', 'old')],
    attendees: [[given('gone', 'old')], []],
  });
  expect(toAnswerText({ questionId: 'q', question: 'Q', values: ['a', 'b'] })).toBe('a, b');
});
