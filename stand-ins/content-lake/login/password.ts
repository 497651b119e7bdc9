import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What is kept of a password: it can be checked, never read. */
export type PasswordHash = { salt: string; hash: string; cost: number };

/** 32 MB and about a tenth of a second a try: what makes guessing from a stolen file slow. */
const usualCost = 2 ** 15;
const blockSize = 8;
const keyBytes = 32;
/** Without letters and digits that are taken for each other. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

const derive = promisify<string, Buffer, number, { N: number; r: number; maxmem: number }, Buffer>(scrypt);
const deriveKey = (password: string, salt: Buffer, cost: number) =>
  derive(password.normalize('NFKC'), salt, keyBytes, { N: cost, r: blockSize, maxmem: 256 * cost * blockSize });

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const key = await deriveKey(password, salt, usualCost);
  return { salt: salt.toString('base64'), hash: key.toString('base64'), cost: usualCost };
}

export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const key = await deriveKey(password, Buffer.from(kept.salt, 'base64'), kept.cost);
  const expected = Buffer.from(kept.hash, 'base64');
  return key.length === expected.length && timingSafeEqual(key, expected);
}

/** Four groups of five, nearly 100 bits: nobody can guess it, and it can be read out over a table. */
export function generatePassword(): string {
  const letter = () => alphabet[randomInt(alphabet.length)];
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, letter).join('')).join('-');
}
