import { expect, test } from 'vitest';
import { refundStates } from '../payments/attempt.ts';
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
    const refund = { state, amountCents: 14_900, requestedAt: 0, completedAt: null };
    expect(describeRefund(refund, '€149')).toContain('€149');
  }
});
