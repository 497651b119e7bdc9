import { apiError } from './errors.ts';
import type { Money } from './model.ts';

// Source: developer.paypal.com, "Currency codes". Written down a second time on purpose: the client's own list is not its judge.
const whole = ['HUF', 'JPY', 'TWD'];
const withCents = 'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD'.split(' ');

type Place = { field: string };

/** An amount of a request as PayPal stores it, or its 4xx. */
export function parseMoney(given: unknown, { field }: Place): Money {
  const { currency_code: currency, value } = (given ?? {}) as Record<string, unknown>;
  const refuse = (status: number, issue: string, part: string) =>
    apiError(status, issue, {
      field: `${field}/${part}`,
      value: String((given as Record<string, unknown>)?.[part] ?? ''),
    });
  if (typeof currency !== 'string') throw refuse(400, 'MISSING_REQUIRED_PARAMETER', 'currency_code');
  if (typeof value !== 'string') throw refuse(400, 'MISSING_REQUIRED_PARAMETER', 'value');
  if (!/^-?\d+(\.\d+)?$/.test(value) || value.length > 32) throw refuse(400, 'INVALID_PARAMETER_SYNTAX', 'value');
  if (!whole.includes(currency) && !withCents.includes(currency)) {
    throw refuse(422, 'INVALID_CURRENCY_CODE', 'currency_code');
  }
  const decimals = value.split('.')[1]?.length ?? 0;
  if (decimals > (whole.includes(currency) ? 0 : 2)) throw refuse(422, 'DECIMAL_PRECISION', 'value');
  const money = formatMinor(toMinor({ currency_code: currency, value }), currency);
  if (toMinor(money) <= 0) throw refuse(422, 'CANNOT_BE_ZERO_OR_NEGATIVE', 'value');
  return money;
}

/** In cents, or in whole forints, yen and dollars of Taiwan. */
export function toMinor({ currency_code, value }: Money): number {
  return Math.round(Number(value) * (whole.includes(currency_code) ? 1 : 100));
}

export function formatMinor(minor: number, currency: string): Money {
  const value = whole.includes(currency) ? String(minor) : (minor / 100).toFixed(2);
  return { currency_code: currency, value };
}

export function add(amounts: Money[], currency: string): Money {
  return formatMinor(
    amounts.reduce((sum, amount) => sum + toMinor(amount), 0),
    currency,
  );
}
