import type { Order } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Logger, PaymentOutcome } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findMismatch } from './find-mismatch.ts';
import { createCapturedLook } from './look-at-captured.ts';
import { createOverLook } from './look-at-over.ts';
import { isGone, type PayPal, type PayPalFailure } from './paypal.ts';
import { createCaptureRecorder, type Step } from './record-captures.ts';
import { createRefundSettler } from './settle-refund.ts';

export type Settled = { outcome: PaymentOutcome; order: Order };

/**
 * Finds out how an attempt stands and brings it as far as it goes. The only way out of AWAITING_APPROVAL, CAPTURING,
 * CAPTURE_PENDING and REFUNDING, whoever asks and however often: each step is written to the ledger before PayPal is asked and
 * compared-and-set after it answered, and what is repeated is repeated with the same request id. So any number may run at
 * once, and whoever dies leaves the rest to the next. Resolves with null for an attempt that does not exist; rejects only
 * where the ledger cannot be asked.
 */
export type Settle = (attemptId: string, options?: SettleOptions) => Promise<Settled | null>;

/** `doubt`: somebody says that money which is booked has gone; with PayPal's name for the dispute, where there is one.
 *  `saysTaken`: somebody says that PayPal took money. Either makes what is over be looked at once more. */
export type SettleOptions = { declineGraceMs?: number; doubt?: { disputeId: string | null }; saysTaken?: boolean };

export type SettleParts = {
  ledger: Ledger;
  paypal: PayPal;
  log: Logger;
  /** Who is to be paid; null where the operator did not say. */
  merchantId: string | null;
  /** What a declined buyer has at least to choose another way to pay. */
  declineGraceMs: number;
  /** After this long PayPal is asked nothing more: whoever waits for a page is told what is known by then. Each of its answers
   *  may take 10 s, and nginx gives up after 30. */
  patienceMs?: number;
  /** PAYMENT_TIME_FACTOR. */
  timeFactor?: number;
  now?: () => number;
};

/** PayPal's orders live three hours until approved and three more until captured. */
const approvalLifeMs = 6 * 60 * 60_000;
const roundsAtMost = 6;

/** One run's terms: what a declined buyer has to choose again, and until when another question may be asked. */
type Terms = { graceMs: number; mayAsk: () => boolean; doubt: SettleOptions['doubt']; saysTaken: boolean };

