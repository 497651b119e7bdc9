import { z } from 'zod';
import { parseAttemptFields } from './attempt-record.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import { parsePaymentTransition } from './payment-replies.ts';
import type { RunScript } from './scripts.ts';

/** The part of the ledger that knows attempts to pay. */
export function createPaymentLedger(run: RunScript): PaymentLedger {
  return {
    async getAttempt(attemptId) {
      return parseAttemptFields(z.array(z.string()).parse(await run('attempt', attemptId)));
    },

    async startPayment({ orderId, attemptId }) {
      return parsePaymentTransition(await run('startPayment', orderId, attemptId));
    },

    async recordPayPalOrder({ attemptId, paypalOrderId, approveUrl, payeeMerchantId }) {
      return parsePaymentTransition(
        await run('recordPayPalOrder', attemptId, paypalOrderId, approveUrl, payeeMerchantId ?? ''),
      );
    },

    async beginCapture({ attemptId, isPaid = false }) {
      return parsePaymentTransition(await run('beginCapture', attemptId, isPaid ? 1 : 0));
    },

    async recordCapture({ attemptId, captureId, amountCents, currency }) {
      return parsePaymentTransition(await run('recordCapture', attemptId, captureId, amountCents, currency));
    },

    async recordCapturePending({ attemptId, captureId, reason }) {
      return parsePaymentTransition(await run('recordCapturePending', attemptId, captureId, reason));
    },

    async recordDecline({ attemptId, captureRequestId, issue, graceMs, isFinished }) {
      const grace = Math.round(graceMs);
      return parsePaymentTransition(
        await run('recordDecline', attemptId, captureRequestId, issue, grace, isFinished ? 1 : 0),
      );
    },

    async recordDenial({ attemptId, issue }) {
      return parsePaymentTransition(await run('recordDenial', attemptId, issue));
    },

    async abandonPayment({ attemptId, problem }) {
      return parsePaymentTransition(await run('abandonPayment', attemptId, problem));
    },

    async quarantinePayment({ attemptId, problem, capture }) {
      const { captureId = '', amountCents = '', currency = '' } = capture ?? {};
      return parsePaymentTransition(
        await run('quarantinePayment', attemptId, problem, captureId, amountCents, currency),
      );
    },

    async returnCapture({ attemptId, captureId, amountCents, currency }) {
      return parsePaymentTransition(await run('returnCapture', attemptId, captureId, amountCents, currency));
    },

    async recordRefund({ attemptId, refundId, requestId, state, paypalRefundId, problem, isDefinite }) {
      const answer = [state, paypalRefundId ?? '', problem ?? '', isDefinite ? 1 : 0];
      return parsePaymentTransition(await run('recordRefund', attemptId, refundId, requestId, ...answer));
    },

    async recordDispute({ attemptId, disputeId, problem }) {
      return parsePaymentTransition(await run('recordDispute', attemptId, disputeId, problem));
    },

    async recordReversal({ attemptId, disputeId, problem }) {
      return parsePaymentTransition(await run('recordReversal', attemptId, disputeId ?? '', problem));
    },

    async endDispute({ attemptId }) {
      return parsePaymentTransition(await run('endDispute', attemptId));
    },

    async claimUnsettled({ limit }) {
      return z.array(z.string()).parse(await run('claimUnsettled', limit));
    },
  };
}
