import type { ExpiryReason, Order } from '../../core/orders/order.ts';
import type { Attempt, AttemptState } from '../../core/payments/attempt.ts';
import type { RefundReason, RefundState } from '../../core/payments/refund.ts';
import type { MoneyCount, OpenTask, OutboxEntry } from '../../server/ledger/ledger.ts';
import type { PaymentLedger, PaymentRefusalReason, PaymentTransition } from '../../server/ledger/payment-ledger.ts';
import type { InvoicedOrder } from './ledger-invoice-model.ts';
import { addRefund, changeRefunding, isCredited, listRefunds, unasked } from './ledger-refund-list.ts';

export type PayingOrder = InvoicedOrder & { attemptId: string | null; revision: number };
type Request<Name extends keyof PaymentLedger> = Parameters<PaymentLedger[Name]>[0];

const openStates: AttemptState[] = ['CREATING', 'AWAITING_APPROVAL'];
const begunStates: AttemptState[] = [
  ...(['CAPTURING', 'CAPTURE_PENDING', 'CAPTURED', 'REFUNDING', 'REFUNDED', 'DISPUTED', 'REVERSED'] as const),
];
const waiting: Order['state'][] = ['HELD', 'PAYING', 'COMMITTING', 'PAYMENT_PENDING', 'AWAITING_TRANSFER'];

/** What the model of the ledger lends its part about money. */
export type House<ModelOrder extends PayingOrder> = {
  clock: { nowMs: number };
  orders: Map<string, ModelOrder>;
  attempts: Map<string, Attempt>;
  view(order: ModelOrder): Order;
  change(
    order: ModelOrder,
    transition: OutboxEntry['transition'],
    state: Order['state'],
    reason: ExpiryReason | null,
  ): void;
  /** Gives a lapsed order its seats again, or says that they are gone. */
  takeAgain(order: ModelOrder): boolean;
  /** Writes a credit note for so much of the order's invoice. */
  credit(order: ModelOrder, amountCents: number): void;
};

/** What paying should do, said as simply as possible: money is what the attempts say, and every sum is counted anew. */
export function createPaymentModel<ModelOrder extends PayingOrder>(house: House<ModelOrder>) {
  const { clock, orders, attempts, view } = house;
  const tasks = new Map<string, OpenTask>();
  /** PayPal's names, and whose they are. */
  const paypalOrders = new Map<string, string>();
  const captures = new Map<string, string>();

  const isHeld = (order: ModelOrder) => order.state === 'HELD' || order.state === 'PAYING';
  const currentOf = (order: ModelOrder) => attempts.get(order.attemptId ?? '');
  const tell = (order: ModelOrder, transition: OutboxEntry['transition'], state = order.state) =>
    house.change(order, transition, state, state === 'EXPIRED' ? order.expiryReason : null);
  const change = (attempt: Attempt, changes: Partial<Attempt>) =>
    Object.assign(attempt, changes, { updatedAt: clock.nowMs });

  const answer = (attempt: Attempt, order: ModelOrder, replayed: boolean): PaymentTransition => ({
    ok: true,
    replayed,
    order: view(order),
    attempt: structuredClone(attempt),
  });
  const refuse = (reason: PaymentRefusalReason, order?: ModelOrder, attempt?: Attempt): PaymentTransition => ({
    ok: false,
    reason,
    ...(order ? { order: view(order) } : {}),
    ...(attempt ? { attempt: structuredClone(attempt) } : {}),
  });

  function abandonCurrent(order: ModelOrder, problem: string) {
    const attempt = currentOf(order);
    if (attempt && openStates.includes(attempt.state)) change(attempt, { state: 'ABANDONED', problem });
  }

  function giveUp(attempt: Attempt, order: ModelOrder, problem: string) {
    const isPaying = order.state === 'PAYING' && order.attemptId === attempt.id;
    tell(order, 'payment_abandoned', isPaying ? 'HELD' : order.state);
    change(attempt, { state: 'ABANDONED', problem });
  }

  /** Each rule about an attempt that exists, with its order. */
  function rule<Name extends keyof PaymentLedger>(
    act: (attempt: Attempt, order: ModelOrder, request: Request<Name>) => PaymentTransition,
  ) {
    return (request: Request<Name> & { attemptId: string }): PaymentTransition => {
      const attempt = attempts.get(request.attemptId);
      const order = attempt && orders.get(attempt.orderId);
      return attempt && order ? act(attempt, order, request) : refuse('not_found');
    };
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

    getAttempt: (attemptId: string): Attempt | null => structuredClone(attempts.get(attemptId) ?? null),
  };

  function openTask(attempt: Attempt, kind: OpenTask['kind'], problem: string, refundId: string | null = null) {
    const { id: attemptId, orderId } = attempt;
    tasks.set(refundId ?? attemptId, { attemptId, refundId, orderId, kind, problem, at: clock.nowMs });
  }

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
    /** Every capture is in the one currency of these tests. */
    countMoney(): MoneyCount[] {
      const all = [...attempts.values()];
      const sum = (of: (attempt: Attempt) => number) => all.reduce((total, attempt) => total + of(attempt), 0);
      const sumRefunds = (...states: RefundState[]) =>
        sum((attempt) =>
          refundsOf(attempt).reduce(
            (rest, { state, amountCents }) => rest + (states.includes(state) ? amountCents : 0),
            0,
          ),
        );
      const restIf = (state: AttemptState) =>
        sum((attempt) => (attempt.state === state ? unasked(attempt, orders.get(attempt.orderId) as ModelOrder) : 0));
      const capturedCents = sum((attempt) => attempt.capturedCents);
      if (capturedCents === 0) return [];
      return [
        {
          currency: 'EUR',
          capturedCents,
          ticketedCents: restIf('CAPTURED') + restIf('DISPUTED'),
          refundedCents: sumRefunds('COMPLETED') + restIf('REVERSED'),
          refundingCents: sumRefunds('REQUESTED', 'PENDING'),
          inTasksCents: restIf('QUARANTINED') + sumRefunds('FAILED'),
        },
      ];
    },
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
