import { expect, test } from 'vitest';
import { transactionsReply } from './read-transactions.ts';

const info = {
  transaction_id: 'TX1',
  transaction_event_code: 'T1107',
  transaction_status: 'S',
  transaction_initiation_date: '2014-07-11T04:03:52+0000',
  transaction_amount: { currency_code: 'EUR', value: '-12.50' },
  paypal_reference_id: 'CAP1',
};
const page = (changes: object) => ({
  transaction_details: [{ transaction_info: { ...info, ...changes } }],
  total_pages: 3,
});

test('what left is negative, and both spellings of a time are read', () => {
  const at = Date.UTC(2014, 6, 11, 4, 3, 52);
  for (const transaction_initiation_date of [
    '2014-07-11T04:03:52+0000',
    '2014-07-11T04:03:52Z',
    '2014-07-11T06:03:52+0200',
  ]) {
    const { transactions, pages } = transactionsReply.parse(page({ transaction_initiation_date }));
    expect(transactions).toMatchObject([{ id: 'TX1', amountCents: -1250, currency: 'EUR', at, referenceId: 'CAP1' }]);
    expect(pages).toBe(3);
  }
});

test('an account that makes no sense is not read as one where nothing moved', () => {
  expect(transactionsReply.safeParse(page({ transaction_amount: { currency_code: 'EUR', value: 'x' } })).success).toBe(
    false,
  );
  expect(transactionsReply.safeParse(page({ transaction_initiation_date: 'yesterday' })).success).toBe(false);
  expect(transactionsReply.parse({ total_pages: 0 })).toEqual({ transactions: [], pages: 0 });
});
