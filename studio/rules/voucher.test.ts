import { expect, test } from 'vitest';
import {
  describeGift,
  describeUses,
  describeVoucherState,
  findCodeProblem,
  findVoucherWindowProblem,
} from './voucher.ts';

const january = '2027-01-01T00:00:00Z';
const february = '2027-02-01T00:00:00Z';

test('a code is long enough not to be guessed, and can be typed by everybody', () => {
  expect(['SPEAKER-2027', 'maré'.normalize('NFD'), 'six666'].map(findCodeProblem)).toEqual([
    null,
    expect.stringContaining('keyboard'),
    null,
  ]);
  expect(findCodeProblem('AB-12 3')).toContain('at least 6 letters and digits');
  expect(findCodeProblem('-ABCDEFG')).toContain('between them');
  expect(findCodeProblem('A'.repeat(41))).toContain('at most 40');
});

test('a voucher ends after it begins', () => {
  expect(findVoucherWindowProblem(january, february)).toBeNull();
  expect(findVoucherWindowProblem(undefined, january)).toBeNull();
  expect(findVoucherWindowProblem(january, january)).toContain('ends before it begins');
});

test('a preview says what it gives, whether it is good, and how much of it is used', () => {
  expect(
    [
      { gives: 'percent', percentOff: 50 },
      { gives: 'amount', amountOffCents: 1_050 },
      { gives: 'price', priceCents: 0 },
      { gives: 'access' },
      {},
    ].map((fields) => describeGift(fields, (cents) => `¥${cents}`)),
  ).toEqual(['50 % off', '¥1050 off', 'free', 'shows hidden tickets', 'nothing yet']);
  const during = Date.parse('2027-01-15');
  const stateOf = (fields: object, uses: number | null) => describeVoucherState(fields, uses, during);
  expect(stateOf({ validFrom: february }, 0)).toContain('good from');
  expect(stateOf({ validUntil: january }, 0)).toContain('ended');
  expect(stateOf({ validUntil: february, maxUses: 5 }, 4)).toContain('good until');
  expect(stateOf({ maxUses: 5 }, 5)).toBe('used up');
  expect(stateOf({ maxUses: 5 }, null)).toBe('good');
  expect([describeUses(50, 12), describeUses(null, 12), describeUses(50, null), describeUses(null, null)]).toEqual([
    '12 of 50 used',
    '12 used',
    'at most 50 places',
    null,
  ]);
});
