import { createSalesCount, type SalesSummary } from '../../core/orders/sales-summary.ts';
import type { QuotaCount } from '../ledger/ledger.ts';
import type { OrderPages } from '../ledger/order-pages.ts';
import { rememberForAWhile } from './remember-for-a-while.ts';

export type Summary = SalesSummary & { at: string; timeZone: string; quotas: QuotaCount[] };

const pageSize = 500;
const minAgeMs = 3_000;

/** Counts every order in the ledger, page by page, and keeps the answer for a few seconds; whoever asks meanwhile waits for the same. */
export function createSummary(options: {
  pages: OrderPages;
  getTimeZone: () => Promise<string>;
  now?: () => number;
}): () => Promise<Summary> {
  const { pages, getTimeZone, now = Date.now } = options;

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

  return rememberForAWhile(count, minAgeMs, now);
}
