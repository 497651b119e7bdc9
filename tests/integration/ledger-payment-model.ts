import type { ExpiryReason, Order } from '../../core/orders/order.ts';
import type { Attempt, AttemptState } from '../../core/payments/attempt.ts';
import type { MoneyCount, OpenTask, OutboxEntry } from '../../server/ledger/ledger.ts';
import type { PaymentLedger, PaymentRefusalReason, PaymentTransition } from '../../server/ledger/payment-ledger.ts';
import type { InvoicedOrder } from './ledger-invoice-model.ts';

export type PayingOrder = InvoicedOrder & { attemptId: string | null; revision: number };
type Request<Name extends keyof PaymentLedger> = Parameters<PaymentLedger[Name]>[0];

const openStates: AttemptState[] = ['CREATING', 'AWAITING_APPROVAL'];
const begunStates: AttemptState[] = [
  ...(['CAPTURING', 'CAPTURE_PENDING', 'CAPTURED', 'REFUNDING', 'REFUNDED', 'DISPUTED', 'REVERSED'] as const),
];
const waiting: Order['state'][] = ['HELD', 'PAYING', 'COMMITTING', 'PAYMENT_PENDING'];

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
      if (!isHeld(order)) return refuse(order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', order, current);
      if (order.totalCents === 0) return refuse('nothing_to_pay', order);
      if (!order.buyer) return refuse('details_missing', order, current);
      const isSame = current?.amountCents === order.totalCents && current.currency === order.currency;
      const isFresh = current && current.createdAt > clock.nowMs - 2 * 60 * 60_000;
      if (current && openStates.includes(current.state) && isSame && isFresh) {
        if (order.state === 'PAYING' && !current.isDeclined) return answer(current, order, true);
        tell(order, 'paying', 'PAYING');
        change(current, { isDeclined: false });
        return answer(current, order, false);
      }
      abandonCurrent(order, 'superseded');
      const attempt = createAttempt(attemptId, order, clock.nowMs);
      attempts.set(attemptId, attempt);
      order.attemptId = attemptId;
      tell(order, 'paying', 'PAYING');
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
      else if (!isHeld(order)) {
        if (order.state !== 'EXPIRED' || order.expiryReason !== 'lapsed')
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
        ...{ state: 'CAPTURED', captureId, capturedCents: amountCents, capturedAt: clock.nowMs, problem: null },
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
      if (declines <= 3) order.heldUntil = Math.max(order.heldUntil, clock.nowMs + graceMs);
      if (isFinished) order.revision += 1;
      tell(order, 'payment_declined', isFinished ? 'HELD' : 'PAYING');
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
      house.change(order, 'expired', 'EXPIRED', 'denied');
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
      if (isCurrent || rival === 'ABANDONED' || rival === 'DENIED') {
        order.attemptId = attempt.id;
        if (waiting.includes(state)) state = 'NEEDS_ATTENTION';
      }
      tell(order, 'needs_attention', state);
      change(attempt, { state: 'QUARANTINED', problem });
      if (isNews && capture) {
        captures.set(capture.captureId, attempt.id);
        change(attempt, {
          ...{ captureId: capture.captureId, capturedCents: capture.amountCents, capturedAt: clock.nowMs },
        });
      }
      openTask(attempt, 'quarantined', problem);
      return answer(attempt, order, false);
    }),

    recordRefund: rule<'recordRefund'>((attempt, order, { state, refundId, problem }) => {
      if (attempt.state === 'REFUNDED') return answer(attempt, order, true);
      if (attempt.state !== 'REFUNDING') return refuse('wrong_state', order, attempt);
      if (attempt.refundState === state) return answer(attempt, order, true);
      if (attempt.refundState === 'FAILED' && state !== 'COMPLETED') return refuse('wrong_state', order, attempt);
      const transitions = {
        PENDING: 'refund_pending',
        COMPLETED: 'refund_completed',
        FAILED: 'refund_failed',
      } as const;
      if (state === 'COMPLETED') house.credit(order, attempt.capturedCents);
      tell(order, transitions[state]);
      change(attempt, { refundState: state, problem, ...(refundId ? { refundId } : {}) });
      if (state === 'COMPLETED') change(attempt, { state: 'REFUNDED', refundedAt: clock.nowMs });
      if (state === 'COMPLETED') tasks.delete(attempt.id);
      if (state === 'FAILED') openTask(attempt, 'refund_failed', problem ?? '');
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

  function openTask(attempt: Attempt, kind: OpenTask['kind'], problem: string) {
    tasks.set(attempt.id, { attemptId: attempt.id, orderId: attempt.orderId, kind, problem, at: clock.nowMs });
  }

  return {
    steps,
    abandonCurrent,
    currentOf,
    /** A cancelled order's money is to go back. */
    requestRefund(order: ModelOrder) {
      const attempt = currentOf(order);
      // The buyer has it already.
      if (attempt?.state === 'REVERSED') tasks.delete(attempt.id);
      if (attempt?.state === 'CAPTURED')
        change(attempt, { state: 'REFUNDING', refundState: 'REQUESTED', refundRequestedAt: clock.nowMs });
    },
    listAttempts: () => [...attempts.values()].map((attempt) => structuredClone(attempt)),
    listUnsettled: () =>
      [...attempts.values()]
        .filter(({ state }) => [...openStates, 'CAPTURING', 'CAPTURE_PENDING', 'REFUNDING', 'DISPUTED'].includes(state))
        .filter(({ refundState }) => refundState !== 'FAILED')
        .map(({ id }) => id),
    listTasks: () => [...tasks.values()].sort((a, b) => a.at - b.at || (a.attemptId < b.attemptId ? -1 : 1)),
    /** Every capture is in the one currency of these tests. */
    countMoney(): MoneyCount[] {
      const sum = (wanted: (attempt: Attempt) => boolean) =>
        [...attempts.values()].filter(wanted).reduce((total, { capturedCents }) => total + capturedCents, 0);
      const capturedCents = sum(() => true);
      if (capturedCents === 0) return [];
      return [
        {
          currency: 'EUR',
          capturedCents,
          ticketedCents: sum(({ state }) => state === 'CAPTURED' || state === 'DISPUTED'),
          refundedCents: sum(({ state }) => state === 'REFUNDED' || state === 'REVERSED'),
          refundingCents: sum(({ state, refundState }) => state === 'REFUNDING' && refundState !== 'FAILED'),
          inTasksCents: sum(
            ({ state, refundState }) => state === 'QUARANTINED' || (state === 'REFUNDING' && refundState === 'FAILED'),
          ),
        },
      ];
    },
  };
}

function createAttempt(id: string, order: PayingOrder, nowMs: number): Attempt {
  return {
    id,
    orderId: order.id,
    state: 'CREATING',
    amountCents: order.totalCents,
    currency: order.currency,
    invoiceId: `${order.id}-${order.revision}`,
    createRequestId: `${id}-create`,
    captureRequestId: `${id}-capture-1`,
    refundRequestId: `${id}-refund-1`,
    paypalOrderId: null,
    approveUrl: null,
    payeeMerchantId: null,
    declines: 0,
    isDeclined: false,
    captureId: null,
    disputeId: null,
    capturedCents: 0,
    capturedAt: null,
    refundId: null,
    refundState: null,
    refundRequestedAt: null,
    refundedAt: null,
    problem: null,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}
