import { expect, test } from 'vitest';
import { formatMoney } from './money.ts';

const write = (cents: number, currency: string) => formatMoney(cents, currency).replace(/\s/g, ' ');

test('an amount is written as on the site', () => {
  expect([14_900, 14_950, 0].map((cents) => write(cents, 'EUR'))).toEqual(['€149', '€149.50', '€0']);
  expect([write(1_500, 'JPY'), write(9_000, 'HUF'), write(300, 'TWD')]).toEqual(['¥1,500', 'HUF 9,000', 'NT$300']);
});

test('what is no currency takes nothing away', () => {
  expect(write(14_900, 'no currency')).toBe('149.00');
  expect(write(14_900, '')).toBe('149.00');
});
