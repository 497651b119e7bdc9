import type { Order } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Refund, RefundReason } from '../../core/payments/refund.ts';

/** An order's refunds as the model of the ledger keeps them. */

/** What was sold comes to less by it. */
export const isCredited = ({ reason }: Refund) => ['cancelled', 'ticket_cancelled', 'goodwill'].includes(reason);

export const listRefunds = (attempt: Attempt, order: Order) =>
  order.refunds.filter(({ attemptId }) => attemptId === attempt.id);
export const unasked = (attempt: Attempt, order: Order) =>
  listRefunds(attempt, order).reduce((rest, { amountCents }) => rest - amountCents, attempt.capturedCents);

export function addRefund(
  order: Order,
  attempt: Attempt,
  about: { amountCents: number; reason: RefundReason; registrationId?: string; nowMs: number },
): void {
  const { amountCents, reason, registrationId = null, nowMs } = about;
  const id = `${attempt.id}-refund-${listRefunds(attempt, order).length + 1}`;
  const refund: Refund = {
    ...{ id, attemptId: attempt.id, amountCents, currency: attempt.capturedCurrency ?? '', reason, registrationId },
    ...{ state: 'REQUESTED', requestId: `${id}-try-1`, tries: 1, paypalRefundId: null, problem: null },
    ...{ mayTryAgain: false, how: null, requestedAt: nowMs, updatedAt: nowMs, completedAt: null },
  };
  order.refunds = [...order.refunds, refund];
}

/** After every change of what goes back of it. */
export function changeRefunding(attempt: Attempt, order: Order, changes: Partial<Attempt>, nowMs: number): void {
  Object.assign(attempt, changes, { updatedAt: nowMs });
  const isBack =
    unasked(attempt, order) === 0 && listRefunds(attempt, order).every(({ state }) => state === 'COMPLETED');
  if (attempt.state === 'REFUNDING' && isBack) attempt.state = 'REFUNDED';
}
