import fc from 'fast-check';
import type { Order, Transition } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { actOf } from './ledger-organizer-steps.ts';

const refundKinds = [
  'cancelTicket',
  'refundAmount',
  'retryRefund',
  'refundByHand',
  'refundQuarantined',
  'acceptPayment',
  'dropPayment',
] as const;
type RefundKind = (typeof refundKinds)[number];

/** `which`: a place, a refund, an attempt of the order; it may miss. `form`: who sends the same form again is in the same act. */
export type RefundStep = { kind: RefundKind; target: number; which: number; form: number; variant: number };

export const refundStepArbitrary: fc.Arbitrary<RefundStep> = fc.record({
  kind: fc.constantFrom<RefundKind>(...refundKinds, 'cancelTicket', 'refundAmount'),
  target: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) }),
  which: fc.oneof({ weight: 5, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(4) }),
  form: fc.nat(9),
  variant: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) }),
});

/** The ledger answers with a promise, its model at once. */
type Side = { [Kind in RefundKind]: (request: Parameters<Ledger[Kind]>[0]) => Transition | Promise<Transition> };

/** What the step asks; the same of the ledger and of its model. `attempts` are all there are. */
export function toRefundCall(
  { kind, which, form, variant }: RefundStep,
  { order, attempts }: { order: Order | undefined; attempts: Attempt[] },
) {
  const orderId = order?.id ?? 'nobody';
  const act = actOf(`${kind}-${form}`, variant === 2 ? 'they asked' : null);
  const failed = order?.refunds.filter(({ state }) => state === 'FAILED') ?? [];
  const refundId = (failed[which] ?? order?.refunds[which])?.id ?? 'nothing';
  const ours = attempts.filter((attempt) => attempt.orderId === orderId);
  const odd = ours.filter(({ state }) => state === 'QUARANTINED');
  const attemptId = (odd[which] ?? odd[0] ?? attempts[which])?.id ?? 'nobody';
  switch (kind) {
    case 'cancelTicket': {
      const request = { registrationId: `${orderId}-${which + 1}`, act: variant === 1 ? undefined : act };
      return (side: Side) => side.cancelTicket(request);
    }
    case 'refundAmount': {
      const amountCents = variant === 1 ? (order?.totalCents ?? 0) + 1 : 1 + 100 * which;
      return (side: Side) => side.refundAmount({ orderId, amountCents, act });
    }
    case 'retryRefund':
      return (side: Side) => side.retryRefund({ orderId, refundId, act });
    case 'refundByHand':
      return (side: Side) => side.refundByHand({ orderId, refundId, how: 'by bank transfer', act });
    case 'refundQuarantined':
    case 'acceptPayment':
    case 'dropPayment':
      return (side: Side) => side[kind]({ orderId, attemptId, act });
  }
}
