import type { Ledger } from '../../ledger/ledger.ts';
import type { PayPal, PayPalFailure } from '../paypal.ts';
import { compareMoney, type MoneyComparison } from './compare-money.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** PayPal shows what moved within three hours. */
const reportLagMs = 3 * hourMs;
/** An eCheck takes six days, a review may take longer: so long before the window the other side of an entry is looked for. */
const lookBackMs = 14 * dayMs;
const longestSearchMs = 31 * dayMs;

export type ComparisonResult =
  | { ok: true; window: { from: number; to: number }; comparison: MoneyComparison }
  | { ok: false; failure: PayPalFailure };

/** Reads both accounts of the money between two times and compares them; writes nothing. */
export function createMoneyComparison(parts: {
  ledger: Pick<Ledger, 'listMoney' | 'findAttempt'>;
  paypal: Pick<PayPal, 'listTransactions'>;
  now?: () => number;
  /** PAYMENT_TIME_FACTOR. */
  timeFactor?: number;
}) {
  const { ledger, paypal, now = Date.now, timeFactor = 1 } = parts;
  return async function compare({
    from,
    to = now() - reportLagMs * timeFactor,
  }: {
    from: number;
    to?: number;
  }): Promise<ComparisonResult> {
    const window = { from: Math.min(from, to), to };
    // First the ledger: what is booked meanwhile is looked for at PayPal another day, not missed here.
    const entries = await ledger.listMoney();
    const found = await search(window.from - lookBackMs, now());
    if (!found.ok) return found;
    const ours = new Set<string>();
    const captures = new Set(entries.map(({ paypalId }) => paypalId));
    for (const { id, referenceId, customId, invoiceId } of found.value) {
      if (captures.has(id) || captures.has(referenceId ?? '')) continue;
      const names = { customId, invoiceId, captureId: referenceId ?? id, paypalOrderId: null };
      if (await ledger.findAttempt(names)) ours.add(id);
    }
    const both = { entries, transactions: found.value };
    return { ok: true, window, comparison: compareMoney(both, window, ({ id }) => ours.has(id)) };
  };

  async function search(from: number, to: number) {
    const value = [];
    for (let at = from; at < to; at += longestSearchMs) {
      const reply = await paypal.listTransactions({ from: at, to: Math.min(to, at + longestSearchMs) });
      if (!reply.ok) return { ok: false as const, failure: reply };
      value.push(...reply.value);
    }
    return { ok: true as const, value };
  }
}
