import { expect, test } from 'vitest';
import { findMissingSeller, findPrefixProblem } from './invoicing.ts';

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
