import type { Logger } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PayPal } from '../paypal.ts';
import type { Settle } from '../settle.ts';

/** Settles what disputes that were opened or changed since then are about: their webhooks may have been lost, and money that is
 *  disputed has not moved yet, so that no comparison would show it. One of another shop is nobody's here. */
export function createDisputesLook(parts: {
  ledger: Pick<Ledger, 'findAttempt'>;
  paypal: Pick<PayPal, 'listDisputes' | 'getDispute'>;
  settle: Settle;
  log: Logger;
}) {
  const { ledger, paypal, settle, log } = parts;
  return async function lookAtDisputes(since: number): Promise<void> {
    const listed = await paypal.listDisputes({ since });
    if (!listed.ok) {
      const { kind, issue, status, debugId } = listed;
      log.error(
        { kind, issue, status, debugId },
        'PayPal does not tell of disputes; "Disputes" must be on for the app',
      );
      return;
    }
    for (const disputeId of listed.value) {
      const dispute = await paypal.getDispute(disputeId);
      if (!dispute.ok) continue;
      for (const captureId of dispute.value.captureIds) {
        const names = { captureId, customId: null, paypalOrderId: null, invoiceId: null };
        const attemptId = await ledger.findAttempt(names);
        if (attemptId) await settle(attemptId, { declineGraceMs: 0, doubt: { disputeId } });
      }
    }
  };
}
