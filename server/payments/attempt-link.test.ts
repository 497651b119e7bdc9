import { expect, test } from 'vitest';
import { signOrder } from '../orders/order-link.ts';
import { attemptPath, isAttemptSignature, signAttempt } from './attempt-link.ts';

const secret = 'a'.repeat(32);

test('a return link opens its own payment', () => {
  const link = new URL(attemptPath('return', 'p1', secret), 'http://foyer.test');
  expect(link.pathname).toBe('/pay/return/p1');
  expect(isAttemptSignature('p1', link.searchParams.get('s'), secret)).toBe(true);
});

test.each([
  ['none', null],
  ['empty', ''],
  ["another payment's", signAttempt('p2', secret)],
  ['that of an order with the same id', signOrder('p1', secret)],
  ["another secret's", signAttempt('p1', 'b'.repeat(32))],
  ['cut short', signAttempt('p1', secret).slice(0, 8)],
  ['not ASCII', '🎟️'.repeat(8)],
])('a signature that is %s opens nothing', (_, signature) => {
  expect(isAttemptSignature('p1', signature, secret)).toBe(false);
});
