import { expect, test } from 'vitest';
import { judgeRequest, maxBodyBytes } from './refuse.ts';

const form = {
  host: 'foyer.example',
  origin: 'https://foyer.example',
  'content-length': '20',
  'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
};
const judge = (headers: Record<string, string | undefined>, method = 'POST') => judgeRequest({ method, headers });

test('a form of our own passes, with and without fetch metadata', () => {
  expect(judge(form)).toBe(null);
  expect(judge({ ...form, 'sec-fetch-site': 'same-origin', origin: undefined })).toBe(null);
  expect(judge({ ...form, 'content-type': 'multipart/form-data; boundary=x' })).toBe(null);
});

test.each([
  ['another site', { origin: 'https://evil.example' }],
  ['another port', { origin: 'https://foyer.example:444' }],
  ['an opaque origin', { origin: 'null' }],
  ['no origin at all', { origin: undefined }],
  ['a sibling site, whatever Origin says', { 'sec-fetch-site': 'same-site' }],
  ['a cross-site page, whatever Origin says', { 'sec-fetch-site': 'cross-site' }],
  ['another site, whatever fetch metadata says', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
  ['an origin that is no address', { 'sec-fetch-site': 'same-origin', origin: 'evil' }],
])('a form from %s is forbidden', (_, headers) => {
  expect(judge({ ...form, ...headers })).toBe(403);
});

test('size and type are judged before a byte is read', () => {
  expect(judge({ ...form, 'content-length': String(maxBodyBytes) })).toBe(null);
  expect(judge({ ...form, 'content-length': String(maxBodyBytes + 1) })).toBe(413);
  expect(judge({ ...form, 'content-length': undefined })).toBe(411);
  expect(judge({ ...form, 'content-type': 'text/plain' })).toBe(415);
  expect(judge({ ...form, 'content-type': undefined })).toBe(415);
  expect(judge({ ...form, 'content-type': 'application/json' })).toBe(415);
});

test('reading is never judged', () => {
  expect(judge({}, 'GET')).toBe(null);
  expect(judge({ 'sec-fetch-site': 'cross-site' }, 'HEAD')).toBe(null);
});

test('other methods are judged like a POST', () => {
  expect(judge({ host: 'foyer.example' }, 'DELETE')).toBe(403);
});
