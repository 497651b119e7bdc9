import type { AmountCents } from '../../core/money.ts';
import type { Order, Refusal } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';

/**
 * The transitions of attempts to pay, each one script that moves the attempt and its order together. What they write is
 * what is about to be asked of PayPal or what PayPal answered; they never ask themselves. Who repeats a call is answered
 * as the first time (`replayed`), and an answer that came late, about a request or a state that is over, changes nothing.
 */
export interface PaymentLedger {
  getAttempt(attemptId: string): Promise<Attempt | null>;

  /** HELD -> PAYING with a new attempt in CREATING, or the open attempt at the same price again; another open one is ABANDONED.
   *  After a decline it says that the buyer sets out to choose again. */
  startPayment(request: { orderId: string; attemptId: string }): Promise<PaymentTransition>;

  /** CREATING -> AWAITING_APPROVAL. */
  recordPayPalOrder(request: {
    attemptId: string;
    paypalOrderId: string;
    approveUrl: string;
    payeeMerchantId: string | null;
  }): Promise<PaymentTransition>;

  /** AWAITING_APPROVAL -> CAPTURING and HELD | PAYING -> COMMITTING: the seats are pinned. A lapsed order gets its seats again
   *  if they are there. Otherwise the attempt is ABANDONED (`payment_over`): it must never be captured. Begun before: a replay.
   *  `isPaid`: PayPal has a payment for it already, so a decline that was told before is no obstacle. */
  beginCapture(request: { attemptId: string; isPaid?: boolean }): Promise<PaymentTransition>;

  /** CAPTURING | CAPTURE_PENDING -> CAPTURED and -> CONFIRMED, with the entry of the money. Only for a capture that is COMPLETED.
   *  `wrong_state` where no seats are pinned, `payment_differs` where it is not the amount or the capture that is expected. */
  recordCapture(request: CaptureRecord): Promise<PaymentTransition>;

  /** CAPTURING -> CAPTURE_PENDING and COMMITTING -> PAYMENT_PENDING. */
  recordCapturePending(request: { attemptId: string; captureId: string; reason: string }): Promise<PaymentTransition>;

  /** CAPTURING -> AWAITING_APPROVAL and COMMITTING -> PAYING, a timed hold of at least `graceMs` again (the first few times) and
   *  a new capture request id. `isFinished`: PayPal's order cannot be approved again; -> DENIED and HELD instead. */
  recordDecline(request: {
    attemptId: string;
    captureRequestId: string;
    issue: string;
    graceMs: number;
    isFinished: boolean;
  }): Promise<PaymentTransition>;

  /** CAPTURE_PENDING -> DENIED and PAYMENT_PENDING -> EXPIRED; the seats return. */
  recordDenial(request: { attemptId: string; issue: string }): Promise<PaymentTransition>;

  /** CREATING | AWAITING_APPROVAL -> ABANDONED. The seats stay held. */
  abandonPayment(request: { attemptId: string; problem: string }): Promise<PaymentTransition>;

  /** -> QUARANTINED with an open task, from any state without booked money; the order NEEDS_ATTENTION, its seats pinned. `capture`
   *  books what was taken all the same. */
  quarantinePayment(request: {
    attemptId: string;
    problem: string;
    capture: Omit<CaptureRecord, 'attemptId'> | null;
  }): Promise<PaymentTransition>;

  /** Money that PayPal took for an attempt that is over (ABANDONED, DENIED), exactly what had been asked for: booked, and on its way
   *  back in the same step. `wrong_state` where the attempt may still get its seats or is with a person, `payment_differs` where
   *  the money is not what was asked for: then it is for a person (`quarantinePayment`). */
  returnCapture(request: CaptureRecord): Promise<PaymentTransition>;

  /** What PayPal answered about one refund. COMPLETED books the money, and the attempt is REFUNDED once all of it is back. FAILED
   *  opens a task; `isDefinite`: PayPal said no, so a person may ask once more. An answer to a request before `requestId`
   *  changes nothing. */
  recordRefund(request: {
    attemptId: string;
    refundId: string;
    requestId: string;
    state: 'PENDING' | 'COMPLETED' | 'FAILED';
    paypalRefundId: string | null;
    problem: string | null;
    isDefinite: boolean;
  }): Promise<PaymentTransition>;

  /** CAPTURED -> DISPUTED with an open task: nothing is refunded, the order stays CONFIRMED and cannot be cancelled. */
  recordDispute(request: { attemptId: string; disputeId: string; problem: string }): Promise<PaymentTransition>;

  /** CAPTURED | DISPUTED -> REVERSED with an open task; the order stays CONFIRMED until a person decides. Booked as gone is what nobody
   *  had asked back; `wrong_state` where that is nothing, and nothing was disputed. */
  recordReversal(request: { attemptId: string; disputeId: string | null; problem: string }): Promise<PaymentTransition>;

  /** DISPUTED | REVERSED -> CAPTURED: PayPal decided for us. Ends the task; money that had gone is booked as back. */
  endDispute(request: { attemptId: string }): Promise<PaymentTransition>;

  /** Up to `limit` attempts whose end is open and whose time has come; each is due again later if nothing changes. */
  claimUnsettled(request: { limit: number }): Promise<string[]>;
}

export type CaptureRecord = { attemptId: string; captureId: string; amountCents: AmountCents; currency: string };

/** `payment_over`: the attempt was given up, denied or quarantined; `attempt.problem` says why. `payment_differs`: what PayPal
 *  told belongs to something else. `payment_declined`: the buyer has to choose another way to pay first. */
export type PaymentRefusalReason =
  | Refusal['reason']
  | 'nothing_to_pay'
  | 'payment_over'
  | 'payment_differs'
  | 'payment_declined';

export type PaymentTransition =
  | { ok: true; order: Order; attempt: Attempt; replayed: boolean }
  | { ok: false; reason: PaymentRefusalReason; order?: Order; attempt?: Attempt };
