import type { Order } from '../../core/orders/order.ts';
import type { RefundReason } from '../../core/payments/refund.ts';
import type { createPaymentRules, House, PayingOrder } from './ledger-payment-rules.ts';
import { addRefund, changeRefunding, isCredited, listRefunds, unasked } from './ledger-refund-list.ts';

/** What becomes of money that PayPal took: it goes back, is disputed, or was taken for nothing. */
export function createAfterPaymentSteps<ModelOrder extends PayingOrder>(
  house: Pick<House<ModelOrder>, 'credit'>,
  rules: ReturnType<typeof createPaymentRules<ModelOrder>>,
) {
  const { clock, tasks, captures, tell, change, answer, refuse, abandonCurrent, openTask, rule } = rules;
  return {
    returnCapture: rule<'returnCapture'>((attempt, order, { captureId, amountCents, currency }) => {
      const isForeign = captures.has(captureId) && captures.get(captureId) !== attempt.id;
      if (isForeign) return refuse('payment_differs', order, attempt);
      if (attempt.capturedCents > 0) {
        if (attempt.captureId === captureId) return answer(attempt, order, true);
        return refuse('payment_differs', order, attempt);
      }
      const isAnother = attempt.captureId !== null && attempt.captureId !== captureId;
      if (isAnother || amountCents !== attempt.amountCents || currency !== attempt.currency)
        return refuse('payment_differs', order, attempt);
      const isOver = attempt.state === 'ABANDONED' || attempt.state === 'DENIED';
      if (!isOver || order.state === 'NEEDS_ATTENTION') return refuse('wrong_state', order, attempt);
      const reasons = {
        ...{ HELD: 'superseded', PAYING: 'superseded', AWAITING_TRANSFER: 'superseded' },
        ...{ EXPIRED: 'no_seats', CANCELLED: 'order_cancelled' },
      };
      const reason = (reasons as Partial<Record<Order['state'], RefundReason>>)[order.state] ?? 'duplicate';
      let { state } = order;
      if (reason !== 'duplicate' && attempt.invoiceId === `${order.id}-${order.revision}`) {
        order.revision += 1;
        abandonCurrent(order, 'superseded');
        if (state === 'PAYING') state = 'HELD';
      }
      captures.set(captureId, attempt.id);
      change(attempt, { captureId, capturedCents: amountCents, capturedCurrency: currency, capturedAt: clock.nowMs });
      addRefund(order, attempt, { amountCents, reason, nowMs: clock.nowMs });
      tell(order, 'payment_returned', state);
      changeRefunding(attempt, order, { state: 'REFUNDING' }, clock.nowMs);
      return answer(attempt, order, false);
    }),

    recordRefund: rule<'recordRefund'>((attempt, order, { refundId, requestId, state, ...told }) => {
      const refund = listRefunds(attempt, order).find(({ id }) => id === refundId);
      if (!refund) return refuse('not_found', order, attempt);
      if (refund.state === 'COMPLETED' || refund.requestId !== requestId || refund.state === state)
        return answer(attempt, order, true);
      if (refund.state === 'FAILED' && state !== 'COMPLETED') return refuse('wrong_state', order, attempt);
      const transitions = {
        PENDING: 'refund_pending',
        COMPLETED: 'refund_completed',
        FAILED: 'refund_failed',
      } as const;
      Object.assign(refund, { state, updatedAt: clock.nowMs, problem: null, mayTryAgain: false });
      if (told.paypalRefundId) refund.paypalRefundId = told.paypalRefundId;
      if (state === 'COMPLETED') {
        refund.completedAt = clock.nowMs;
        tasks.delete(refundId);
        if (isCredited(refund)) house.credit(order, refund.amountCents);
      }
      if (state === 'FAILED') {
        Object.assign(refund, { problem: told.problem, mayTryAgain: told.isDefinite });
        openTask(attempt, 'refund_failed', told.problem ?? '', refundId);
      }
      tell(order, transitions[state]);
      changeRefunding(attempt, order, {}, clock.nowMs);
      return answer(attempt, order, false);
    }),

    recordDispute: rule<'recordDispute'>((attempt, order, { disputeId, problem }) => {
      if (attempt.state === 'DISPUTED' || attempt.state === 'REVERSED') return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURED') return refuse('wrong_state', order, attempt);
      tell(order, 'payment_disputed');
      change(attempt, { state: 'DISPUTED', disputeId, problem });
      openTask(attempt, 'disputed', problem);
      return answer(attempt, order, false);
    }),

    recordReversal: rule<'recordReversal'>((attempt, order, { disputeId, problem }) => {
      if (attempt.state === 'REVERSED') return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURED' && attempt.state !== 'DISPUTED') return refuse('wrong_state', order, attempt);
      if (attempt.state === 'CAPTURED' && unasked(attempt, order) === 0) return refuse('wrong_state', order, attempt);
      tell(order, 'payment_reversed');
      change(attempt, { state: 'REVERSED', problem, ...(disputeId ? { disputeId } : {}) });
      openTask(attempt, 'reversed', problem);
      return answer(attempt, order, false);
    }),

    endDispute: rule<'endDispute'>((attempt, order) => {
      if (attempt.state === 'CAPTURED') return answer(attempt, order, true);
      const isAmiss = attempt.state === 'DISPUTED' || attempt.state === 'REVERSED';
      if (!isAmiss || order.state !== 'CONFIRMED') return refuse('wrong_state', order, attempt);
      tell(order, 'dispute_ended');
      change(attempt, { state: 'CAPTURED', problem: null });
      tasks.delete(attempt.id);
      return answer(attempt, order, false);
    }),
  };
}
