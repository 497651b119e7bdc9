import type { AmountCents } from '../../core/money.ts';
import type { Transition } from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';

/**
 * What organizers decide about money that came. Each writes down what is to be asked of PayPal, with its audit entry, and asks
 * nothing itself; who repeats a call by the act's request id is answered as the first time (`replayed`).
 */
export interface RefundLedger {
  /** Sends back a part of what was paid for a CONFIRMED order, whose tickets stay. Refused (`over_captured`, with what is left as
   *  `remaining`) where all refunds together would be more than was captured. */
  refundAmount(request: { orderId: string; amountCents: AmountCents; act: OrganizerAct }): Promise<Transition>;

  /** A FAILED refund is asked for once more, with a new request id. Refused where PayPal's no was not definite: the money may be
   *  gone, and would go twice. */
  retryRefund(request: { orderId: string; refundId: string; act: OrganizerAct }): Promise<Transition>;

  /** A FAILED refund whose money a person sent back in another way: booked as gone, and its task closed. */
  refundByHand(request: { orderId: string; refundId: string; how: string; act: OrganizerAct }): Promise<Transition>;

  /** A QUARANTINED attempt's money goes back; an order that waited for it (NEEDS_ATTENTION) is CANCELLED. */
  refundQuarantined(request: { orderId: string; attemptId: string; act: OrganizerAct }): Promise<Transition>;

  /** A QUARANTINED attempt's money is taken for the tickets: NEEDS_ATTENTION -> CONFIRMED, or EXPIRED -> CONFIRMED where the seats
   *  can be had again (`sold_out` where not). */
  acceptPayment(request: { orderId: string; attemptId: string; act: OrganizerAct }): Promise<Transition>;

  /** A QUARANTINED attempt for which nothing was taken comes to nothing: DENIED, and NEEDS_ATTENTION -> EXPIRED. */
  dropPayment(request: { orderId: string; attemptId: string; act: OrganizerAct }): Promise<Transition>;
}
