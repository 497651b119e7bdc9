import type { Order } from '../../core/orders/order.ts';
import type { Attempt, AttemptState } from '../../core/payments/attempt.ts';
import type { PaymentTransition } from '../../server/ledger/payment-ledger.ts';
import { countMoney } from './ledger-money-count.ts';
import { createAfterPaymentSteps } from './ledger-payment-after-model.ts';
import { createPaymentRules, type House, openStates, type PayingOrder, type Request } from './ledger-payment-rules.ts';
import { listRefunds } from './ledger-refund-list.ts';

const begunStates: AttemptState[] = [
  ...(['CAPTURING', 'CAPTURE_PENDING', 'CAPTURED', 'REFUNDING', 'REFUNDED', 'DISPUTED', 'REVERSED'] as const),
];
const waiting: Order['state'][] = ['HELD', 'PAYING', 'COMMITTING', 'PAYMENT_PENDING', 'AWAITING_TRANSFER'];

/** What paying should do, said as simply as possible: money is what the attempts say, and every sum is counted anew. */
export function createPaymentModel<ModelOrder extends PayingOrder>(house: House<ModelOrder>) {
  const rules = createPaymentRules(house);
  const {
    clock,
    orders,
    attempts,
    tasks,
    captures,
    currentOf,
    tell,
    change,
    answer,
    refuse,
    abandonCurrent,
    openTask,
    rule,
  } = rules;
  const paypalOrders = new Map<string, string>();

  const isHeld = (order: ModelOrder) => order.state === 'HELD' || order.state === 'PAYING';

  function giveUp(attempt: Attempt, order: ModelOrder, problem: string) {
    const isPaying = order.state === 'PAYING' && order.attemptId === attempt.id;
    tell(order, 'payment_abandoned', isPaying ? 'HELD' : order.state);
    change(attempt, { state: 'ABANDONED', problem });
  }

  const steps = {
    startPayment({ orderId, attemptId }: Request<'startPayment'>): PaymentTransition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      const resent = attempts.get(attemptId);
      if (resent) return answer(resent, order, true);
      const current = currentOf(order);
      const isByTransfer = order.state === 'AWAITING_TRANSFER';
      if (!isHeld(order) && !isByTransfer)
        return refuse(order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', order, current);
      const paying = isByTransfer ? 'AWAITING_TRANSFER' : 'PAYING';
      if (order.totalCents === 0) return refuse('nothing_to_pay', order);
      if (!order.buyer) return refuse('details_missing', order, current);
      const isSame = current?.amountCents === order.totalCents && current.currency === order.currency;
      const isFresh = current && current.createdAt > clock.nowMs - 2 * 60 * 60_000;
      if (current && openStates.includes(current.state) && isSame && isFresh) {
        if (order.state === paying && !current.isDeclined) return answer(current, order, true);
        tell(order, 'paying', paying);
        change(current, { isDeclined: false });
        return answer(current, order, false);
      }
      abandonCurrent(order, 'superseded');
      const attempt = createAttempt(attemptId, order, clock.nowMs);
      attempts.set(attemptId, attempt);
      order.attemptId = attemptId;
      tell(order, 'paying', paying);
      return answer(attempt, order, false);
    },

    recordPayPalOrder: rule<'recordPayPalOrder'>((attempt, order, { paypalOrderId, approveUrl, payeeMerchantId }) => {
      if (attempt.paypalOrderId === paypalOrderId) return answer(attempt, order, true);
      if (attempt.state !== 'CREATING')
        return refuse(attempt.state === 'AWAITING_APPROVAL' ? 'wrong_state' : 'payment_over', order, attempt);
      if (paypalOrders.has(paypalOrderId)) return refuse('payment_differs', order, attempt);
      paypalOrders.set(paypalOrderId, attempt.id);
      tell(order, 'payment_created');
      change(attempt, { state: 'AWAITING_APPROVAL', paypalOrderId, approveUrl, payeeMerchantId });
      return answer(attempt, order, false);
    }),

    beginCapture: rule<'beginCapture'>((attempt, order, { isPaid = false }) => {
      if (begunStates.includes(attempt.state)) return answer(attempt, order, true);
      if (attempt.state === 'CREATING') return refuse('wrong_state', order, attempt);
      if (attempt.state !== 'AWAITING_APPROVAL') return refuse('payment_over', order, attempt);
      if (attempt.isDeclined && !isPaid) return refuse('payment_declined', order, attempt);
      const isSame = attempt.amountCents === order.totalCents && attempt.currency === order.currency;
      let problem: string | null = null;
      if (order.attemptId !== attempt.id) problem = 'superseded';
      else if (!isSame) problem = 'price_changed';
      else if (!isHeld(order) && order.state !== 'AWAITING_TRANSFER') {
        if (order.state !== 'EXPIRED' || (order.expiryReason !== 'lapsed' && order.expiryReason !== 'unpaid'))
          problem = `order_${order.state.toLowerCase()}`;
        else if (!house.takeAgain(order)) problem = 'seats_gone';
      }
      if (problem) {
        giveUp(attempt, order, problem);
        return refuse('payment_over', order, attempt);
      }
      tell(order, 'committing', 'COMMITTING');
      change(attempt, { state: 'CAPTURING', problem: null });
      return answer(attempt, order, false);
    }),

    recordCapture: rule<'recordCapture'>((attempt, order, { captureId, amountCents, currency }) => {
      const isForeign = captures.has(captureId) && captures.get(captureId) !== attempt.id;
      const isAnother = attempt.captureId !== null && attempt.captureId !== captureId;
      if (isForeign || isAnother) return refuse('payment_differs', order, attempt);
      if (attempt.capturedCents > 0) return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURING' && attempt.state !== 'CAPTURE_PENDING')
        return refuse('wrong_state', order, attempt);
      if (amountCents !== attempt.amountCents || currency !== attempt.currency)
        return refuse('payment_differs', order, attempt);
      captures.set(captureId, attempt.id);
      order.confirmedAt = clock.nowMs;
      tell(order, 'confirmed', 'CONFIRMED');
      change(attempt, {
        ...{ state: 'CAPTURED', captureId, capturedCents: amountCents, capturedCurrency: currency, problem: null },
        capturedAt: clock.nowMs,
      });
      return answer(attempt, order, false);
    }),

    recordCapturePending: rule<'recordCapturePending'>((attempt, order, { captureId, reason }) => {
      if (captures.has(captureId) && captures.get(captureId) !== attempt.id)
        return refuse('payment_differs', order, attempt);
      if (attempt.captureId === captureId) return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURING') return refuse('wrong_state', order, attempt);
      captures.set(captureId, attempt.id);
      tell(order, 'payment_pending', 'PAYMENT_PENDING');
      change(attempt, { state: 'CAPTURE_PENDING', captureId, problem: reason });
      return answer(attempt, order, false);
    }),

    recordDecline: rule<'recordDecline'>((attempt, order, { captureRequestId, issue, graceMs, isFinished }) => {
      if (attempt.captureRequestId !== captureRequestId) return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURING') return refuse('wrong_state', order, attempt);
      const declines = attempt.declines + 1;
      if (declines <= 3 && !order.transfer) order.heldUntil = Math.max(order.heldUntil, clock.nowMs + graceMs);
      if (isFinished) order.revision += 1;
      if (order.transfer) tell(order, 'payment_declined', 'AWAITING_TRANSFER');
      else tell(order, 'payment_declined', isFinished ? 'HELD' : 'PAYING');
      change(attempt, {
        ...{ state: isFinished ? 'DENIED' : 'AWAITING_APPROVAL', problem: issue, declines, isDeclined: true },
        captureRequestId: `${attempt.id}-capture-${declines + 1}`,
      });
      return answer(attempt, order, false);
    }),

    recordDenial: rule<'recordDenial'>((attempt, order, { issue }) => {
      if (attempt.state === 'DENIED') return answer(attempt, order, true);
      if (attempt.state !== 'CAPTURE_PENDING') return refuse('wrong_state', order, attempt);
      order.revision += 1;
      if (order.transfer) tell(order, 'awaiting_transfer', 'AWAITING_TRANSFER');
      else house.change(order, 'expired', 'EXPIRED', 'denied');
      change(attempt, { state: 'DENIED', problem: issue });
      return answer(attempt, order, false);
    }),

    abandonPayment: rule<'abandonPayment'>((attempt, order, { problem }) => {
      if (attempt.state === 'ABANDONED') return answer(attempt, order, true);
      if (!openStates.includes(attempt.state)) return refuse('wrong_state', order, attempt);
      giveUp(attempt, order, problem);
      return answer(attempt, order, false);
    }),

    quarantinePayment: rule<'quarantinePayment'>((attempt, order, { problem, capture }) => {
      if (capture && captures.has(capture.captureId) && captures.get(capture.captureId) !== attempt.id)
        return refuse('payment_differs', order, attempt);
      const isNews = capture !== null && attempt.capturedCents === 0;
      if (attempt.state === 'QUARANTINED' && !isNews) return answer(attempt, order, true);
      if (attempt.capturedCents > 0) return refuse('wrong_state', order, attempt);
      const isCurrent = order.attemptId === attempt.id;
      if (!isCurrent) abandonCurrent(order, 'superseded');
      const rival = currentOf(order)?.state ?? 'ABANDONED';
      let { state } = order;
      const isRivalOver = ['ABANDONED', 'DENIED', 'REFUNDING', 'REFUNDED'].includes(rival);
      if (isCurrent || (isRivalOver && state !== 'CANCELLED')) {
        order.attemptId = attempt.id;
        if (waiting.includes(state)) state = 'NEEDS_ATTENTION';
      }
      tell(order, 'needs_attention', state);
      change(attempt, { state: 'QUARANTINED', problem });
      if (isNews && capture) {
        captures.set(capture.captureId, attempt.id);
        change(attempt, {
          ...{ captureId: capture.captureId, capturedCents: capture.amountCents, capturedAt: clock.nowMs },
          capturedCurrency: capture.currency,
        });
      }
      openTask(attempt, 'quarantined', problem);
      return answer(attempt, order, false);
    }),

    ...createAfterPaymentSteps(house, rules),

    getAttempt: (attemptId: string): Attempt | null => structuredClone(attempts.get(attemptId) ?? null),
  };

  const isUnderWay = (attempt: Attempt) =>
    refundsOf(attempt).some(({ state }) => state === 'REQUESTED' || state === 'PENDING');
  const refundsOf = (attempt: Attempt) => listRefunds(attempt, orders.get(attempt.orderId) as ModelOrder);

  return {
    steps,
    tasks,
    abandonCurrent,
    currentOf,
    /** Money that came by bank transfer: an attempt of its own, of which PayPal knows nothing. */
    bookTransfer(order: ModelOrder, id: string) {
      const {
        createRequestId: _create,
        captureRequestId: _capture,
        ...attempt
      } = createAttempt(id, order, clock.nowMs);
      const money = {
        captureId: id,
        capturedCents: order.totalCents,
        capturedAt: clock.nowMs,
        capturedCurrency: order.currency,
      };
      const none = { createRequestId: '', captureRequestId: '' };
      attempts.set(id, { ...attempt, ...none, ...money, method: 'transfer', state: 'CAPTURED' });
      captures.set(id, id);
      order.attemptId = id;
    },
    listAttempts: () => [...attempts.values()].map((attempt) => structuredClone(attempt)),
    listUnsettled: () =>
      [...attempts.values()]
        .filter(
          (attempt) =>
            [...openStates, 'CAPTURING', 'CAPTURE_PENDING', 'DISPUTED'].includes(attempt.state) || isUnderWay(attempt),
        )
        .map(({ id }) => id),
    listTasks: () =>
      [...tasks].sort(([a, { at }], [b, other]) => at - other.at || (a < b ? -1 : 1)).map(([, task]) => task),
    countMoney: () => countMoney([...attempts.values()], (attempt) => orders.get(attempt.orderId) as ModelOrder),
  };
}

function createAttempt(id: string, order: PayingOrder, nowMs: number): Attempt {
  return {
    id,
    orderId: order.id,
    method: 'paypal',
    state: 'CREATING',
    amountCents: order.totalCents,
    currency: order.currency,
    invoiceId: `${order.id}-${order.revision}`,
    createRequestId: `${id}-create`,
    captureRequestId: `${id}-capture-1`,
    paypalOrderId: null,
    approveUrl: null,
    payeeMerchantId: null,
    declines: 0,
    isDeclined: false,
    captureId: null,
    disputeId: null,
    capturedCents: 0,
    capturedCurrency: null,
    capturedAt: null,
    isAccepted: false,
    problem: null,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}
