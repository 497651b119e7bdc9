import { expect, test } from 'vitest';
import { isOrderSignature, signOrder } from './order-link.ts';

const secret = 'a'.repeat(32);

test('a signature opens its own order', () => {
  expect(isOrderSignature('K7Q2', signOrder('K7Q2', secret), secret)).toBe(true);
});

test.each([
  ['none', null],
  ['empty', ''],
  ["another order's", signOrder('K7Q3', secret)],
  ["another secret's", signOrder('K7Q2', 'b'.repeat(32))],
  ['one character changed', `${signOrder('K7Q2', secret).slice(0, -1)}_`],
  ['cut short', signOrder('K7Q2', secret).slice(0, 8)],
  ['not ASCII', '🎟️'.repeat(8)],
])('a signature that is %s opens nothing', (_, signature) => {
  expect(isOrderSignature('K7Q2', signature, secret)).toBe(false);
});

test('is long enough not to be guessed', () => {
  expect(signOrder('K7Q2', secret)).toMatch(/^[\w-]{32}$/);
});
