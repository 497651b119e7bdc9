import { expect, test } from 'vitest';
import { refundReasons, refundStates } from '../payments/refund.ts';
import { refund } from './example-order.ts';
import {
  describePaymentNotice,
  describeRefund,
  isOfTransfer,
  parsePaymentNotice,
  paymentNotices,
} from './payment-words.ts';

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

const said = { amount: '€149', day: () => '2 June 2027', isByTransfer: false };

test('every refund names its amount', () => {
  for (const state of refundStates) {
    for (const reason of refundReasons) {
      const words = describeRefund({ ...refund, state, reason }, said);
      expect(words).toContain('€149');
      if (state !== 'FAILED') expect(words).toContain('2 June 2027');
    }
  }
});

test('what a person sent back says how, and does not speak of PayPal’s account', () => {
  const byHand = { ...refund, state: 'COMPLETED' as const, how: 'By bank transfer.', completedAt: 0 };
  const words = describeRefund(byHand, said);
  expect(words).toContain('By bank transfer.');
  expect(words).not.toContain('account that paid');
});

test('what was paid by transfer goes back by hand, and PayPal is not named', () => {
  for (const state of refundStates) {
    for (const how of [null, 'By bank transfer.']) {
      const words = describeRefund({ ...refund, state, how }, { ...said, isByTransfer: true });
      expect(words).toContain('€149');
      expect(words).not.toContain('PayPal');
      if (state === 'COMPLETED') expect(words).toContain(`gone back to you on 2 June 2027${how ? `: ${how}` : '.'}`);
      else expect(words).toContain('by hand');
    }
  }
});

test('a refund is of a transfer if the payment that it is of was one', () => {
  const payment = {
    ...{ attemptId: refund.attemptId, method: 'transfer' as const, state: 'REFUNDING' as const, amountCents: 14_900 },
    ...{ currency: 'EUR', declines: 0, isDeclined: false, problem: null },
    ...{ capturedCents: 14_900, capturedCurrency: 'EUR', capturedAt: 0 },
  };
  expect(isOfTransfer(refund, payment)).toBe(true);
  expect(isOfTransfer({ attemptId: 'another, at PayPal' }, payment)).toBe(false);
  expect(isOfTransfer(refund, { ...payment, method: 'paypal' })).toBe(false);
  expect(isOfTransfer(refund, null)).toBe(false);
});