export function createSettle(parts: SettleParts): Settle {
  const { ledger, paypal, log, merchantId, patienceMs = 15_000, timeFactor = 1, now = Date.now } = parts;
  const recorder = createCaptureRecorder(parts);
  const settleRefunds = createRefundSettler(parts);
  const lookAtCaptured = createCapturedLook(parts);
  const lookAtOver = createOverLook({ readOrder, recorder, merchantId });
  // A crowd in one process (reloads, the button and the return page) is one visitor to PayPal.
  const running = new Map<string, Promise<Settled | null>>();

  async function run(attemptId: string, graceMs: number, options: SettleOptions): Promise<Settled | null> {
    const startedAt = performance.now();
    const { doubt, saysTaken = false } = options;
    const terms: Terms = { graceMs, doubt, saysTaken, mayAsk: () => performance.now() - startedAt < patienceMs };
    let outcome: Step = 'changed';
    let orderId: string | null = null;
    for (let round = 0; outcome === 'changed' && round < roundsAtMost; round++) {
      const attempt = await ledger.getAttempt(attemptId);
      if (!attempt) return null;
      orderId = attempt.orderId;
      outcome = await step(attempt, terms);
    }
    const order = orderId && (await ledger.getOrder(orderId));
    if (!order) return null;
    log.info({ attemptId, orderId, state: order.payment?.state, outcome }, 'payment looked at');
    return { outcome: outcome === 'changed' ? 'being_confirmed' : outcome, order };
  }

  async function step(attempt: Attempt, terms: Terms): Promise<Step> {
    switch (attempt.state) {
      case 'CREATING':
        return lookAtUncreated(attempt);
      case 'AWAITING_APPROVAL':
        return lookAtApproval(attempt, terms);
      case 'CAPTURING':
        return lookAtCapture(attempt, terms);
      case 'CAPTURE_PENDING':
        return recorder.lookAtPending(attempt);
      case 'CAPTURED':
      case 'DISPUTED':
      case 'REVERSED':
        // A part of it may be on its way back.
        await settleRefunds(attempt);
        return terms.doubt ? lookAtCaptured(attempt, terms.doubt.disputeId ?? attempt.disputeId) : 'confirmed';
      case 'REFUNDING':
        await settleRefunds(attempt);
        return 'cancelled';
      case 'REFUNDED':
        return 'cancelled';
      case 'DENIED':
      case 'ABANDONED':
      case 'QUARANTINED':
        return ((terms.doubt || terms.saysTaken) && (await lookAtOver(attempt))) || sayOver(attempt);
    }
  }

  async function sayOver(attempt: Attempt): Promise<Step> {
    switch (attempt.state) {
      case 'DENIED':
        return isStillHeld(await ledger.getOrder(attempt.orderId)) ? 'declined' : 'over';
      case 'ABANDONED':
        return attempt.problem === 'seats_gone' ? 'seats_gone' : 'over';
      default:
        return 'needs_attention';
    }
  }

  /** Nobody has PayPal's address for it, so nobody can approve it; the next press of the button goes on with it. */
  async function lookAtUncreated(attempt: Attempt): Promise<Step> {
    const order = await ledger.getOrder(attempt.orderId);
    if (order?.state !== 'EXPIRED') return 'not_approved';
    await ledger.abandonPayment({ attemptId: attempt.id, problem: 'never_created' });
    return 'changed';
  }

  async function lookAtApproval(attempt: Attempt, terms: Terms): Promise<Step> {
    const reply = await readOrder(attempt);
    if (!reply.ok) {
      if (!isGone(reply)) return 'provider_away';
      return abandon(attempt, 'paypal_order_gone');
    }
    const order = reply.value;
    const mismatch = findMismatch(attempt, order, merchantId);
    if (mismatch) return recorder.quarantine(attempt, mismatch, order.captures);
    switch (order.status) {
      case 'APPROVED':
      case 'COMPLETED': {
        const isPaid = order.status === 'COMPLETED';
        const begun = await ledger.beginCapture({ attemptId: attempt.id, isPaid });
        if (!begun.ok && begun.reason === 'payment_declined') return 'declined';
        if (!begun.ok) return isPaid ? recorder.recordUnexpected(attempt, order.captures) : 'changed';
        // Who comes second reads what the first one has done before doing anything.
        if (begun.replayed) return 'changed';
        return isPaid ? recorder.record(begun.attempt, order, terms.graceMs) : capture(begun.attempt, terms);
      }
      case 'VOIDED':
        return abandon(attempt, 'voided');
      default:
        return lookAtUnapproved(attempt);
    }
  }

  /** Given up only once nobody could approve it any more: until then a late approval may still find seats. */
  async function lookAtUnapproved(attempt: Attempt): Promise<Step> {
    const order = await ledger.getOrder(attempt.orderId);
    if (order?.state !== 'EXPIRED' || now() < attempt.createdAt + approvalLifeMs * timeFactor) return 'not_approved';
    return abandon(attempt, 'never_approved');
  }

  async function lookAtCapture(attempt: Attempt, terms: Terms): Promise<Step> {
    const { graceMs, mayAsk } = terms;
    const reply = await readOrder(attempt);
    if (!reply.ok) {
      // What does not exist cannot have been captured.
      if (isGone(reply)) return recorder.decline(attempt, { issue: 'ORDER_GONE', graceMs, isFinished: true });
      return 'being_confirmed';
    }
    const mismatch = findMismatch(attempt, reply.value, merchantId);
    if (mismatch) return recorder.quarantine(attempt, mismatch, reply.value.captures);
    if (reply.value.status !== 'APPROVED') return recorder.record(attempt, reply.value, graceMs);
    return mayAsk() ? capture(attempt, terms) : 'being_confirmed';
  }

  async function capture(attempt: Attempt, { graceMs, mayAsk }: Terms): Promise<Step> {
    const { id, captureRequestId, paypalOrderId } = attempt;
    const reply = await paypal.captureOrder({ paypalOrderId: paypalOrderId ?? '', requestId: captureRequestId });
    if (reply.ok) {
      const mismatch = findMismatch(attempt, reply.value, merchantId);
      if (mismatch) return recorder.quarantine(attempt, mismatch, reply.value.captures);
      return recorder.record(attempt, reply.value, graceMs);
    }
    const { kind, issue, status, debugId } = reply;
    log.warn({ attemptId: id, orderId: attempt.orderId, kind, issue, status, debugId }, 'a capture was not a success');
    if (!mayAsk()) return 'being_confirmed';
    // Whatever it said, what PayPal has on record decides.
    const read = await readOrder(attempt);
    if (read.ok && read.value.status !== 'APPROVED') return recorder.record(attempt, read.value, graceMs);
    if (!read.ok && isGone(read)) return recorder.decline(attempt, { issue: 'ORDER_GONE', graceMs, isFinished: true });
    if (!read.ok || !isDefinite(reply)) return 'being_confirmed';
    // The same obligation was paid by somebody or something else.
    if (issue === 'DUPLICATE_INVOICE_ID') return recorder.quarantine(attempt, 'PayPal says its invoice is paid', []);
    return recorder.decline(attempt, { issue: issue ?? 'DECLINED', graceMs, isFinished: false });
  }

  async function abandon(attempt: Attempt, problem: string): Promise<Step> {
    await ledger.abandonPayment({ attemptId: attempt.id, problem });
    return 'changed';
  }

  async function readOrder(attempt: Attempt) {
    const reply = await paypal.getOrder(attempt.paypalOrderId ?? '');
    if (!reply.ok) {
      const { kind, issue, status, debugId } = reply;
      log.warn(
        { attemptId: attempt.id, orderId: attempt.orderId, kind, issue, status, debugId },
        'PayPal did not tell an order',
      );
    }
    return reply;
  }

  return (attemptId, options = {}) => {
    const { declineGraceMs = parts.declineGraceMs, doubt, saysTaken = false } = options;
    // Who doubts asks more than who does not, and is not answered with what others are told.
    const name = doubt || saysTaken ? `${attemptId} ${doubt?.disputeId} ${saysTaken}` : attemptId;
    const known = running.get(name);
    if (known) return known;
    const settling = run(attemptId, declineGraceMs, options).finally(() => running.delete(name));
    running.set(name, settling);
    return settling;
  };
}

const isStillHeld = (order: Order | null) => order?.state === 'HELD' || order?.state === 'AWAITING_TRANSFER';

/** A no to us (credentials, permissions) says nothing about this payment. */
function isDefinite({ kind, status }: PayPalFailure): boolean {
  return kind !== 'unknown' && status !== 401 && status !== 403;
}
