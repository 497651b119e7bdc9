import type { Order, Refusal, Transition } from '../../core/orders/order.ts';
import type { AuditAction, OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Ledger, OpenTask, OutboxEntry } from '../../server/ledger/ledger.ts';
import type { RefundLedger } from '../../server/ledger/refund-ledger.ts';
import type { OrganizedOrder } from './ledger-organizer-model.ts';
import type { PayingOrder } from './ledger-payment-rules.ts';
import { addRefund, changeRefunding, isCredited, unasked } from './ledger-refund-list.ts';

export type RefundedOrder = PayingOrder & OrganizedOrder & { cancelledPlaces: Map<number, number> };
type Request<Name extends keyof RefundLedger> = Parameters<RefundLedger[Name]>[0];

/** What the model of the ledger lends its part about money that goes back. */
export type RefundHouse<ModelOrder extends RefundedOrder> = {
  clock: { nowMs: number };
  orders: Map<string, ModelOrder>;
  attempts: Map<string, Attempt>;
  tasks: Map<string, OpenTask>;
  cancelUntil(): number | null;
  answer(order: ModelOrder, replayed: boolean): Transition;
  refuse(reason: Refusal['reason'], order?: ModelOrder, about?: Partial<Refusal>): Refusal;
  change(
    order: ModelOrder,
    transition: OutboxEntry['transition'],
    state: Order['state'],
    reason?: Order['expiryReason'],
    registrationId?: string,
  ): void;
  note(order: ModelOrder, action: AuditAction, act: OrganizerAct, registrationId: string | null): void;
  wasDone(order: ModelOrder, action: AuditAction, act: OrganizerAct, registrationId: string | null): boolean;
  takeAgain(order: ModelOrder): boolean;
  /** A credit note, where there is an invoice. */
  credit(order: ModelOrder, amountCents: number): void;
  /** One seat of this type is the order's no more. */
  giveBack(order: ModelOrder, ticketTypeId: string): void;
};

