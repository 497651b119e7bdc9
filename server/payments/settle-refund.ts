import type { Attempt } from '../../core/payments/attempt.ts';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PayPal, PayPalFailure, PayPalRefund, PayPalReply } from './paypal.ts';

/** What the buyer reads beside the money. */
const note = 'Your registration was cancelled.';

/**
 * Sends back what was captured for a cancelled order. The intent is in the ledger (REFUNDING) before PayPal is asked, and it
 * is asked with the same request id until it has said how it ended; what it definitely refuses is a task for a person.
 */
export function createRefundSettler({ ledger, paypal, log }: { ledger: Ledger; paypal: PayPal; log: Logger }) {
  async function record(
    attempt: Attempt,
    state: 'PENDING' | 'COMPLETED' | 'FAILED',
    refund: Partial<PayPalRefund>,
    problem: string | null,
  ) {
    const { id: attemptId, orderId } = attempt;
    const recorded = await ledger.recordRefund({ attemptId, state, refundId: refund.id ?? null, problem });
    if (!recorded.ok || recorded.replayed) return;
    const fields = { attemptId, orderId, refundId: refund.id, problem };
    if (state === 'FAILED') log.error(fields, 'a refund failed and needs a person');
    else log.info(fields, state === 'COMPLETED' ? 'money went back' : 'a refund is pending at PayPal');
  }

  async function recordReply(attempt: Attempt, reply: PayPalReply<PayPalRefund>): Promise<void> {
    if (!reply.ok) return recordFailure(attempt, reply);
    const refund = reply.value;
    if (refund.amountCents !== attempt.capturedCents || refund.currency !== attempt.currency) {
      const problem = `refunded ${refund.amountCents} ${refund.currency}, not ${attempt.capturedCents} ${attempt.currency}`;
      return record(attempt, 'FAILED', refund, problem);
    }
    if (refund.status === 'COMPLETED' || refund.status === 'PENDING')
      return record(attempt, refund.status, refund, null);
    return record(attempt, 'FAILED', refund, `PayPal's refund is ${refund.status}`);
  }

  async function recordFailure(attempt: Attempt, failure: PayPalFailure): Promise<void> {
    const { kind, issue, status, debugId } = failure;
    log.warn(
      { attemptId: attempt.id, orderId: attempt.orderId, kind, issue, status, debugId },
      'a refund was not a success',
    );
    // PayPal forgets request ids: a refund repeated weeks later is refused because it has happened.
    const capture = await paypal.getCapture(attempt.captureId ?? '');
    if (!capture.ok) return;
    if (capture.value.status === 'REFUNDED') return record(attempt, 'COMPLETED', {}, null);
    const isDefinite = kind !== 'unknown' && status !== 401 && status !== 403;
    if (isDefinite) return record(attempt, 'FAILED', {}, issue ?? `PayPal answered ${status}`);
  }

  return async function settleRefund(attempt: Attempt): Promise<void> {
    const { captureId, refundId, refundRequestId, capturedCents, currency, refundState } = attempt;
    if (refundState === 'FAILED' || !captureId) return;
    if (refundState === 'PENDING' && refundId) {
      const reply = await paypal.getRefund(refundId);
      if (reply.ok) await recordReply(attempt, reply);
      return;
    }
    const request = { captureId, requestId: refundRequestId, amountCents: capturedCents, currency, noteToPayer: note };
    await recordReply(attempt, await paypal.refundCapture(request));
  };
}
