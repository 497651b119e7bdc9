import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { createAttempts, toNetwork } from './attempts.ts';

let now = 0;
let attempts: ReturnType<typeof createAttempts>;
let database: DatabaseSync;
const minute = 60_000;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  database = new DatabaseSync(':memory:');
  attempts = createAttempts(database, () => now);
});
const tryTimes = (times: number, address: string) => Array.from({ length: times }, () => attempts.begin(address));

test('the sixth wrong password from one address waits until the first is a quarter of an hour ago', () => {
  expect(tryTimes(5, '192.0.2.1').every(({ isAllowed }) => isAllowed)).toBe(true);
  now += 5 * minute;
  expect(attempts.begin('192.0.2.1')).toEqual({ isAllowed: false, reason: 'address', retryAfterSeconds: 600 });
  expect(attempts.begin('192.0.2.2')).toEqual({ isAllowed: true });
  now += 10 * minute;
  expect(attempts.begin('192.0.2.1')).toEqual({ isAllowed: true });
});

test('attempts while locked out do not make it longer', () => {
  tryTimes(5, '192.0.2.1');
  for (let passed = 0; passed < 14; passed++) {
    now += minute;
    expect(attempts.begin('192.0.2.1').isAllowed).toBe(false);
  }
  now += minute;
  expect(attempts.begin('192.0.2.1').isAllowed).toBe(true);
});

test('a right password forgives the wrong ones before it', () => {
  tryTimes(4, '192.0.2.1');
  attempts.succeed('192.0.2.1');
  expect(tryTimes(5, '192.0.2.1').every(({ isAllowed }) => isAllowed)).toBe(true);
});

test('many addresses together are locked out too, but not from where somebody signed in before', () => {
  attempts.begin('198.51.100.7');
  attempts.succeed('198.51.100.7');
  for (let host = 0; host < 50; host++) expect(attempts.begin(`192.0.2.${host}`).isAllowed).toBe(true);
  expect(attempts.begin('203.0.113.1')).toMatchObject({ isAllowed: false, reason: 'overall' });
  expect(attempts.begin('198.51.100.7').isAllowed).toBe(true);
  now += 15 * minute;
  expect(attempts.begin('203.0.113.1').isAllowed).toBe(true);
});

test('a restart forgives nobody', () => {
  tryTimes(5, '192.0.2.1');
  attempts = createAttempts(database, () => now);
  expect(attempts.begin('192.0.2.1').isAllowed).toBe(false);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, network) => expect(toNetwork(address)).toBe(network));
