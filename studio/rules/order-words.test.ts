import { expect, test } from 'vitest';
import { describeState, describeTotal } from './order-words.ts';

test('a state that is newer than these words shows as it is', () => {
  expect(describeState('CONFIRMED')).toBe('confirmed');
  expect(describeState('ON_THE_MOON')).toBe('ON_THE_MOON');
});

test('a total in words', () => {
  expect(describeTotal(0, 'EUR')).toBe('free');
  expect(describeTotal(14_900, 'EUR')).toBe('€149');
  expect(describeTotal(14_900, 'JPY')).toBe('¥14,900');
  expect(describeTotal(undefined, 'EUR')).toBe('');
});
