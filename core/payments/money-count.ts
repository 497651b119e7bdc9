import type { AmountCents } from '../money.ts';
import type { OrderState } from '../orders/order.ts';
import type { AttemptState } from './attempt.ts';
import type { Refund } from './refund.ts';

/** Where everything that was captured in one currency is: captured = ticketed + refunded + refunding + in tasks. What is in none of
 *  them is `unaccounted`, which must be 0. */
export type MoneySum = {
  currency: string;
  capturedCents: AmountCents;
  ticketedCents: AmountCents;
  refundedCents: AmountCents;
  refundingCents: AmountCents;
  inTasksCents: AmountCents;
  unaccountedCents: AmountCents;
};

export type CountedAttempt = {
  state: AttemptState;
  capturedCents: AmountCents;
  currency: string;
  /** The order's, where the order names this attempt; null where another took its place. */
  orderState: OrderState | null;
  refunds: Pick<Refund, 'state' | 'amountCents'>[];
};

/** Adds up attempts as they come, in any order. */
export function createMoneyCount() {
  const sums = new Map<string, MoneySum>();
  return {
    add({ state, capturedCents, currency, orderState, refunds }: CountedAttempt): void {
      const sum = sums.get(currency) ?? nothing(currency);
      sums.set(currency, sum);
      const asked = { REQUESTED: 0, PENDING: 0, COMPLETED: 0, FAILED: 0 };
      for (const refund of refunds) asked[refund.state] += refund.amountCents;
      const goingBack = asked.REQUESTED + asked.PENDING;
      const rest = capturedCents - goingBack - asked.COMPLETED - asked.FAILED;
      sum.capturedCents += capturedCents;
      sum.refundedCents += asked.COMPLETED;
      sum.refundingCents += goingBack;
      sum.inTasksCents += asked.FAILED;
      // A dispute is a task, and its seat is theirs all the same.
      const isHere = state === 'CAPTURED' || state === 'DISPUTED';
      if (isHere && orderState === 'CONFIRMED') sum.ticketedCents += rest;
      else if (state === 'REVERSED') sum.refundedCents += rest;
      else if (state === 'QUARANTINED') sum.inTasksCents += rest;
      else sum.unaccountedCents += rest;
    },
    finish: (): MoneySum[] => [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

const nothing = (currency: string): MoneySum => ({
  ...{ currency, capturedCents: 0, ticketedCents: 0, refundedCents: 0, refundingCents: 0 },
  ...{ inTasksCents: 0, unaccountedCents: 0 },
});
