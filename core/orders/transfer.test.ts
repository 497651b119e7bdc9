import { expect, test } from 'vitest';
import { dayMs, formatAccount, isTransferOffered, type TransferTerms } from './transfer.ts';

test.each([
  ['DE02120300000000202051', 'DE02 1203 0000 0000 2020 51'],
  ['DE02 1203 0000 0000 2020 51', 'DE02 1203 0000 0000 2020 51'],
  ['1234567 (Mizuho)', '1234567 (Mizuho)'],
])('%s is written as %s', (account, written) => {
  expect(formatAccount(account)).toBe(written);
});

test('it is offered while it can be due before the conference', () => {
  const bank = { accountHolder: 'A', account: '1234', bic: null, bankName: null };
  const terms: TransferTerms = { bank, daysToPay: 14, graceDays: 3, lastDueAt: 100 * dayMs };
  expect(isTransferOffered(terms, 86 * dayMs)).toBe(true);
  expect(isTransferOffered(terms, 86 * dayMs + 1)).toBe(false);
  expect(isTransferOffered(null, 0)).toBe(false);
});
