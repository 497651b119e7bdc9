/** The site keeps these currencies in whole units (core/money.ts); all others in hundredths. */
const wholeCurrencies = ['HUF', 'ISK', 'JPY', 'KRW', 'TWD', 'VND'];

/** `14900, 'EUR'` -> `149.00 EUR`; `14900, 'JPY'` -> `14900 JPY`. */
export function describeAmount(cents: number, currency: unknown): string {
  const decimals = wholeCurrencies.includes(String(currency)) ? 0 : 2;
  return `${(cents / 10 ** decimals).toFixed(decimals)} ${currency ?? ''}`.trim();
}
