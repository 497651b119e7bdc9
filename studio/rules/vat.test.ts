import { expect, test } from 'vitest';
import { findVatProblem } from './vat.ts';

test.each([undefined, 0, 7, 8.1, 19, 25.5, 5.25, 100])('%s is a rate of VAT', (percent) => {
  expect(findVatProblem(percent)).toBeNull();
});

test.each([
  [-1, 'between 0 and 100'],
  [101, 'between 0 and 100'],
  ['19', 'between 0 and 100'],
  [0.19, 'Write 19 for 19 %'],
  [7.125, 'two decimals at most'],
])('%s is none', (percent, words) => {
  expect(findVatProblem(percent)).toContain(words);
});
