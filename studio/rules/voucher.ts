import { formatInZone } from './zoned-time.ts';

type Field = unknown;
const toTime = (field: Field): number => (typeof field === 'string' ? Date.parse(field) : Number.NaN);

/** Fewer could be tried out, even by somebody who has to wait after each few. */
const fewest = 6;
const most = 40;

/** As codes are compared: people type them in any case, with or without spaces and hyphens. */
export const comparableCode = (code: string): string => code.toUpperCase().replace(/[\s-]+/g, '');

export function findCodeProblem(code: string): string | null {
  if (!/^[A-Za-z0-9]+(?:[- ]+[A-Za-z0-9]+)*$/.test(code))
    return 'Use the letters A to Z, digits, and hyphens between them: everybody finds these on their keyboard.';
  const { length } = comparableCode(code);
  if (length < fewest)
    return `Use at least ${fewest} letters and digits: a shorter code can be found by trying. Add a word or a number that nobody guesses.`;
  return length > most ? `Use at most ${most} letters and digits: somebody has to type them.` : null;
}

export function findVoucherWindowProblem(validFrom: Field, validUntil: Field): string | null {
  if (!(toTime(validUntil) <= toTime(validFrom))) return null;
  return 'It ends before it begins, so nobody could ever use it.';
}

export type VoucherFields = {
  gives?: Field;
  percentOff?: Field;
  amountOffCents?: Field;
  priceCents?: Field;
  validFrom?: Field;
  validUntil?: Field;
  maxUses?: Field;
};

export function describeGift(
  { gives, percentOff, amountOffCents, priceCents }: VoucherFields,
  write: (cents: number) => string,
): string {
  const money = (cents: Field) => (typeof cents === 'number' ? write(cents) : '?');
  switch (gives) {
    case 'amount':
      return `${money(amountOffCents)} off`;
    case 'price':
      return priceCents === 0 ? 'free' : `for ${money(priceCents)}`;
    case 'access':
      return 'shows hidden tickets';
    default:
      return typeof percentOff === 'number' ? `${percentOff} % off` : 'nothing yet';
  }
}

/** Whether it can be used, seen from `now` (UTC ms). `uses`: null where the site did not say. */
export function describeVoucherState(voucher: VoucherFields, uses: number | null, now: number): string {
  const { validFrom, validUntil, maxUses } = voucher;
  if (toTime(validFrom) > now) return `good from ${formatInZone(String(validFrom))}`;
  if (toTime(validUntil) <= now) return `ended ${formatInZone(String(validUntil))}`;
  if (typeof maxUses === 'number' && uses !== null && uses >= maxUses) return 'used up';
  return toTime(validUntil) > now ? `good until ${formatInZone(String(validUntil))}` : 'good';
}

export function describeUses(maxUses: Field, uses: number | null): string | null {
  const most = typeof maxUses === 'number' ? maxUses : null;
  if (uses === null) return most === null ? null : `at most ${most} places`;
  return most === null ? `${uses} used` : `${uses} of ${most} used`;
}
