import type { Attempt } from '../../core/payments/attempt.ts';
import type { Refund, RefundReason } from '../../core/payments/refund.ts';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PayPal, PayPalFailure, PayPalRefund, PayPalReply } from './paypal.ts';

/** What the buyer reads beside the money. */
const notes: Record<RefundReason, string> = {
  cancelled: 'Your registration was cancelled.',
  ticket_cancelled: 'A ticket of your order was cancelled.',
  goodwill: 'A part of what you paid, from the organizers.',
  not_accepted: 'Your payment could not be accepted.',
  no_seats: 'Your payment came after the seats were gone.',
  duplicate: 'You had paid for this order already.',
  order_cancelled: 'Your payment came after the order was cancelled.',
  superseded: 'You chose again before this payment came.',
};

type Answer = Pick<Parameters<Ledger['recordRefund']>[0], 'state' | 'problem' | 'isDefinite'> & {
  paypalRefundId?: string;
};
const failed = (problem: string, isDefinite: boolean): Answer => ({ state: 'FAILED', problem, isDefinite });

/**
 * Sends back what is to go back of one attempt's capture. Each refund's intent is in the ledger before PayPal is asked, and it is
 * asked with the same request id until it has said how that ended; what it definitely refuses is a task for a person. Once the
 * payment was taken back PayPal is asked for nothing more, only about it.
 */
export function createRefundSettler({ ledger, paypal, log }: { ledger: Ledger; paypal: PayPal; log: Logger }) {
  async function record(refund: Refund, { paypalRefundId, ...answer }: Answer): Promise<void> {
    const { id: refundId, attemptId, requestId } = refund;
    const known = { refundId, attemptId, requestId, paypalRefundId: paypalRefundId ?? null };
    const recorded = await ledger.recordRefund({ ...known, ...answer });
    if (!recorded.ok || recorded.replayed) return;
    const fields = { ...known, orderId: recorded.order.id, problem: answer.problem };
    if (answer.state === 'FAILED') log.error(fields, 'a refund failed and needs a person');
    else log.info(fields, answer.state === 'COMPLETED' ? 'money went back' : 'a refund is pending at PayPal');
  }

  function judge(refund: Refund, { id: paypalRefundId, status, amountCents, currency }: PayPalRefund): Answer {
    // Some of it may be gone: to ask once more could send it twice.
    if (amountCents !== refund.amountCents || currency !== refund.currency) {
      const problem = `refunded ${amountCents} ${currency}, not ${refund.amountCents} ${refund.currency}`;
      return { ...failed(problem, false), paypalRefundId };
    }
    if (status === 'COMPLETED' || status === 'PENDING')
      return { state: status, problem: null, isDefinite: false, paypalRefundId };
    return { ...failed(`PayPal's refund is ${status}`, true), paypalRefundId };
  }

  async function judgeFailure(refund: Refund, captureId: string, failure: PayPalFailure): Promise<Answer | null> {
    const { kind, issue, status, debugId } = failure;
    const about = { refundId: refund.id, attemptId: refund.attemptId };
    log.warn({ ...about, kind, issue, status, debugId }, 'a refund was not a success');
    // PayPal forgets request ids: a refund repeated weeks later is refused because it has happened.
    const capture = await paypal.getCapture(captureId);
    if (!capture.ok) return null;
    if (capture.value.status === 'REFUNDED') return { state: 'COMPLETED', problem: null, isDefinite: false };
    // Less is left there than the ledger knows of: this very refund, or another that nobody told of.
    if (issue === 'REFUND_AMOUNT_EXCEEDED')
      return failed('PayPal has sent back more of this payment than is known here: look at its activity', false);
    if (issue === 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK')
      return failed('the bank of the buyer has taken the payment back', false);
    const isDefinite = kind !== 'unknown' && status !== 401 && status !== 403;
    return isDefinite ? failed(issue ?? `PayPal answered ${status}`, true) : null;
  }

  /** Whether it was sent in time PayPal would say only to whoever asks for it, and the buyer must not get it on top. Where nothing of
   *  the capture is left it is with the buyer, whichever way it went; what went both ways the daily comparison finds. */
  async function settleTakenBack(refund: Refund, captureId: string): Promise<void> {
    const capture = await paypal.getCapture(captureId);
    if (!capture.ok) return;
    const isBack = capture.value.status === 'REFUNDED';
    const problem = 'the payment was taken back, and PayPal does not say that all of it has gone';
    await record(refund, isBack ? { state: 'COMPLETED', problem: null, isDefinite: false } : failed(problem, false));
  }

  async function settleOne(refund: Refund, captureId: string): Promise<void> {
    const { state, paypalRefundId, requestId, amountCents, currency } = refund;
    if (state === 'PENDING' && paypalRefundId) {
      const reply = await paypal.getRefund(paypalRefundId);
      if (reply.ok) await record(refund, judge(refund, reply.value));
      return;
    }
    const noteToPayer = notes[refund.reason];
    const reply: PayPalReply<PayPalRefund> = await paypal.refundCapture({
      ...{ captureId, requestId, amountCents, currency, noteToPayer },
    });
    const answer = reply.ok ? judge(refund, reply.value) : await judgeFailure(refund, captureId, reply);
    if (answer) await record(refund, answer);
  }

  return async function settleRefunds({ id, orderId, captureId, state, method }: Attempt): Promise<void> {
    if (!captureId) return;
    const order = await ledger.getOrder(orderId);
    for (const refund of order?.refunds ?? []) {
      // While the buyer disputes the payment nothing more is sent back, and it is not known yet who gets it.
      const isUnderWay = refund.state === 'PENDING' || (refund.state === 'REQUESTED' && state !== 'DISPUTED');
      // One after the other: what is left of a capture is counted at PayPal too.
      if (refund.attemptId !== id || !isUnderWay) continue;
      // PayPal never had it: somebody has to send it back by hand.
      if (method === 'transfer')
        await record(refund, failed('it was paid by bank transfer: send it back by hand', false));
      else if (state === 'REVERSED' && refund.state === 'REQUESTED') await settleTakenBack(refund, captureId);
      else await settleOne(refund, captureId);
    }
  };
}
