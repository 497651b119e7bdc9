import { expect, test } from 'vitest';
import { refundReasons, refundStates } from '../payments/refund.ts';
import { refund } from './example-order.ts';
import { describePaymentNotice, describeRefund, parsePaymentNotice, paymentNotices } from './payment-words.ts';

test('every notice says that nothing was taken', () => {
  for (const notice of paymentNotices) expect(describePaymentNotice(notice, true)).toContain('Nothing was taken');
});

test('seats are promised only while they are held', () => {
  expect(describePaymentNotice('declined', true)).toContain('still yours');
  expect(describePaymentNotice('declined', false)).not.toContain('yours');
});

test('an address cannot put words of its own on the page', () => {
  expect(parsePaymentNotice('declined')).toBe('declined');
  expect(parsePaymentNotice('send money to me')).toBe(null);
  expect(parsePaymentNotice(null)).toBe(null);
});

test('every refund names its amount', () => {
  for (const state of refundStates) {
    for (const reason of refundReasons) {
      const words = describeRefund({ ...refund, state, reason }, '€149', () => '2 June 2027');
      expect(words).toContain('€149');
      if (state !== 'FAILED') expect(words).toContain('2 June 2027');
    }
  }
});

test('what a person sent back says how, and does not speak of PayPal’s account', () => {
  const byHand = { ...refund, state: 'COMPLETED' as const, how: 'By bank transfer.', completedAt: 0 };
  const words = describeRefund(byHand, '€149', () => '2 June 2027');
  expect(words).toContain('By bank transfer.');
  expect(words).not.toContain('account that paid');
});
