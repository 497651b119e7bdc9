import { type AmountCents, decimalsOf } from '../../core/money.ts';

/**
 * What PayPal can be paid in. Source: developer.paypal.com, "Currency codes". A currency that is not here is refused before
 * PayPal hears of it: how many decimals it takes there would be a guess.
 */
const decimalsAtPayPal = new Map<string, 0 | 2>([
  ...'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD'
    .split(' ')
    .map((currency): [string, 2] => [currency, 2]),
  // "This currency does not support decimals. If you pass a decimal amount, an error occurs."
  ...['HUF', 'JPY', 'TWD'].map((currency): [string, 0] => [currency, 0]),
]);

export const payableCurrencies = [...decimalsAtPayPal.keys()];

/** `1250, 'EUR'` -> `12.50`; `1500, 'HUF'` -> `1500`. Null for what PayPal cannot be asked for. */
export function toPayPalValue(amountCents: AmountCents, currency: string): string | null {
  const decimals = decimalsAtPayPal.get(currency);
  // Both sides mean the same unit, or a hundred times too much would be taken.
  if (decimals === undefined || decimals !== decimalsOf(currency)) return null;
  if (!Number.isSafeInteger(amountCents) || amountCents <= 0) return null;
  if (decimals === 0) return String(amountCents);
  const digits = String(amountCents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `12.50, 'EUR'` -> 1250; null for what is no amount in our unit, like `12.505` or `1500.50` forints. */
export function fromPayPalValue(value: string, currency: string): AmountCents | null {
  const match = /^(\d{1,13})(?:\.(\d+))?$/.exec(value);
  if (!match) return null;
  const decimals = decimalsOf(currency);
  const fraction = (match[2] ?? '').padEnd(decimals, '0');
  if (/[1-9]/.test(fraction.slice(decimals))) return null;
  return Number(`${match[1]}${fraction.slice(0, decimals)}`);
}
