import type { Logger } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Settle } from '../settle.ts';
import type { MoneyDifference } from './compare-money.ts';
import type { createMoneyComparison } from './create-money-comparison.ts';

const dayMs = 24 * 60 * 60_000;
/** How far back the first comparison goes, and one after an outage at most. */
const furthestMs = 30 * dayMs;

/** The courier's share: once a day, from where the last comparison ended. What differs is settled first, as PayPal may have told of it
 *  and nobody heard; what differs still is a task. */
export function createDailyComparison(parts: {
  ledger: Pick<Ledger, 'getComparison' | 'recordComparison' | 'findAttempt' | 'listMoney'>;
  settle: Settle;
  compare: ReturnType<typeof createMoneyComparison>;
  lookAtDisputes: (since: number) => Promise<void>;
  /** See KeptLease: null while another courier may be at work. */
  term: () => number | null;
  onCompared: (compared: { at: number; differences: number }) => void;
  timeFactor?: number;
  now?: () => number;
  log: Logger;
}) {
  const { ledger, settle, compare, lookAtDisputes, term, onCompared, timeFactor = 1, now = Date.now, log } = parts;
  async function settleAll(differences: MoneyDifference[]): Promise<void> {
    for (const { captureId, customId } of differences) {
      const attemptId = await ledger.findAttempt({ captureId, customId, paypalOrderId: null, invoiceId: null });
      if (attemptId) await settle(attemptId, { declineGraceMs: 0, doubt: { disputeId: null } });
    }
  }

  return async function compareDaily(): Promise<void> {
    const last = await ledger.getComparison();
    if (last) onCompared(last);
    if (term() === null || (last && now() < last.at + dayMs * timeFactor)) return;
    // A conference that is free does not bother PayPal.
    if (!last && (await ledger.listMoney()).length === 0) return;
    const from = Math.max(last?.upTo ?? 0, now() - furthestMs);
    await lookAtDisputes(from);
    let result = await compare({ from });
    if (result.ok && result.comparison.differences.length > 0) {
      await settleAll(result.comparison.differences);
      result = await compare({ from, to: result.window.to });
    }
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
