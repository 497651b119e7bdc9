import { expect, test } from 'vitest';
import { orderReply } from './paypal-replies.ts';

const amount = { currency_code: 'EUR', value: '125.50' };
const captured = (status: string) => ({ payments: { captures: [{ id: 'C1', status, amount }] } });
const order = (unit: object = {}, rest: object = {}) => ({
  id: 'O1',
  status: 'CREATED',
  purchase_units: [{ amount, ...unit }],
  ...rest,
});

test('the approval link is whichever PayPal gives', () => {
  const links = [
    { rel: 'self', href: 'https://paypal.example/self' },
    { rel: 'approve', href: 'https://paypal.example/approve' },
  ];
  expect(orderReply.parse(order({}, { links })).approveUrl).toBe('https://paypal.example/approve');
  const both = [...links, { rel: 'payer-action', href: 'https://paypal.example/payer-action' }];
  expect(orderReply.parse(order({}, { links: both })).approveUrl).toBe('https://paypal.example/payer-action');
  expect(orderReply.parse(order()).approveUrl).toBeNull();
});

test('an order without a status is completed if it has a payment, else it makes no sense', () => {
  expect(orderReply.parse(order(captured('DECLINED'), { status: undefined })).status).toBe('COMPLETED');
  expect(orderReply.safeParse(order({}, { status: undefined })).success).toBe(false);
});

test.each([
  ['no purchase unit', { ...order(), purchase_units: [] }],
  ['two purchase units', { ...order(), purchase_units: [{ amount }, { amount }] }],
  ['a status nobody has heard of', order({}, { status: 'PAID' })],
  ['a capture with a status nobody has heard of', order(captured('MAYBE'))],
  ['an amount that is none', order({ amount: { currency_code: 'EUR', value: '1,00' } })],
  ['a fraction of a cent', order({ amount: { currency_code: 'EUR', value: '1.005' } })],
  ['nothing', null],
])('%s makes no sense', (_, body) => {
  expect(orderReply.safeParse(body).success).toBe(false);
});
