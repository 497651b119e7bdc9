import { expect, test } from 'vitest';
import { describePrice, describeSale, findSaleWindowProblem } from './sale.ts';

const january = '2027-01-01T00:00:00Z';
const february = '2027-02-01T00:00:00Z';
const time = Date.parse;

test('a sale ends after it begins; an open end or beginning is fine', () => {
  expect(findSaleWindowProblem(january, february)).toBeNull();
  expect(findSaleWindowProblem(january, undefined)).toBeNull();
  expect(findSaleWindowProblem(undefined, january)).toBeNull();
  expect(findSaleWindowProblem(february, january)).toContain('ends before it begins');
  expect(findSaleWindowProblem(january, january)).toContain('ends before it begins');
});

test('a preview says where a sale stands', () => {
  const window = { salesStart: january, salesEnd: february };
  expect(describeSale(window, time('2026-12-01'))).toContain('on sale from');
  expect(describeSale(window, time('2027-01-15'))).toContain('on sale until');
  expect(describeSale(window, time(february))).toContain('sale ended');
  expect(describeSale({}, 0)).toBe('until sold out');
});

test('a price in words', () => {
  const write = (cents: number) => `¥${cents}`;
  expect([0, 14_900, undefined].map((cents) => describePrice(cents, write))).toEqual([
    'free',
    '¥14900',
    'no price yet',
  ]);
});