export function createRefundModel<ModelOrder extends RefundedOrder>(house: RefundHouse<ModelOrder>) {
  const { clock, orders, attempts, tasks, answer, refuse, note, wasDone, change } = house;
  const seatsOf = (order: ModelOrder) => order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const now = () => ({ nowMs: clock.nowMs });

  /** Why this order cannot be cancelled now, and what was paid for it. */
  function meetCancel(
    order: ModelOrder,
    canBeGone: boolean,
    act?: OrganizerAct,
  ): { refusal: Refusal } | { attempt: Attempt | null } {
    if (order.state !== 'CONFIRMED') return { refusal: refuse('wrong_state', order) };
    if (order.totalCents === 0) return { attempt: null };
    const attempt = attempts.get(order.attemptId ?? '');
    if (attempt?.state !== 'CAPTURED' && !(canBeGone && attempt?.state === 'REVERSED'))
      return { refusal: refuse('wrong_state', order) };
    const until = house.cancelUntil();
    const isClosed = (until !== null && clock.nowMs >= until) || order.checkIns.size > 0;
    return !act && isClosed ? { refusal: refuse('cancel_closed', order) } : { attempt };
  }

  function cancelOrder(order: ModelOrder, attempt: Attempt | null, act?: OrganizerAct): Transition {
    // The buyer has it already.
    const isGone = attempt?.state === 'REVERSED';
    const rest = attempt && !isGone ? unasked(attempt, order) : 0;
    order.cancelledAt = clock.nowMs;
    order.cancelledBy = act ? 'organizer' : 'buyer';
    if (act) note(order, 'cancelled', act, null);
    if (attempt && rest > 0) addRefund(order, attempt, { amountCents: rest, reason: 'cancelled', ...now() });
    change(order, 'cancelled', 'CANCELLED');
    if (attempt && isGone) tasks.delete(attempt.id);
    else if (attempt) changeRefunding(attempt, order, { state: 'REFUNDING' }, clock.nowMs);
    return answer(order, false);
  }

  /** Each rule about a refund that exists, or a quarantined attempt. */
  function find(orderId: string, refundId: string) {
    const order = orders.get(orderId);
    return { order, refund: order?.refunds.find(({ id }) => id === refundId) };
  }
  function findOdd(orderId: string, attemptId: string) {
    const order = orders.get(orderId);
    const attempt = attempts.get(attemptId);
    if (!order || attempt?.orderId !== orderId) return { refusal: refuse('not_found', order) };
    return { order, attempt };
  }

  const steps = {
    cancel({ orderId, act }: Parameters<Ledger['cancel']>[0]): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (order.state === 'CANCELLED') return answer(order, true);
      const met = meetCancel(order, true, act);
      return 'refusal' in met ? met.refusal : cancelOrder(order, met.attempt, act);
    },

    cancelTicket({ registrationId, act }: Parameters<Ledger['cancelTicket']>[0]): Transition {
      const [, orderId = '', digits = ''] = /^(.*)-(\d+)$/.exec(registrationId) ?? [];
      const order = orders.get(orderId);
      const place = Number(digits);
      if (!order || place < 1 || place > seatsOf(order)) return refuse('not_found');
      if (order.state === 'CANCELLED' || order.cancelledPlaces.has(place)) return answer(order, true);
      const isLast = order.cancelledPlaces.size === seatsOf(order) - 1;
      const met = meetCancel(order, isLast, act);
      if ('refusal' in met) return met.refusal;
      const { attempt } = met;
      if (isLast) return cancelOrder(order, attempt, act);
      const types = order.lines.flatMap((line) => Array<typeof line>(line.quantity).fill(line));
      const line = types[place - 1];
      if (!line) throw new Error('a place without its line');
      const share = attempt ? Math.min(line.unitPriceCents, unasked(attempt, order)) : 0;
      order.cancelledPlaces.set(place, clock.nowMs);
      order.checkIns.delete(place);
      house.giveBack(order, line.ticketTypeId);
      if (act) note(order, 'ticket_cancelled', act, registrationId);
      if (attempt && share > 0)
        addRefund(order, attempt, { amountCents: share, reason: 'ticket_cancelled', registrationId, ...now() });
      change(order, 'ticket_cancelled', order.state, null, registrationId);
      if (attempt) changeRefunding(attempt, order, {}, clock.nowMs);
      return answer(order, false);
    },

    refundAmount({ orderId, amountCents, act }: Request<'refundAmount'>): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (wasDone(order, 'refunded', act, null)) return answer(order, true);
      const attempt = attempts.get(order.attemptId ?? '');
      if (order.state !== 'CONFIRMED' || attempt?.state !== 'CAPTURED') return refuse('wrong_state', order);
      const rest = unasked(attempt, order);
      if (amountCents > rest) return refuse('over_captured', order, { remaining: rest });
      note(order, 'refunded', act, null);
      addRefund(order, attempt, { amountCents, reason: 'goodwill', ...now() });
      change(order, 'refund_requested', order.state);
      changeRefunding(attempt, order, {}, clock.nowMs);
      return answer(order, false);
    },

    retryRefund({ orderId, refundId, act }: Request<'retryRefund'>): Transition {
      const { order, refund } = find(orderId, refundId);
      if (!order || !refund) return refuse('not_found', order);
      if (wasDone(order, 'refund_retried', act, null)) return answer(order, true);
      if (refund.state !== 'FAILED' || !refund.mayTryAgain) return refuse('wrong_state', order);
      note(order, 'refund_retried', act, null);
      const tries = refund.tries + 1;
      const again = { tries, requestId: `${refundId}-try-${tries}`, state: 'REQUESTED', problem: null } as const;
      Object.assign(refund, again, { mayTryAgain: false, updatedAt: clock.nowMs });
      tasks.delete(refundId);
      change(order, 'refund_requested', order.state, order.expiryReason);
      changeRefunding(attempts.get(refund.attemptId) as Attempt, order, {}, clock.nowMs);
      return answer(order, false);
    },

    refundByHand({ orderId, refundId, how, act }: Request<'refundByHand'>): Transition {
      const { order, refund } = find(orderId, refundId);
      if (!order || !refund) return refuse('not_found', order);
      if (wasDone(order, 'refund_by_hand', act, null)) return answer(order, true);
      if (refund.state !== 'FAILED') return refuse('wrong_state', order);
      note(order, 'refund_by_hand', act, null);
      const done = { state: 'COMPLETED', how, mayTryAgain: false } as const;
      Object.assign(refund, done, { updatedAt: clock.nowMs, completedAt: clock.nowMs });
      tasks.delete(refundId);
      if (isCredited(refund)) house.credit(order, refund.amountCents);
      change(order, 'refund_completed', order.state, order.expiryReason);
      changeRefunding(attempts.get(refund.attemptId) as Attempt, order, {}, clock.nowMs);
      return answer(order, false);
    },

    refundQuarantined({ orderId, attemptId, act }: Request<'refundQuarantined'>): Transition {
      const { order, attempt, refusal } = findOdd(orderId, attemptId);
      if (refusal) return refusal;
      if (wasDone(order, 'payment_refunded', act, null)) return answer(order, true);
      if (attempt.state !== 'QUARANTINED' || attempt.capturedCents === 0) return refuse('wrong_state', order);
      note(order, 'payment_refunded', act, null);
      addRefund(order, attempt, { amountCents: attempt.capturedCents, reason: 'not_accepted', ...now() });
      const isCurrent = order.attemptId === attemptId;
      if (isCurrent && order.state === 'NEEDS_ATTENTION') {
        order.cancelledAt = clock.nowMs;
        order.cancelledBy = 'organizer';
        change(order, 'cancelled', 'CANCELLED');
      } else {
        if (isCurrent) order.revision += 1;
        change(order, 'refund_requested', order.state, order.expiryReason);
      }
      tasks.delete(attemptId);
      changeRefunding(attempt, order, { state: 'REFUNDING' }, clock.nowMs);
      return answer(order, false);
    },

    acceptPayment({ orderId, attemptId, act }: Request<'acceptPayment'>): Transition {
      const { order, attempt, refusal } = findOdd(orderId, attemptId);
      if (refusal) return refusal;
      if (wasDone(order, 'payment_accepted', act, null)) return answer(order, true);
      const isOdd = attempt.state === 'QUARANTINED' && attempt.capturedCents > 0 && order.attemptId === attemptId;
      if (!isOdd || !['NEEDS_ATTENTION', 'EXPIRED'].includes(order.state)) return refuse('wrong_state', order);
      if (order.state === 'EXPIRED' && !house.takeAgain(order)) return refuse('sold_out', order, { remaining: 0 });
      note(order, 'payment_accepted', act, null);
      order.confirmedAt = clock.nowMs;
      change(order, 'confirmed', 'CONFIRMED');
      tasks.delete(attemptId);
      Object.assign(attempt, { state: 'CAPTURED', isAccepted: true, updatedAt: clock.nowMs });
      return answer(order, false);
    },

    dropPayment({ orderId, attemptId, act }: Request<'dropPayment'>): Transition {
      const { order, attempt, refusal } = findOdd(orderId, attemptId);
      if (refusal) return refusal;
      if (wasDone(order, 'payment_dropped', act, null)) return answer(order, true);
      if (attempt.state !== 'QUARANTINED' || attempt.capturedCents > 0) return refuse('wrong_state', order);
      note(order, 'payment_dropped', act, null);
      tasks.delete(attemptId);
      const isCurrent = order.attemptId === attemptId;
      if (isCurrent) order.revision += 1;
      if (isCurrent && order.state === 'NEEDS_ATTENTION') change(order, 'expired', 'EXPIRED', 'denied');
      else change(order, 'payment_abandoned', order.state, order.expiryReason);
      Object.assign(attempt, { state: 'DENIED', updatedAt: clock.nowMs });
      return answer(order, false);
    },
  };
  return { steps };
}
