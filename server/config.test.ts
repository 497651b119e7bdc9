import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { createTicketKey } from './tickets/ticket-keys.ts';

const local = {
  REDIS_URL: 'redis://127.0.0.1:6391',
  LEDGER_URL: 'redis://127.0.0.1:6390',
  SESSION_SECRET: 's'.repeat(32),
  ORDER_LINK_SECRET: 'o'.repeat(32),
  TICKET_PRIVATE_KEY: createTicketKey(),
  PAYPAL_STAND_IN_CLIENT_ID: 'local-client',
  PAYPAL_STAND_IN_CLIENT_SECRET: 'local-secret',
};
const mail = { SMTP_URL: 'smtps://u:p@mail.example', MAIL_FROM: 'Days of Type <tickets@example.org>' };
const abroad = { ...local, ...mail, PUBLIC_BASE_URL: 'https://conference.example', SANITY_PROJECT_ID: 'abc' };
const app = { PAYPAL_CLIENT_ID: 'app', PAYPAL_CLIENT_SECRET: 'app-secret' };

function refusalOf(environment: Record<string, string | undefined>): string {
  try {
    parseConfig(environment);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('the local stack needs no account at PayPal', () => {
  expect(parseConfig(local)).toMatchObject({
    PAYPAL_ENVIRONMENT: 'sandbox',
    PAYPAL_STAND_IN_URL: 'http://127.0.0.1:8091',
  });
});

test.each([
  ['a public address', abroad],
  ['production', { ...local, ...mail, NODE_ENV: 'production', SANITY_PROJECT_ID: 'abc' }],
])('%s is refused without an app at PayPal, and accepted with one', (_, environment) => {
  expect(refusalOf(environment)).toContain('PAYPAL_CLIENT_ID: is needed in production');
  expect(refusalOf({ ...environment, ...app })).toBe('');
});

test('the local stack runs as production does, with stand-ins on request; a public address never has them', () => {
  const onRequest = { NODE_ENV: 'production', STAND_INS: 'allowed' };
  expect(refusalOf({ ...local, ...onRequest })).toBe('');
  expect(refusalOf({ ...abroad, ...onRequest })).toContain('PAYPAL_CLIENT_ID: is needed in production');
});

test('all stand-ins are refused in one message', () => {
  const refusal = refusalOf({ ...local, NODE_ENV: 'production' });
  expect(refusal).toContain('SANITY_PROJECT_ID');
  expect(refusal).toContain('PAYPAL_CLIENT_ID');
  expect(refusal).toContain('SMTP_URL: is needed in production');
  expect(refusal).toContain('MAIL_FROM: is needed in production');
});

test('real money needs a webhook, a named receiver, and time as it passes', () => {
  const real = { ...abroad, ...app, PAYPAL_ENVIRONMENT: 'production' };
  const refusal = refusalOf({ ...real, PAYMENT_TIME_FACTOR: '0.5' });
  for (const name of ['PAYPAL_WEBHOOK_ID', 'PAYPAL_MERCHANT_ID', 'PAYMENT_TIME_FACTOR'])
    expect(refusal).toContain(`${name}: `);
  const complete = { PAYPAL_WEBHOOK_ID: '8PT597110X687430LKGECATA', PAYPAL_MERCHANT_ID: 'ABCDEFGH23456' };
  expect(refusalOf({ ...real, ...complete })).toBe('');
});

test('in containers the local PayPal is a neighbour by name, on request, and shows itself on this machine alone', () => {
  const beside = { ...local, STAND_INS: 'allowed', PAYPAL_STAND_IN_URL: 'http://paypal:8091' };
  expect(refusalOf(beside)).toBe('');
  expect(refusalOf({ ...beside, STAND_INS: undefined })).toContain('PAYPAL_STAND_IN_URL: must be');
  expect(refusalOf({ ...beside, PAYPAL_STAND_IN_URL: 'http://paypal.example:8091' })).toContain('PAYPAL_STAND_IN_URL');
  expect(refusalOf({ ...beside, PAYPAL_STAND_IN_PUBLIC_URL: 'http://paypal:8091' })).toContain('_PUBLIC_URL: must be');
  expect(refusalOf({ ...beside, PUBLIC_BASE_URL: 'https://conference.example' })).toContain(
    'PAYPAL_CLIENT_ID: is needed',
  );
});

test.each([
  ['an app without its secret', { ...local, PAYPAL_CLIENT_ID: 'app' }, 'PAYPAL_CLIENT_SECRET'],
  ['a stand-in elsewhere', { ...local, PAYPAL_STAND_IN_URL: 'http://10.0.0.1:8091' }, 'PAYPAL_STAND_IN_URL'],
  ['no credentials at all', { ...local, PAYPAL_STAND_IN_CLIENT_SECRET: '' }, 'PAYPAL_STAND_IN_CLIENT_SECRET'],
  ['a merchant id with a typo', { ...abroad, ...app, PAYPAL_MERCHANT_ID: 'ME' }, 'PAYPAL_MERCHANT_ID'],
])('%s is refused by name', (_, environment, name) => {
  expect(refusalOf(environment)).toContain(`${name}: `);
});

test('a key that signs no tickets is named with a way to make one, and not quoted', () => {
  const refusal = refusalOf({ ...local, TICKET_PRIVATE_KEY: 'swordfish' });
  expect(refusal).toContain('TICKET_PRIVATE_KEY: is no Ed25519 key; `openssl');
  expect(refusal).not.toContain('swordfish');
  expect(refusalOf({ ...local, TICKET_PRIVATE_KEY: undefined })).toContain('TICKET_PRIVATE_KEY: is missing');
});

test.each([
  ['a web address', { SMTP_URL: 'https://user:swordfish@mail.example' }, 'SMTP_URL: must be an address like'],
  ['no address at all', { SMTP_URL: 'swordfish' }, 'SMTP_URL: must be an address like'],
  ['a sender without an address', { MAIL_FROM: 'Days of Type' }, 'MAIL_FROM: must be like'],
  ['a sender with a second line', { MAIL_FROM: 'Days\r\nBcc: x <a@example.org>' }, 'MAIL_FROM: must be like'],
  ['two senders', { MAIL_FROM: 'a@example.org, b@example.org' }, 'MAIL_FROM: must be like'],
])('mail is refused by name, and no password is quoted: %s', (_, environment, words) => {
  expect(refusalOf({ ...local, ...environment })).toContain(words);
  expect(refusalOf({ ...local, ...environment })).not.toContain('swordfish');
});
