import { expect, test } from 'vitest';
import { createDetailsSchema, createSelectionSchema, idempotencyKeySchema } from './forms.ts';

const types = [
  { id: 'standard', name: 'Standard', maxPerOrder: 5 },
  { id: 'early-bird', name: 'Early bird', maxPerOrder: 2 },
];
const selection = createSelectionSchema(types);
const firstMessage = (result: { success: boolean; error?: { issues: { message: string; path: PropertyKey[] }[] } }) => {
  const issue = result.error?.issues[0];
  return issue ? [issue.path.join('.'), issue.message] : null;
};

test('a selection holds what was chosen and nothing else', () => {
  const parsed = selection.parse({ quantities: { standard: 2, 'early-bird': 0 } });
  expect(parsed.quantities).toEqual([{ ticketTypeId: 'standard', quantity: 2 }]);
});

test.each([
  [{ quantities: { standard: 0 } }, 'quantities', 'Choose at least one ticket'],
  [{}, 'quantities', 'Choose at least one ticket'],
  [{ quantities: { standard: 10_000 } }, 'quantities.standard', 'Choose at most 5'],
  [{ quantities: { standard: -1 } }, 'quantities.standard', 'Enter 0 or more'],
  [{ quantities: { standard: 1.5 } }, 'quantities.standard', 'whole number'],
  [{ quantities: { standard: 'two' } }, 'quantities.standard', 'whole number'],
])('%j is refused at %s', (input, path, message) => {
  const found = firstMessage(selection.safeParse(input));
  expect(found?.[0]).toBe(path);
  expect(found?.[1]).toContain(message);
});

const buyer = { name: 'Zoë', email: 'zoe@example.org' };
const parseName = (name: string) =>
  createDetailsSchema({ attendeeCount: 1, firstIsBuyer: true }).safeParse({
    buyer: { name, email: buyer.email },
    attendees: [{}],
  });

test.each([
  ['  Ada Lovelace ', 'Ada Lovelace'],
  ['Zoe\u0308', 'Zoë'],
  ['👩🏽‍🚀 Mae', '👩🏽‍🚀 Mae'],
  ['ليلى بعلبكي', 'ليلى بعلبكي'],
  ['X', 'X'],
  ['🪔'.repeat(200), '🪔'.repeat(200)],
])('the name %j is kept as %j', (given, kept) => {
  expect(parseName(given).data?.buyer.name).toBe(kept);
});

test.each(['', '   ', 'a\nb', 'a\u0000b', 'x'.repeat(201)])('the name %j is refused', (given) => {
  expect(parseName(given).success).toBe(false);
});

const parseEmail = (email: string) =>
  createDetailsSchema({ attendeeCount: 1, firstIsBuyer: true }).safeParse({
    buyer: { name: buyer.name, email },
    attendees: [{}],
  }).success;

test.each(['a+tag@example.org', 'δοκιμή@παράδειγμα.ελ', 'zoë@münchen.example', ' spaces@around.example '])(
  'the address %s is taken',
  (email) => expect(parseEmail(email)).toBe(true),
);
test.each([
  '',
  'nobody',
  'a@b',
  'a b@example.org',
  'a@exa mple.org',
  `${'x'.repeat(250)}@example.org`,
  'a\u0000@b.org',
])('the address %j is refused', (email) => expect(parseEmail(email)).toBe(false));

test('the first attendee is the buyer when they say so, whatever its fields hold', () => {
  const schema = createDetailsSchema({ attendeeCount: 2, firstIsBuyer: true });
  const parsed = schema.parse({ buyer, attendees: [{ name: undefined, email: 'rubbish' }, { name: 'Ben' }] });
  expect(parsed.attendees).toEqual([
    { name: 'Zoë', email: 'zoe@example.org' },
    { name: 'Ben', email: null },
  ]);
});

test('every mistake is named at once, each with its place', () => {
  const schema = createDetailsSchema({ attendeeCount: 2, firstIsBuyer: false });
  const result = schema.safeParse({ buyer: { email: 'nobody' }, attendees: [{}, { name: 'Ben', email: 'nobody' }] });
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
    'buyer.name',
    'buyer.email',
    'attendees.0.name',
    'attendees.1.email',
  ]);
});

test('an attendee too few or too many is refused', () => {
  const schema = createDetailsSchema({ attendeeCount: 2, firstIsBuyer: false });
  expect(schema.safeParse({ buyer, attendees: [{ name: 'Ben' }] }).success).toBe(false);
  expect(schema.safeParse({ buyer, attendees: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] }).success).toBe(false);
});

test('only a key we could have made is taken', () => {
  expect(idempotencyKeySchema.safeParse('0b2f4c86-6d1e-4c8e-9a39-2f54ad9a3a11').success).toBe(true);
  expect(idempotencyKeySchema.safeParse('1').success).toBe(false);
});

const details = createDetailsSchema({ attendeeCount: 1, firstIsBuyer: true });
const billingOf = (billing: object | undefined) => details.safeParse({ buyer, attendees: [{}], billing });

test('whom the invoice is made out to may be left out, in whole or in part', () => {
  for (const nothing of [undefined, {}, { company: undefined }, { company: ' ', address: ' \n ', vatId: ' - ' }])
    expect(billingOf(nothing).data?.billing).toBeNull();
  expect(billingOf({ company: ' Ünal & Søn ' }).data?.billing).toEqual({
    company: 'Ünal & Søn',
    address: null,
    vatId: null,
  });
  expect(billingOf({ address: ' Hauptstraße 1\r\n\r\n10115 Berlin ', vatId: 'de 136.695-976' }).data?.billing).toEqual({
    company: null,
    address: 'Hauptstraße 1\n10115 Berlin',
    vatId: 'DE136695976',
  });
});

test.each([
  [{ company: 'x'.repeat(201) }, 'billing.company'],
  [{ company: 'a\nb' }, 'billing.company'],
  [{ address: 'x\n'.repeat(7) }, 'billing.address'],
  [{ address: 'x'.repeat(401) }, 'billing.address'],
  [{ address: 'a\tb' }, 'billing.address'],
  [{ vatId: `none${' of your business'.repeat(3)}` }, 'billing.vatId'],
  [{ vatId: 'ДЕ1234' }, 'billing.vatId'],
])('%j is refused beside its field', (billing, path) => {
  expect(billingOf(billing).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
