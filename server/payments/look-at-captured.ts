import type { Attempt } from '../../core/payments/attempt.ts';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PayPal, PayPalCapture, PayPalDispute } from './paypal.ts';
import type { Step } from './record-captures.ts';

/** Outcomes of a dispute after which the money is the buyer's. Of the others PayPal pays for it, or nobody. */
const lostOutcomes = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);

/**
 * Looks once more at money that was captured: whether it is still there. Asked when a webhook gave reason to doubt it, and by the
 * courier while a dispute is open. What PayPal has on record decides; a webhook's own words do not.
 */
export function createCapturedLook({ ledger, paypal, log }: { ledger: Ledger; paypal: PayPal; log: Logger }) {
  async function tell(
    attempt: Attempt,
    done: { ok: boolean; replayed?: boolean },
    message: string,
    problem: string | null,
  ) {
    if (!done.ok || done.replayed) return;
    const { id: attemptId, orderId, disputeId } = attempt;
    log.error({ attemptId, orderId, disputeId, problem }, message);
  }

  return async function lookAtCaptured(attempt: Attempt, disputeId: string | null): Promise<Step> {
    const { id: attemptId, captureId } = attempt;
    const captured = await paypal.getCapture(captureId ?? '');
    if (!captured.ok) return 'being_confirmed';
    const dispute = disputeId === null ? null : await readDispute(attempt, disputeId);
    if (dispute === 'away') return 'being_confirmed';

    const problem = findLoss(captured.value, dispute);
    if (problem) {
      const done = await ledger.recordReversal({ attemptId, disputeId, problem });
      await tell(
        attempt,
        done,
        'money went back to its buyer without being asked, and the seat waits for a person',
        problem,
      );
      return 'confirmed';
    }
    if (dispute && !dispute.isResolved) {
      const about = `the buyer disputes the payment at PayPal: ${dispute.reason ?? 'no reason given'}`;
      const done = await ledger.recordDispute({ attemptId, disputeId: dispute.id, problem: about });
      await tell(attempt, done, 'a payment is disputed', about);
      return 'confirmed';
    }
    // Nothing is amiss any more, unless it is another dispute that has ended.
    const isOver = dispute ? (attempt.disputeId ?? dispute.id) === dispute.id : attempt.disputeId === null;
    if (attempt.state !== 'CAPTURED' && isOver) {
      const done = await ledger.endDispute({ attemptId });
      if (done.ok && !done.replayed)
        log.info({ attemptId, orderId: attempt.orderId, disputeId }, 'a dispute ended for us');
    }
    return 'confirmed';
  };

  async function readDispute(attempt: Attempt, disputeId: string): Promise<PayPalDispute | null | 'away'> {
    const reply = await paypal.getDispute(disputeId);
    if (reply.ok) {
      // One that is about somebody else's money says nothing about this.
      return attempt.captureId && reply.value.captureIds.includes(attempt.captureId) ? reply.value : null;
    }
    const { kind, issue, status, debugId } = reply;
    log.warn({ attemptId: attempt.id, disputeId, kind, issue, status, debugId }, 'PayPal did not tell a dispute');
    return reply.kind === 'rejected' && reply.status === 404 ? null : 'away';
  }
}

/** In words for a person; null while the money is here. */
function findLoss(capture: PayPalCapture, dispute: PayPalDispute | null): string | null {
  if (dispute?.isResolved && dispute.outcome && lostOutcomes.has(dispute.outcome)) {
    return `PayPal decided the dispute ${dispute.id} for the buyer: ${dispute.outcome}`;
  }
  if (capture.reason === 'CHARGEBACK') return 'the bank of the buyer took the money back (chargeback)';
  if (capture.status === 'REFUNDED') return 'the money was sent back at PayPal, and not from here';
  if (capture.status === 'DECLINED' || capture.status === 'FAILED')
    return `PayPal says its capture is ${capture.status}`;
  return null;
}
