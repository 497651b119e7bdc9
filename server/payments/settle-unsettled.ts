import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Settle } from './settle.ts';

const batch = 20;
/** Requests to PayPal at a time: a crowd that pays must not wait for the courier, nor the courier for one slow answer. */
const atOnce = 4;

/**
 * The courier's share of paying: settles every attempt whose end is open and whose time has come, so that what a dead worker,
 * a closed browser or a silent PayPal left behind ends by itself. Claiming an attempt puts its next look off, so one that
 * fails comes again later and stands in nobody's way.
 */
export function createSettleUnsettled({ ledger, settle, log }: { ledger: Ledger; settle: Settle; log: Logger }) {
  async function settleOne(attemptId: string): Promise<void> {
    try {
      // Nobody is there to choose another card, so a decline here keeps no seats longer than they were kept anyway.
      // What is claimed and has its money is disputed: its end may have been told to nobody.
      await settle(attemptId, { declineGraceMs: 0, doubt: { disputeId: null } });
    } catch (error) {
      log.error(
        { attemptId, error: error instanceof Error ? error.message : String(error) },
        'a payment was not settled',
      );
    }
  }

  return async function settleUnsettled(): Promise<void> {
    let claimed: string[];
    do {
      claimed = await ledger.claimUnsettled({ limit: batch });
      const queue = [...claimed];
      const work = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) await settleOne(id);
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    } while (claimed.length === batch);
  };
}
