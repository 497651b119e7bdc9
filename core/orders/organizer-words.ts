import { formatMoney } from '../money.ts';
import type { OrderState, Refusal } from './order.ts';
import type { RefusalWords } from './refusal-words.ts';

const stateWords: Record<OrderState, string> = {
  HELD: 'This order is not confirmed: its buyer is still filling it in.',
  PAYING: 'This order is not confirmed: its buyer is paying.',
  COMMITTING: 'This order is being paid at this very moment. Try again in a minute.',
  PAYMENT_PENDING: 'PayPal is still checking the payment of this order. It can be changed once PayPal knows.',
  CONFIRMED: 'Somebody has changed this since you looked at it. Look at it again, and decide anew.',
  EXPIRED: 'This order is over: its seats went back before it was confirmed.',
  CANCELLED: 'This order is cancelled.',
  AWAITING_TRANSFER: 'This order waits for a bank transfer. Mark it as paid, or call it off.',
  NEEDS_ATTENTION: 'Something about the money of this order is odd, and it has to be settled first.',
};

const disputedWords =
  'The buyer disputes the payment at PayPal. Answer there; until PayPal has decided, nothing is cancelled or paid back here.';

/** What a refusal of the ledger means to an organizer. */
export function describeOrganizerRefusal({ reason, order, remaining = 0 }: Refusal): RefusalWords {
  switch (reason) {
    case 'not_found':
      return { status: 404, text: 'There is no such order or ticket.' };
    case 'unknown_ticket_type':
      return { status: 404, text: 'There is no such ticket type for sale. Publish it first.' };
    case 'sold_out':
      return {
        status: 409,
        text: `${remaining > 0 ? `Only ${remaining} can still be had` : 'Nothing is left'}. To give more away, raise the quota and publish it.`,
      };
    case 'sale_stopped':
      return {
        status: 409,
        text: 'A quota of this ticket type is set below what is held and sold, so nothing more is given from it. Raise the quota and publish it.',
      };
    case 'ticket_cancelled':
      return { status: 409, text: 'This ticket is cancelled.' };
    case 'over_captured': {
      const currency = order?.payment?.capturedCurrency ?? order?.currency ?? '';
      const left = remaining > 0 && currency ? `Only ${formatMoney(remaining, currency)} is left` : 'Nothing is left';
      return { status: 409, text: `${left} of what was paid: the rest went back already, or is on its way.` };
    }
    case 'amount_differs':
      return {
        status: 422,
        text: `That is not what is owed: the order costs ${order ? formatMoney(order.totalCents, order.currency) : 'something else'}. Where less or more has come, settle that with the buyer first; nothing was changed.`,
      };
    default:
      if (order?.state === 'CONFIRMED' && order.payment?.state === 'DISPUTED')
        return { status: 409, text: disputedWords };
      return { status: 409, text: order ? stateWords[order.state] : 'This cannot be done.' };
  }
}
