import { expect, test } from 'vitest';
import { findAccountProblem, findMissingBank, findMissingSeller, findPrefixProblem } from './invoicing.ts';

const whole = { legalName: 'Maré Alta, Associação', address: 'Rua do Cais Velho 12\n1900 Lisboa', invoicePrefix: 'MA' };

test('a seller is whole, or not there at all', () => {
  expect(findMissingSeller(undefined)).toBeNull();
  expect(findMissingSeller({})).toBeNull();
  expect(findMissingSeller({ legalName: ' ' })).toBeNull();
  expect(findMissingSeller(whole)).toBeNull();
  expect(findMissingSeller({ ...whole, legalName: undefined })).toContain('name of who sells');
  expect(findMissingSeller({ ...whole, address: '' })).toContain('address');
  expect(findMissingSeller({ ...whole, invoicePrefix: undefined })).toContain('how invoice numbers begin');
});

test.each(['MA', 'A', '2027', 'MAREALTA27', undefined, ''])('%s may begin a number', (prefix) => {
  expect(findPrefixProblem(prefix)).toBeNull();
});

test.each(['ma', 'MA-', 'MAREALTA2027', 'M A'])('%s may not', (prefix) => {
  expect(findPrefixProblem(prefix)).toContain('capitals and digits');
});

test('a transfer is offered whole, or not at all', () => {
  const bank = {
    isOffered: true,
    accountHolder: 'Maré Alta',
    account: 'PT50000201231234567890154',
    daysToPay: 14,
    daysOfGrace: 5,
  };
  expect(findMissingBank(bank, whole)).toBeNull();
  expect(findMissingBank(undefined, undefined)).toBeNull();
  expect(findMissingBank({ isOffered: false }, undefined)).toBeNull();
  expect(findMissingBank({ ...bank, account: '' }, whole)).toContain('account');
  expect(findMissingBank({ ...bank, accountHolder: undefined }, whole)).toContain('whose account');
  expect(findMissingBank({ ...bank, daysToPay: undefined }, whole)).toContain('days there are to pay');
  expect(findMissingBank({ ...bank, daysOfGrace: undefined }, whole)).toContain('after the reminder');
  expect(findMissingBank(bank, { legalName: 'Maré Alta' })).toContain('who sells the tickets first');
});

test.each(['PT50 0002 0123 1234 5678 9015 4', 'DE02120300000000202051', '1234567 Mizuho', undefined])(
  '%s is an account',
  (account) => {
    expect(findAccountProblem(account)).toBeNull();
  },
);

test.each(['PT50 0002 0123 1234 5678 9015 5', 'DE0212030000000020205', 'DE02', '123'])('%s is none', (account) => {
  expect(findAccountProblem(account)).not.toBeNull();
});
