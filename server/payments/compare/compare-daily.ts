import type { Logger } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { createMoneyComparison } from './create-money-comparison.ts';

const dayMs = 24 * 60 * 60_000;
/** How far back the first comparison goes, and one after an outage at most. */
const furthestMs = 30 * dayMs;

/** The courier's share: once a day, from where the last comparison ended. Each difference is a task. */
export function createDailyComparison(parts: {
  ledger: Pick<Ledger, 'getComparison' | 'recordComparison'>;
  compare: ReturnType<typeof createMoneyComparison>;
  /** See KeptLease: null while another courier may be at work. */
  term: () => number | null;
  onCompared: (compared: { at: number; differences: number }) => void;
  timeFactor?: number;
  now?: () => number;
  log: Logger;
}) {
  const { ledger, compare, term, onCompared, timeFactor = 1, now = Date.now, log } = parts;
  return async function compareDaily(): Promise<void> {
    const last = await ledger.getComparison();
    if (last) onCompared(last);
    if (term() === null || (last && now() < last.at + dayMs * timeFactor)) return;
    const result = await compare({ from: Math.max(last?.upTo ?? 0, now() - furthestMs) });
    if (!result.ok) {
      const { issue, status } = result.failure;
      throw new Error(`PayPal does not tell what moved: ${issue ?? status ?? 'no answer'}`);
    }
    const { window, comparison } = result;
    const { differences, matchedIds, compared, others } = comparison;
    await ledger.recordComparison({ upTo: window.to, differences, matchedIds });
    onCompared({ at: now(), differences: differences.length });
    log.info({ compared, others, differences: differences.length, upTo: window.to }, 'money compared with PayPal');
    if (differences.length > 0) log.error({ differences: differences.slice(0, 20) }, 'PayPal and the ledger differ');
  };
}
