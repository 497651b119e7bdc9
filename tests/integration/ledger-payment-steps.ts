import fc from 'fast-check';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Refund } from '../../core/payments/refund.ts';
import type { PaymentLedger } from '../../server/ledger/payment-ledger.ts';
import { captureOf, holdMs, paypalOrderOf } from './open-test-ledger.ts';

const payKinds = [
  'startPayment',
  'recordPayPalOrder',
  'beginCapture',
  'recordCapture',
  'recordCapturePending',
  'recordDecline',
  'recordDenial',
  'abandonPayment',
  'quarantinePayment',
  'returnCapture',
  'recordRefund',
  'recordDispute',
  'recordReversal',
  'endDispute',
] as const;
type PayKind = (typeof payKinds)[number];

/** `target` counts back from the newest attempt (for `startPayment`: order). `variant` 0 is what usually is asked. */
export type PayStep = { kind: PayKind; target: number; variant: number };

const target = fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) });
const variant = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);

export const payStepArbitrary: fc.Arbitrary<PayStep> = fc.record({
  kind: fc.constantFrom<PayKind>(...payKinds, 'startPayment', 'recordPayPalOrder', 'beginCapture', 'recordCapture'),
  target,
  variant,
});

/** What the step asks; the same of the ledger and of its model. `attempts` are all there are, oldest first. */
export function toPayCall(
  { kind, target, variant }: PayStep,
  { attempts, refunds, orderId, newId }: { attempts: Attempt[]; refunds: Refund[]; orderId: string; newId: string },
) {
  const attempt = attempts[attempts.length - 1 - (variant === 3 ? target : target % attempts.length)];
  const attemptId = attempt?.id ?? 'nobody';
  const usual = attempt ? captureOf(attempt) : { attemptId, captureId: 'nothing', amountCents: 1, currency: 'EUR' };
  const foreign = `capture-${attempts[0]?.id}`;
  type Side = Pick<Promised, PayKind>;
  switch (kind) {
    case 'startPayment': {
      // A request that is sent again names the attempt it named before.
      const attemptId = variant === 1 ? (attempts.find((each) => each.orderId === orderId)?.id ?? newId) : newId;
      return (side: Side) => side.startPayment({ orderId, attemptId });
    }
    case 'recordPayPalOrder': {
      const paypalOrderId = variant === 1 ? `paypal-${attempts[0]?.id}` : `paypal-${attemptId}`;
      const request = { ...paypalOrderOf(attemptId), paypalOrderId };
      return (side: Side) => side.recordPayPalOrder(request);
    }
    case 'beginCapture':
      return (side: Side) => side.beginCapture({ attemptId, isPaid: variant === 1 });
    case 'recordCapture': {
      const wrong = [{}, { amountCents: usual.amountCents + 1 }, { currency: 'USD' }, { captureId: foreign }][variant];
      return (side: Side) => side.recordCapture({ ...usual, ...wrong });
    }
    case 'recordCapturePending': {
      const captureId = variant === 1 ? foreign : usual.captureId;
      return (side: Side) => side.recordCapturePending({ attemptId, captureId, reason: 'ECHECK' });
    }
    case 'recordDecline': {
      const captureRequestId = variant === 1 ? `${attemptId}-capture-1` : (attempt?.captureRequestId ?? 'none');
      const request = { attemptId, captureRequestId, issue: 'NO', graceMs: holdMs / 3, isFinished: variant === 2 };
      return (side: Side) => side.recordDecline(request);
    }
    case 'recordDenial':
      return (side: Side) => side.recordDenial({ attemptId, issue: 'NO' });
    case 'abandonPayment':
      return (side: Side) => side.abandonPayment({ attemptId, problem: 'let go' });
    case 'quarantinePayment': {
      const { captureId, amountCents, currency } = usual;
      // Money for an attempt whose rival has some already would be a second payment: PayPal refuses it by its invoice.
      const isRivalled = attempts.some(
        (each) => each.orderId === attempt?.orderId && each.id !== attemptId && hasMoney(each),
      );
      const capture =
        variant === 0 || isRivalled ? null : { captureId, amountCents: amountCents + variant - 1, currency };
      return (side: Side) => side.quarantinePayment({ attemptId, problem: 'odd', capture });
    }
    case 'recordDispute':
      return (side: Side) => side.recordDispute({ attemptId, disputeId: `PP-${attemptId}`, problem: 'disputed' });
    case 'recordReversal': {
      const disputeId = variant === 0 ? `PP-${attemptId}` : null;
      return (side: Side) => side.recordReversal({ attemptId, disputeId, problem: 'reversed' });
    }
    case 'endDispute':
      return (side: Side) => side.endDispute({ attemptId });
    case 'returnCapture': {
      const wrong = [{}, { amountCents: usual.amountCents + 1 }, { currency: 'USD' }, { captureId: foreign }][variant];
      return (side: Side) => side.returnCapture({ ...usual, ...wrong });
    }
    case 'recordRefund': {
      const state = (['COMPLETED', 'PENDING', 'FAILED', 'COMPLETED'] as const)[variant] ?? 'PENDING';
      const ours = refunds.filter((each) => each.attemptId === attemptId);
      const refund = ours.find((each) => each.state !== 'COMPLETED') ?? ours[0];
      const refundId = refund?.id ?? 'nothing';
      // The answer to the first request may come after a second one was made.
      const requestId = variant === 3 ? `${refundId}-try-1` : (refund?.requestId ?? 'none');
      const paypalRefundId = variant === 3 ? null : `paypal-${refundId}`;
      const failure = state === 'FAILED' ? { problem: 'NO', isDefinite: target % 3 !== 1 } : null;
      const answer = { state, paypalRefundId, ...(failure ?? { problem: null, isDefinite: false }) };
      return (side: Side) => side.recordRefund({ attemptId, refundId, requestId, ...answer });
    }
  }
}

function hasMoney({ state, capturedCents }: Attempt): boolean {
  return capturedCents > 0 || state === 'CAPTURING' || state === 'CAPTURE_PENDING';
}

/** The ledger answers with a promise, its model at once. */
type Promised = { [Name in keyof PaymentLedger]: (request: Parameters<PaymentLedger[Name]>[0]) => unknown };
