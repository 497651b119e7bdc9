import { expect, test } from 'vitest';
import { readLakeConfig } from './content-lake/config.ts';
import { readMailboxConfig } from './mailbox/config.ts';
import { readPayPalStandInConfig } from './paypal/config.ts';
import { isKnownName, isOwnAddress } from './place.ts';

const secrets = {
  LAKE_TOKEN: 'l'.repeat(32),
  PAYPAL_STAND_IN_CLIENT_ID: 'i'.repeat(32),
  PAYPAL_STAND_IN_CLIENT_SECRET: 's'.repeat(32),
};

test.each([
  ['LAKE_HOST', readLakeConfig],
  ['PAYPAL_HOST', readPayPalStandInConfig],
  ['MAILBOX_HOST', readMailboxConfig],
])('%s is this machine; a network of containers only on request, and never one address of many', (name, read) => {
  expect(read(secrets)).toMatchObject({ [name]: '127.0.0.1' });
  expect(() => read({ ...secrets, [name]: '0.0.0.0' })).toThrow(`${name}: must be`);
  expect(read({ ...secrets, [name]: '0.0.0.0', STAND_INS: 'allowed' })).toMatchObject({ [name]: '0.0.0.0' });
  expect(() => read({ ...secrets, [name]: '203.0.113.5', STAND_INS: 'allowed' })).toThrow(`${name}: must be`);
});

test('the lake tells this machine, or in containers one beside it, and nobody on the internet', () => {
  const read = (address: string, more = {}) =>
    readLakeConfig({ ...secrets, SANITY_WEBHOOK_SECRET: 'w'.repeat(32), LAKE_WEBHOOK_URL: address, ...more });
  expect(read('http://127.0.0.1:8080/webhooks/sanity').LAKE_WEBHOOK_URL).toContain('127.0.0.1');
  expect(() => read('http://nginx:8080/')).toThrow('LAKE_WEBHOOK_URL: must be');
  expect(read('http://nginx:8080/', { STAND_INS: 'allowed' }).LAKE_WEBHOOK_URL).toBe('http://nginx:8080/');
  expect(() => read('http://site.example/', { STAND_INS: 'allowed' })).toThrow('LAKE_WEBHOOK_URL: must be');
});

test('where buyers approve is on this machine, whoever asks for it', () => {
  const read = (address: string) => readPayPalStandInConfig({ ...secrets, PAYPAL_PUBLIC_URL: address });
  expect(read('http://127.0.0.1:8091').PAYPAL_PUBLIC_URL).toBe('http://127.0.0.1:8091');
  expect(() => read('http://paypal.example')).toThrow('PAYPAL_PUBLIC_URL: must be');
  expect(isOwnAddress('http://[::1]:8091')).toBe(true);
});

test('a name elsewhere that leads here is not known', () => {
  expect(isKnownName('127.0.0.1:8091', 'paypal')).toBe(true);
  expect(isKnownName('paypal:8091', 'paypal')).toBe(true);
  for (const name of ['paypal.example:8091', 'mailbox:8091', '', undefined]) {
    expect(isKnownName(name, 'paypal')).toBe(false);
  }
});
