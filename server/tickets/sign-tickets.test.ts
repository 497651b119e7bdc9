import { expect, test } from 'vitest';
import { createTicketSigner, isSignedList, verifyTicketCode } from './sign-tickets.ts';
import { createTicketKey, isTicketKey, parsePublicKey, parseTicketKey, toPublicPem } from './ticket-keys.ts';

const privateKey = parseTicketKey(createTicketKey());
const publicKey = parsePublicKey(toPublicPem(privateKey));
const signer = createTicketSigner({ privateKey, eventId: 'event' });
const code = signer.codeOf({ id: 'K7Q2ABCDEF-1', revision: 1 });

test('a code verifies with the public key alone, and is the same each time', () => {
  expect(publicKey.type).toBe('public');
  expect(verifyTicketCode(code, publicKey)).toEqual({ eventId: 'event', registrationId: 'K7Q2ABCDEF-1', revision: 1 });
  expect(signer.codeOf({ id: 'K7Q2ABCDEF-1', revision: 1 })).toBe(code);
});

test('a code with any one character changed does not', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-';
  const passed: string[] = [];
  for (let index = 0; index < code.length; index++) {
    const other = alphabet[(alphabet.indexOf(code[index] ?? '') + 1) % alphabet.length];
    const changed = `${code.slice(0, index)}${other}${code.slice(index + 1)}`;
    if (verifyTicketCode(changed, publicKey)) passed.push(changed);
  }
  expect(passed).toEqual([]);
});

test("another key's codes do not, nor another registration's signature", () => {
  const stranger = createTicketSigner({ privateKey: parseTicketKey(createTicketKey()), eventId: 'event' });
  expect(verifyTicketCode(stranger.codeOf({ id: 'K7Q2ABCDEF-1', revision: 1 }), publicKey)).toBe(null);
  const other = signer.codeOf({ id: 'K7Q2ABCDEF-2', revision: 1 });
  const mixed = code.replace(/[^.]+$/, other.slice(other.lastIndexOf('.') + 1));
  expect(verifyTicketCode(mixed, publicKey)).toBe(null);
});

test('a list of refused tickets is signed whole', () => {
  const list = signer.signRefused({ version: 1, at: 1000, refused: ['K7Q2ABCDEF-1.1'] });
  expect(isSignedList(list, publicKey)).toBe(true);
  for (const change of [{ refused: [] }, { version: 2 }, { at: 2000 }, { eventId: 'other' }]) {
    expect(isSignedList({ ...list, ...change }, publicKey)).toBe(false);
  }
});

test('a public key is found in PEM and in the JSON of the site', () => {
  const pem = toPublicPem(privateKey);
  expect(parsePublicKey(JSON.stringify({ publicKey: pem })).equals(publicKey)).toBe(true);
  expect(() => parsePublicKey('{}')).toThrow('no public key');
});

test.each([
  ['nothing', ''],
  ['words', 'swordfish'],
  ['a public key', Buffer.from(toPublicPem(privateKey)).toString('base64')],
])('%s is no ticket key, and the complaint does not quote it', (_, text) => {
  expect(isTicketKey(text)).toBe(false);
  expect(() => parseTicketKey(text)).toThrow('this is no Ed25519 private key in PKCS#8, base64');
});
