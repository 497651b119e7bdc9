import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { judgeFailure } from './judge-failure.ts';

const answered = (statusCode: number, headers: Record<string, string> = {}) => ({
  statusCode,
  message: 'no',
  response: { headers },
});

test.each([
  ['too many requests', answered(429), 'throttled'],
  ['nobody listens', Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), 'away'],
  ['it is silent', new Error('The operation was aborted due to timeout'), 'away'],
  ['it has broken down', answered(503), 'away'],
  ['the token is wrong', answered(401), 'away'],
  ['the token may not write', answered(403), 'away'],
  ['the plan is used up', answered(402), 'away'],
  ['somebody wrote in the same moment', answered(409), 'away'],
  ['a document is not as it must be', answered(400), 'refused'],
  ['it is too large', answered(413), 'refused'],
  ['who knows', 'odd', 'away'],
])('%s', (_, error, verdict) => {
  expect(judgeFailure(error, 0).verdict).toBe(verdict);
});

test('reads how long to wait, in seconds or until when', () => {
  const asked = (value: string) => judgeFailure(answered(429, { 'retry-after': value }), 10_000).retryAfterMs;
  expect(asked('7')).toBe(7_000);
  expect(asked(new Date(13_000).toUTCString())).toBe(3_000);
  expect(asked(new Date(1_000).toUTCString())).toBe(0);
  expect(asked('soon')).toBe(null);
});

test('the reason names nobody', () => {
  const { reason } = judgeFailure({ statusCode: 400, message: 'buyerEmail "zoe@example.org" is no string' }, 0);
  expect(reason).toBe('400 buyerEmail "..." is no string');
});

test('waits 1 s, 2 s ... at most 15 s, as long as it is asked to, and never for all that is asked', () => {
  expect([1, 2, 3, 4, 5, 1000].map((attempt) => backoffMs(attempt, null, 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ]);
  expect(backoffMs(3, null, 1)).toBe(2_000);
  expect(backoffMs(1, 9_000, 0.5)).toBe(9_000);
  expect(backoffMs(1, 3600_000, 0)).toBe(60_000);
});
