import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { judgeFailure } from './judge-failure.ts';

test.each([
  ['nobody listens', { code: 'ESOCKET', message: 'connect ECONNREFUSED' }, 'server'],
  ['the name cannot be found', { code: 'EDNS', message: 'getaddrinfo ENOTFOUND' }, 'server'],
  ['it is silent', { code: 'ETIMEDOUT', command: 'CONN', message: 'Greeting never received' }, 'server'],
  ['it breaks off', { code: 'ECONNECTION', command: 'CONN', message: 'Connection closed unexpectedly' }, 'server'],
  ['it is closing', { code: 'EENVELOPE', responseCode: 421, command: 'RCPT TO', message: 'closing' }, 'server'],
  ['it wants nothing from us', { code: 'EPROTOCOL', responseCode: 554, command: 'CONN', message: 'no' }, 'server'],
  ['the password is wrong', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN', message: 'no' }, 'server'],
  ['the sender is refused', { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM', message: 'no' }, 'server'],
  ['the recipient is unknown', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', message: 'no' }, 'never'],
  ['their mailbox is full', { code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO', message: 'no' }, 'later'],
  ['the mail is spam', { code: 'EMESSAGE', responseCode: 554, command: 'DATA', message: 'no' }, 'never'],
  ['the mail is greylisted', { code: 'EMESSAGE', responseCode: 451, command: 'DATA', message: 'no' }, 'later'],
  ['the mail is too large', { code: 'EMESSAGE', command: 'MAIL FROM', message: 'Message size larger' }, 'never'],
  ['the address is none', { code: 'EENVELOPE', command: 'API', message: 'Invalid recipient' }, 'never'],
  ['who knows', 'odd', 'server'],
])('%s', (_, error, verdict) => {
  expect(judgeFailure(error).verdict).toBe(verdict);
});

test('the reason names nobody', () => {
  const { reason } = judgeFailure({
    responseCode: 550,
    message: '550 <zoe@example.org>: user "zoe@example.org" unknown',
  });
  expect(reason).toBe('550 <...>: user "..." unknown');
});

test('waits 1 s, 2 s, 4 s ... and at most 5 minutes', () => {
  expect([1, 2, 3, 9, 10, 1000].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
});
