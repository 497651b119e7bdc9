import { formatInZone } from './zoned-time.ts';

type Field = unknown;
const toTime = (field: Field): number => (typeof field === 'string' ? Date.parse(field) : Number.NaN);

export function findSaleWindowProblem(salesStart: Field, salesEnd: Field): string | null {
  if (!(toTime(salesEnd) <= toTime(salesStart))) return null;
  return 'The sale ends before it begins, so nobody could ever buy this.';
}

export const describePrice = (priceCents: Field, write: (cents: number) => string): string => {
  if (typeof priceCents !== 'number') return 'no price yet';
  return priceCents === 0 ? 'free' : write(priceCents);
};

/** When it is sold, seen from `now` (UTC ms). */
export function describeSale(window: { salesStart?: Field; salesEnd?: Field }, now: number): string {
  const { salesStart, salesEnd } = window;
  if (toTime(salesStart) > now) return `on sale from ${formatInZone(String(salesStart))}`;
  if (toTime(salesEnd) <= now) return `sale ended ${formatInZone(String(salesEnd))}`;
  return toTime(salesEnd) > now ? `on sale until ${formatInZone(String(salesEnd))}` : 'until sold out';
}
