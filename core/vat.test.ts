import { expect, test } from 'vitest';
import { describeVat, formatVatRate, splitVat, splitVatOfPart, type TaxedLine, vatIn } from './vat.ts';

const line = (quantity: number, unitPriceCents: number, vatBasisPoints: number | null): TaxedLine => ({
  quantity,
  unitPriceCents,
  vatBasisPoints,
});

test.each([
  ['19 % of EUR 200', 20_000, 1900, 3_193],
  ['7 % of EUR 1', 100, 700, 7],
  ['a half is rounded upwards: 100 % of 1 cent', 1, 10_000, 1],
  ['just below a half is not: 7 % of 7 cents', 7, 700, 0],
  ['nothing has none', 0, 1900, 0],
  ['a rate of 0', 14_900, 0, 0],
  ['10 % of JPY 15,000, in whole yen', 15_000, 1000, 1_364],
  ['the largest there may be', 100_000_000 * 50 * 100, 10_000, 250_000_000_000],
])('%s', (_, gross, rate, vat) => {
  expect(vatIn(gross, rate)).toBe(vat);
});

test('it is rounded once for each rate, and not for each ticket', () => {
  // 7 × EUR 0.99 have 110.6 cents; each by itself has 15.8, which would make 7 × 16 = 112.
  expect(splitVat([line(7, 99, 1900)])).toEqual([{ basisPoints: 1900, grossCents: 693, netCents: 582, vatCents: 111 }]);
  expect(7 * vatIn(99, 1900)).toBe(112);
});

test('lines of the same rate are one sum; what names no rate has no VAT', () => {
  const shares = splitVat([line(1, 10_000, 700), line(2, 5_000, 1900), line(1, 11_900, 1900), line(1, 500, null)]);
  expect(shares.map(({ basisPoints, grossCents, vatCents }) => [basisPoints, grossCents, vatCents])).toEqual([
    [1900, 21_900, 3_497],
    [700, 10_000, 654],
    [null, 500, 0],
  ]);
  for (const { grossCents, netCents, vatCents } of shares) expect(netCents + vatCents).toBe(grossCents);
});

test('a part is spread over the rates and adds up to the last unit', () => {
  const lines = [line(1, 10_000, 1900), line(1, 5_000, 700), line(1, 1, null)];
  for (const part of [0, 1, 2, 3, 99, 7_500, 15_000, 15_001]) {
    const shares = splitVatOfPart(lines, part);
    expect(shares.reduce((sum, { grossCents }) => sum + grossCents, 0)).toBe(part);
    expect(shares.every(({ grossCents, vatCents }) => grossCents >= 0 && vatCents >= 0)).toBe(true);
  }
  expect(splitVatOfPart(lines, 15_001)).toEqual(splitVat(lines));
});

test('in words, in the currency', () => {
  expect(describeVat([line(2, 10_000, 1900)], 'EUR')).toBe('Includes €31.93 VAT (19\u00a0%)');
  expect(describeVat([line(1, 15_000, 1000)], 'JPY')).toBe('Includes ¥1,364 VAT (10\u00a0%)');
  expect(describeVat([line(1, 10_000, 1900), line(1, 10_000, 700)], 'EUR')).toBe(
    'Includes €15.97 VAT (19\u00a0%) and €6.54 VAT (7\u00a0%)',
  );
  expect(describeVat([line(1, 10_000, 0), line(1, 10_000, null)], 'EUR')).toBeNull();
  expect([1900, 550, 810, 0].map(formatVatRate)).toEqual(['19\u00a0%', '5.5\u00a0%', '8.1\u00a0%', '0\u00a0%']);
});
