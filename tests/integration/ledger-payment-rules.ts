import type { ExpiryReason, Order } from '../../core/orders/order.ts';
import type { Attempt, AttemptState } from '../../core/payments/attempt.ts';
import type { OpenTask, OutboxEntry } from '../../server/ledger/ledger.ts';
import type { PaymentLedger, PaymentRefusalReason, PaymentTransition } from '../../server/ledger/payment-ledger.ts';
import type { InvoicedOrder } from './ledger-invoice-model.ts';

export type PayingOrder = InvoicedOrder & { attemptId: string | null; revision: number };
export type Request<Name extends keyof PaymentLedger> = Parameters<PaymentLedger[Name]>[0];

export const openStates: AttemptState[] = ['CREATING', 'AWAITING_APPROVAL'];

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

/** What every rule about an attempt needs, those of paying and those of what comes afterwards. */
export function createPaymentRules<ModelOrder extends PayingOrder>(house: House<ModelOrder>) {
  const { clock, orders, attempts, view } = house;
  const tasks = new Map<string, OpenTask>();
  /** PayPal's names, and whose they are. */
  const captures = new Map<string, string>();

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

  function openTask(attempt: Attempt, kind: OpenTask['kind'], problem: string, refundId: string | null = null) {
    const { id: attemptId, orderId } = attempt;
    tasks.set(refundId ?? attemptId, { attemptId, refundId, orderId, kind, problem, at: clock.nowMs });
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

  return {
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
  };
}
