import type { Attempt } from '../../core/payments/attempt.ts';
import type { Logger, PaymentOutcome } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findCaptureMismatch } from './find-mismatch.ts';
import type { PayPal, PayPalCapture, PayPalOrder } from './paypal.ts';

/** What a step found: the end of the matter for now, or that the attempt is in another state and to be looked at again. */
export type Step = PaymentOutcome | 'changed';

/** Writes down what PayPal has on record for an attempt whose capture was begun. A COMPLETED order is not money: its captures say. */
export function createCaptureRecorder({ ledger, paypal, log }: { ledger: Ledger; paypal: PayPal; log: Logger }) {
  async function record(attempt: Attempt, order: PayPalOrder, graceMs: number): Promise<Step> {
    const { captures, status } = order;
    const [taken, another] = captures.filter(tookMoney);
    if (another) return quarantine(attempt, 'PayPal took money more than once', captures);
    if (taken) return recordTaken(attempt, taken);
    const pending = captures.find((capture) => capture.status === 'PENDING');
    if (pending) return recordPending(attempt, pending);
    // Approved no more, without a payment: it was declined, whoever was told.
    const issue = captures[0]?.reason ?? captures[0]?.status ?? status;
    if (captures.length > 0 || status === 'VOIDED') return decline(attempt, { issue, graceMs, isFinished: true });
    return status === 'COMPLETED' ? 'being_confirmed' : decline(attempt, { issue, graceMs, isFinished: false });
  }

  async function recordTaken(attempt: Attempt, capture: PayPalCapture): Promise<Step> {
    const { id: captureId, amountCents, currency, status } = capture;
    const odd =
      status === 'COMPLETED' ? findCaptureMismatch(attempt, capture) : 'its money was sent back without being asked';
    if (odd) return quarantine(attempt, odd, [capture]);
    const recorded = await ledger.recordCapture({ attemptId: attempt.id, captureId, amountCents, currency });
    if (recorded.ok) return 'changed';
    if (recorded.reason === 'payment_differs') return quarantine(attempt, 'another capture is known', [capture]);
    // Put back to the buyer by an answer that overtook this one: its seats are pinned again first.
    if (recorded.attempt?.state === 'AWAITING_APPROVAL') return 'changed';
    return recordUnexpected(attempt, [capture]);
  }

  async function recordPending(attempt: Attempt, capture: PayPalCapture): Promise<Step> {
    const reason = capture.reason ?? 'PENDING';
    const recorded = await ledger.recordCapturePending({ attemptId: attempt.id, captureId: capture.id, reason });
    if (recorded.ok) return recorded.attempt.state === 'CAPTURE_PENDING' ? 'pending' : 'changed';
    return recorded.reason === 'payment_differs' ? quarantine(attempt, 'another capture is known', []) : 'changed';
  }

  /** There are no seats for what PayPal took: exactly what had been asked for goes back by itself, anything else is for a person;
   *  so is what it may yet take. */
  async function recordUnexpected(attempt: Attempt, captures: PayPalCapture[]): Promise<Step> {
    const [capture, another] = captures.filter((each) => tookMoney(each) || each.status === 'PENDING');
    if (!capture) return 'changed';
    if (!another && capture.status === 'COMPLETED') {
      const { id: captureId, amountCents, currency } = capture;
      const returned = await ledger.returnCapture({ attemptId: attempt.id, captureId, amountCents, currency });
      if (returned.ok) {
        const reason = returned.order.refunds.find(({ attemptId }) => attemptId === attempt.id)?.reason;
        const fields = { attemptId: attempt.id, orderId: attempt.orderId, captureId, amountCents, currency, reason };
        if (!returned.replayed) log.error(fields, 'money came for which there is nothing to give: it goes back');
        return 'changed';
      }
    }
    return quarantine(attempt, 'PayPal took money for a payment that was over', captures);
  }

  async function quarantine(attempt: Attempt, problem: string, captures: PayPalCapture[]): Promise<Step> {
    const { id: attemptId, orderId } = attempt;
    const taken = captures.find(tookMoney);
    const capture = taken ? { captureId: taken.id, amountCents: taken.amountCents, currency: taken.currency } : null;
    const done = await ledger.quarantinePayment({ attemptId, problem, capture });
    // Booked by somebody else meanwhile, as it should be.
    if (!done.ok && done.reason === 'wrong_state') return 'changed';
    if (!done.ok || !done.replayed) {
      log.error(
        { attemptId, orderId, problem, capture, refused: done.ok ? null : done.reason },
        'a payment needs a person',
      );
    }
    return 'needs_attention';
  }

  async function decline(
    attempt: Attempt,
    { issue, graceMs, isFinished }: { issue: string; graceMs: number; isFinished: boolean },
  ): Promise<Step> {
    const { id: attemptId, captureRequestId } = attempt;
    const declined = await ledger.recordDecline({ attemptId, captureRequestId, issue, graceMs, isFinished });
    return declined.ok && !declined.replayed ? 'declined' : 'changed';
  }

  return {
    record,
    recordUnexpected,
    quarantine,
    decline,

    /** PayPal had taken the payment but not the money; days may pass. */
    async lookAtPending(attempt: Attempt): Promise<Step> {
      const reply = await paypal.getCapture(attempt.captureId ?? '');
      if (!reply.ok) return 'pending';
      const capture = reply.value;
      if (tookMoney(capture)) return recordTaken(attempt, capture);
      if (capture.status === 'PENDING') return 'pending';
      await ledger.recordDenial({ attemptId: attempt.id, issue: capture.reason ?? capture.status });
      return 'changed';
    },
  };
}

export function tookMoney({ status }: PayPalCapture): boolean {
  return status === 'COMPLETED' || status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED';
}
