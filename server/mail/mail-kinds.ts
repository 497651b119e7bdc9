import type { MailKind } from '../../core/mail/mail-kinds.ts';
import type { Order } from '../../core/orders/order.ts';
import { isOfTransfer } from '../../core/orders/payment-words.ts';
import type { OutboxEntry } from '../ledger/ledger.ts';
import type { QueuedEntry } from './mail-queue.ts';

/** The transitions that people hear of. A refund that is PENDING is none: the cancellation said that it is on its way. */
const kindByTransition = {
  confirmed: 'confirmed',
  cancelled: 'cancelled',
  ticket_cancelled: 'ticket-cancelled',
  payment_returned: 'refund-begun',
  refund_requested: 'refund-begun',
  refund_completed: 'refund',
  refund_failed: 'refund',
  payment_pending: 'payment-pending',
  corrected: 'corrected',
  awaiting_transfer: 'transfer-awaited',
  transfer_overdue: 'transfer-overdue',
} satisfies Partial<Record<OutboxEntry['transition'], MailKind>>;

/** What an organizer has sent once more: the mail about the state that the order was in when they asked. */
const kindByState = {
  CONFIRMED: 'confirmed',
  CANCELLED: 'cancelled',
  PAYMENT_PENDING: 'payment-pending',
  AWAITING_TRANSFER: 'transfer-awaited',
} satisfies Partial<Record<OutboxEntry['state'], MailKind>>;

export function kindOf({ transition, state, reason }: Pick<QueuedEntry, 'transition' | 'state' | 'reason'>) {
  if (transition === 'mail_requested') return (kindByState as Partial<Record<string, MailKind>>)[state] ?? null;
  // A hold that ran out is no news: its page says so. A payment that PayPal held for days and then denied is.
  if (transition === 'expired') {
    if (reason === 'unpaid' || reason === 'called_off') return 'transfer-ended';
    return reason === 'denied' ? 'payment-denied' : null;
  }
  return (kindByTransition as Partial<Record<string, MailKind>>)[transition] ?? null;
}

/** What came by bank transfer is never PayPal's to send back: that a person has to do it is no news, the mail before has said so. */
export function saysNothingNew({ transition }: Pick<QueuedEntry, 'transition'>, order: Order): boolean {
  if (transition !== 'refund_failed') return false;
  return order.refunds.every((refund) => refund.state !== 'FAILED' || isOfTransfer(refund, order.payment));
}
