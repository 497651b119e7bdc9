import { expect, test } from 'vitest';
import { formatAmount, parseAmount } from './money.ts';

test.each([
  ['149', 'EUR', 14_900],
  [' 149.00 ', 'EUR', 14_900],
  ['149,5', 'EUR', 14_950],
  ['15000', 'JPY', 15_000],
])('%j in %s is %i', (text, currency, cents) => {
  expect(parseAmount(text, currency)).toBe(cents);
});

test.each([
  ['1.490', 'EUR'],
  ['1,490.00', 'EUR'],
  ['149.005', 'EUR'],
  ['-149', 'EUR'],
  ['149 USD', 'EUR'],
  ['', 'EUR'],
  ['15000.50', 'JPY'],
])('%j in %s is no plain amount', (text, currency) => {
  expect(parseAmount(text, currency)).toBeNull();
});

test('an amount for a column has the decimals of its currency', () => {
  expect(formatAmount(14_900, 'EUR')).toBe('149.00');
  expect(formatAmount(123_456_789, 'EUR')).toBe('1,234,567.89');
  expect(formatAmount(15_000, 'JPY')).toBe('15,000');
});
