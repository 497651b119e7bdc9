/** As the site keeps amounts: forints and Taiwan dollars whole, whatever Intl says of them. */
const wholeCurrencies = ['HUF', 'TWD'];

/** As the site writes it: `€149`, `€149.50`, from the smallest unit; the number alone where the currency is none. */
export function formatMoney(cents: number, currency: string): string {
  try {
    const usual = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    const unit = 10 ** (wholeCurrencies.includes(currency) ? 0 : (usual.maximumFractionDigits ?? 2));
    const minimumFractionDigits = cents % unit === 0 ? 0 : usual.maximumFractionDigits;
    return new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits }).format(cents / unit);
  } catch {
    return (cents / 100).toFixed(2);
  }
}
