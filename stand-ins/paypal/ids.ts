import { randomBytes, randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** 17 letters and digits, like the ids of PayPal's orders, captures and refunds. */
export function createId(): string {
  return Array.from({ length: 17 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

export const createDebugId = () => randomBytes(7).toString('hex').slice(0, 13);
