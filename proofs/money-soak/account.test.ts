import { expect, test } from 'vitest';
import { order, refund } from '../../core/orders/example-order.ts';
import { type Books, judge } from './account.ts';
import { partBackCents } from './desk.ts';

const money = (value: string) => ({ currency_code: 'EUR', value });
const capture = (status: 'COMPLETED' | 'PARTIALLY_REFUNDED' | 'REFUNDED', ...back: string[]) =>
  ({ status, refunds: back.map((value) => ({ amount: money(value) })) }) as Books['paypal'][0]['captures'][0];
const paypal = (...captures: Books['paypal'][0]['captures']): Books['paypal'] => [{ status: 'COMPLETED', captures }];
const who = (manner: Books['bought']['manner']) => ({ number: 1, email: 'a@example.org', orderId: order.id, manner });

const returned: Books = {
  bought: who('returns'),
  order: { ...order, state: 'CONFIRMED' },
  hasTask: false,
  paypal: paypal(capture('COMPLETED')),
  mails: ['Your ticket for Days of Type'],
};
const cancelled: Books = {
  bought: who('cancelled'),
  order: { ...order, state: 'CANCELLED', refunds: [{ ...refund, state: 'COMPLETED' }] },
  hasTask: false,
  paypal: paypal(capture('REFUNDED', '149.00')),
  mails: ['Cancelled: your registration for Days of Type', 'Refunded: Days of Type'],
};
const partBack: Books = {
  ...returned,
  bought: who('part-back'),
  paypal: paypal(capture('PARTIALLY_REFUNDED', String(partBackCents / 100))),
  mails: [...returned.mails, 'Refunded: Days of Type'],
};

test('who has what they paid for, or their money, is in order', () => {
  expect(judge([returned, cancelled, partBack])).toEqual({ open: [], wrong: [] });
});

test.each([
  ['two captures', { ...returned, paypal: paypal(capture('COMPLETED'), capture('COMPLETED')) }],
  ['two PayPal orders that are paid', { ...returned, paypal: [...returned.paypal, ...returned.paypal] }],
  ['a ticket and no money', { ...returned, paypal: [] }],
  ['an order that is lost', { ...returned, order: null }],
  ['more back than was taken', { ...cancelled, paypal: paypal(capture('REFUNDED', '149.00', '149.00')) }],
  ['more back than was asked', { ...partBack, paypal: paypal(capture('PARTIALLY_REFUNDED', '20.00', '20.00')) }],
  ['money of somebody who left', { ...returned, bought: who('leaves') }],
] as [string, Books][])('wrong for ever: %s', (_, books) => {
  expect(judge([books]).wrong).not.toEqual([]);
});

test.each([
  ['no mail', { ...returned, mails: [] }],
  ['no mail about the refund', { ...cancelled, mails: ['Cancelled: your registration for Days of Type'] }],
  ['money and no ticket', { ...returned, order: { ...order, state: 'EXPIRED' } }],
  ['cancelled, and the money stayed', { ...cancelled, paypal: paypal(capture('COMPLETED')) }],
  ['a refund without an end', { ...cancelled, order: { ...order, state: 'CANCELLED', refunds: [refund] } }],
] as [string, Books][])('not settled: %s', (_, books) => {
  expect(judge([books]).open).not.toEqual([]);
});

test('what a person has among the tasks need not be settled', () => {
  expect(judge([{ ...returned, hasTask: true, order: { ...order, state: 'NEEDS_ATTENTION' } }]).open).toEqual([]);
});
