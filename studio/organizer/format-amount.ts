/** As the site writes amounts: forints and Taiwan dollars whole, whatever Intl says. */
export function formatAmount(cents: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const decimals = ['HUF', 'TWD'].includes(currency) ? 0 : (format.resolvedOptions().maximumFractionDigits ?? 2);
  return format.format(cents / 10 ** decimals);
}
