/** An amount in the currency's minor unit (cents; whole yen), never a float. */
export type AmountCents = number;

/** Currencies without a minor unit: 1500 means JPY 1,500. Source: ISO 4217. */
const zeroDecimalCurrencies = new Set(['HUF', 'ISK', 'JPY', 'KRW', 'TWD', 'VND']);

/** `1250, 'EUR'` -> `€12.50`; whole amounts lose their decimals: `€12`. */
export function formatMoney(amountCents: AmountCents, currency: string, locale = 'en'): string {
  const divisor = zeroDecimalCurrencies.has(currency) ? 1 : 100;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: amountCents % divisor === 0 ? 0 : 2,
  }).format(amountCents / divisor);
}
