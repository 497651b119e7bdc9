import type { RefundLedger } from './refund-ledger.ts';
import { parseTransition } from './replies.ts';
import type { RunScript } from './scripts.ts';
import { toActText } from './texts.ts';

/** The part of the ledger through which organizers decide about money that came. */
export function createRefundLedger(run: RunScript): RefundLedger {
  return {
    async refundAmount({ orderId, amountCents, act }) {
      if (!Number.isSafeInteger(amountCents) || amountCents < 1)
        throw new RangeError('an amount to send back must be a whole number from 1');
      return parseTransition(await run('refundAmount', orderId, amountCents, toActText(act)));
    },

    async retryRefund({ orderId, refundId, act }) {
      return parseTransition(await run('retryRefund', orderId, refundId, toActText(act)));
    },

    async refundByHand({ orderId, refundId, how, act }) {
      if (how.trim() === '') throw new RangeError('how the money went back must be said');
      return parseTransition(await run('refundByHand', orderId, refundId, how, toActText(act)));
    },

    async refundQuarantined({ orderId, attemptId, act }) {
      return parseTransition(await run('refundQuarantined', orderId, attemptId, toActText(act)));
    },

    async acceptPayment({ orderId, attemptId, act }) {
      return parseTransition(await run('acceptPayment', orderId, attemptId, toActText(act)));
    },

    async dropPayment({ orderId, attemptId, act }) {
      return parseTransition(await run('dropPayment', orderId, attemptId, toActText(act)));
    },
  };
}
