import type { Order } from '../../core/orders/order.ts';
import type { Attempt, AttemptState } from '../../core/payments/attempt.ts';
import type { RefundState } from '../../core/payments/refund.ts';
import type { MoneyCount } from '../../server/ledger/ledger.ts';
import { listRefunds, unasked } from './ledger-refund-list.ts';

/** Where all money is, counted anew from the attempts. Every capture is in the one currency of these tests. */
export function countMoney(all: Attempt[], orderOf: (attempt: Attempt) => Order): MoneyCount[] {
  const sum = (of: (attempt: Attempt) => number) => all.reduce((total, attempt) => total + of(attempt), 0);
  const sumRefunds = (...states: RefundState[]) =>
    sum((attempt) =>
      listRefunds(attempt, orderOf(attempt)).reduce(
        (rest, { state, amountCents }) => rest + (states.includes(state) ? amountCents : 0),
        0,
      ),
    );
  const restIf = (state: AttemptState) =>
    sum((attempt) => (attempt.state === state ? unasked(attempt, orderOf(attempt)) : 0));
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
}
