/** An amount in the currency's minor unit (cents; whole yen), never a float. */
export type AmountCents = number;

/**
 * Currencies whose amounts are whole here: 1500 means JPY 1,500. Those without a minor unit in ISO 4217, and HUF and TWD, whose
 * minor unit nobody uses and PayPal refuses.
 */
const wholeCurrencies = new Set(['HUF', 'ISK', 'JPY', 'KRW', 'TWD', 'VND']);

/** How many digits of an amount stand behind the point. */
export const decimalsOf = (currency: string): 0 | 2 => (wholeCurrencies.has(currency) ? 0 : 2);

/** What somebody typed, `12.50` or `12,50` -> 1250; null for what is no amount of this currency, or too much for one. */
export function parseAmount(text: string, currency: string): AmountCents | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const decimals = decimalsOf(currency);
  const fraction = match[2] ?? '';
  if (fraction.length > decimals) return null;
  return Number(`${match[1]}${fraction.padEnd(decimals, '0')}`);
}

/** `1250, 'EUR'` -> `€12.50`; whole amounts lose their decimals: `€12`. */
export function formatMoney(amountCents: AmountCents, currency: string, locale = 'en'): string {
  const divisor = 10 ** decimalsOf(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: amountCents % divisor === 0 ? 0 : 2,
  }).format(amountCents / divisor);
}

/** Under its currency, in a column of such: `14900, 'EUR'` -> `149.00`; `15000, 'JPY'` -> `15,000`. */
export function formatAmount(amountCents: AmountCents, currency: string): string {
  const decimals = decimalsOf(currency);
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return format.format(amountCents / 10 ** decimals);
}
