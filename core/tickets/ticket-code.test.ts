import { expect, test } from 'vitest';
import { fromBase32, toBase32 } from './base32.ts';
import { isRefused } from './refused-tickets.ts';
import { formatTicketCode, orderIdOf, parseTicketCode, toSignedText } from './ticket-code.ts';

const ticket = { eventId: 'lisbon-2027', registrationId: 'K7Q2ABCDEF-12', revision: 3 };
const signature = Uint8Array.from({ length: 64 }, (_, index) => (index * 37) % 256);
const code = formatTicketCode(ticket, signature);

test('a code is taken apart into what was put in, however it is typed', () => {
  const parsed = { ticket, signedText: 'F1.LISBON-2027.K7Q2ABCDEF-12.3', signature };
  expect(parseTicketCode(code)).toEqual(parsed);
  expect(parseTicketCode(` ${code.toLowerCase()}\n`)).toEqual(parsed);
  expect(toSignedText(ticket)).toBe(parsed.signedText);
  expect(orderIdOf(ticket.registrationId)).toBe('K7Q2ABCDEF');
});

test("uses only what a QR code's alphanumeric mode has, and nothing that an address would have to escape", () => {
  expect(code).toMatch(/^[0-9A-Z.-]+$/);
  expect(encodeURIComponent(code)).toBe(code);
});

test.each([
  ['empty', ''],
  ['a web address', 'https://example.org/'],
  ['another format', code.replace('F1.', 'F2.')],
  ['cut short', code.slice(0, -1)],
  ['longer', `${code}A`],
  ['without its signature', code.slice(0, code.lastIndexOf('.'))],
  ['with a space inside', `${code.slice(0, 40)} ${code.slice(40)}`],
  ['with a revision of zero', code.replace('.3.', '.0.')],
  ['with a revision written otherwise', code.replace('.3.', '.03.')],
  ['with a place written otherwise', code.replace('-12.', '-012.')],
  // 64 bytes leave three bits in the last character, which must be zero.
  ['with loose bits at its end', code.slice(0, -1) + String.fromCharCode(code.charCodeAt(code.length - 1) + 1)],
])('what is %s is no code', (_, text) => {
  expect(parseTicketCode(text)).toBe(null);
});

test.each([
  [{ ...ticket, eventId: 'Lisbon' }],
  [{ ...ticket, eventId: 'a.b' }],
  [{ ...ticket, registrationId: 'K7Q2' }],
  [{ ...ticket, registrationId: 'k7q2-1' }],
  [{ ...ticket, revision: 0 }],
  [{ ...ticket, revision: 1.5 }],
])('refuses to write a code that could not be read back: %j', (wrong) => {
  expect(() => toSignedText(wrong)).toThrow(RangeError);
});

test('base32 is the RFC 4648 one', () => {
  const vectors = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  };
  for (const [plain, encoded] of Object.entries(vectors)) {
    expect(toBase32(Buffer.from(plain))).toBe(encoded);
    expect(fromBase32(encoded)).toEqual(Uint8Array.from(Buffer.from(plain)));
  }
  expect(fromBase32('M1')).toBe(null);
  expect(fromBase32('MZ')).toBe(null);
});

test('an entry of the refused list stands for its revision and those before it, of this registration alone', () => {
  const list = { refused: ['K7Q2ABCDEF-1.2'] };
  expect(isRefused(list, { registrationId: 'K7Q2ABCDEF-1', revision: 1 })).toBe(true);
  expect(isRefused(list, { registrationId: 'K7Q2ABCDEF-1', revision: 2 })).toBe(true);
  expect(isRefused(list, { registrationId: 'K7Q2ABCDEF-1', revision: 3 })).toBe(false);
  expect(isRefused(list, { registrationId: 'K7Q2ABCDEF-11', revision: 1 })).toBe(false);
});
