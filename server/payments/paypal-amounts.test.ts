import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalsOf } from '../../core/money.ts';
import { fromPayPalValue, payableCurrencies, toPayPalValue } from './paypal-amounts.ts';

test.each([
  [5, 'EUR', '0.05'],
  [50, 'EUR', '0.50'],
  [12_550, 'EUR', '125.50'],
  [1_500, 'JPY', '1500'],
  [1_500, 'HUF', '1500'],
  [1_500, 'TWD', '1500'],
])('%d %s is %s at PayPal', (amountCents, currency, value) => {
  expect(toPayPalValue(amountCents, currency)).toBe(value);
});

test('every amount comes back as it went', () => {
  const amount = fc.integer({ min: 1, max: 99_999_999_999 });
  fc.assert(
    fc.property(amount, fc.constantFrom(...payableCurrencies), (amountCents, currency) => {
      const value = toPayPalValue(amountCents, currency) ?? '';
      expect(fromPayPalValue(value, currency)).toBe(amountCents);
      expect(value).toMatch(decimalsOf(currency) === 0 ? /^[1-9]\d*$/ : /^(0|[1-9]\d*)\.\d\d$/);
    }),
  );
});

test('Foyer and PayPal mean the same unit in every currency that PayPal takes', () => {
  expect(payableCurrencies.filter((currency) => toPayPalValue(100, currency) === null)).toEqual([]);
});

test.each([
  [0, 'EUR'],
  [-5, 'EUR'],
  [10.5, 'EUR'],
  [Number.NaN, 'EUR'],
  [100, 'ISK'],
  [100, 'XXX'],
])('%d %s cannot be asked for', (amountCents, currency) => {
  expect(toPayPalValue(amountCents, currency)).toBeNull();
});

test.each([
  ['12', 'EUR', 1_200],
  ['12.5', 'EUR', 1_250],
  ['12.500', 'EUR', 1_250],
  ['1500.00', 'JPY', 1_500],
  ['12.505', 'EUR', null],
  ['1500.50', 'HUF', null],
  ['-1.00', 'EUR', null],
  ['1e3', 'EUR', null],
  ['', 'EUR', null],
  ['99999999999999.00', 'EUR', null],
])('PayPal saying %s %s is %s', (value, currency, amountCents) => {
  expect(fromPayPalValue(value, currency)).toBe(amountCents);
});
