import { createSalesCount, type SalesSummary } from '../../core/orders/sales-summary.ts';
import type { QuotaCount } from '../ledger/ledger.ts';
import type { OrderPages } from '../ledger/order-pages.ts';

export type Summary = SalesSummary & { at: string; timeZone: string; quotas: QuotaCount[] };

const pageSize = 500;
const minAgeMs = 3_000;
/** A summary that took a second is kept for twenty: counting never takes more than a twentieth of a worker's time. */
const ageByDuration = 20;

/** Counts every order in the ledger, page by page, and keeps the answer for a few seconds; whoever asks meanwhile waits for the same. */
export function createSummary(options: {
  pages: OrderPages;
  getTimeZone: () => Promise<string>;
  now?: () => number;
}): () => Promise<Summary> {
  const { pages, getTimeZone, now = Date.now } = options;
  let latest: { summary: Promise<Summary>; goodUntil: number } | null = null;

  async function count(): Promise<Summary> {
    const timeZone = await getTimeZone();
    const counting = createSalesCount(timeZone);
    let after: string | null = null;
    for (;;) {
      const ids: string[] = await pages.listIds({ from: 'oldest', after, limit: pageSize });
      for (const order of await pages.readSold(ids)) counting.add(order);
      after = ids.at(-1) ?? null;
      if (ids.length < pageSize) break;
    }
    const quotas = await pages.readQuotas();
    return { at: new Date(now()).toISOString(), timeZone, ...counting.finish(), quotas };
  }

  return () => {
    if (latest && now() < latest.goodUntil) return latest.summary;
    const startedAt = now();
    const asked = { summary: count(), goodUntil: Number.POSITIVE_INFINITY };
    latest = asked;
    asked.summary.then(
      () => {
        asked.goodUntil = now() + Math.max(minAgeMs, (now() - startedAt) * ageByDuration);
      },
      () => {
        if (latest === asked) latest = null;
      },
    );
    return asked.summary;
  };
}
