import type { Order } from '../orders/order.ts';
import { isOfTransfer } from '../orders/payment-words.ts';

/** What people get mail about. */
export const mailKinds = [
  'confirmed',
  'cancelled',
  'ticket-cancelled',
  /** Money is on its way back, and nothing else of the order changed. */
  'refund-begun',
  'refund',
  'payment-pending',
  'payment-denied',
  'corrected',
  'transfer-awaited',
  'transfer-overdue',
  'transfer-ended',
] as const;
export type MailKind = (typeof mailKinds)[number];

/** False where the order has gone on since: by the time the mail could be sent it would say what is not true any more. */
export function isStillTrue(kind: MailKind, order: Order): boolean {
  switch (kind) {
    case 'confirmed':
    case 'corrected':
      return order.state === 'CONFIRMED';
    case 'cancelled':
      return order.state === 'CANCELLED';
    case 'ticket-cancelled':
      return order.registrations.some(({ cancelledAt }) => cancelledAt !== null);
    case 'refund-begun':
      return order.refunds.some(
        (refund) =>
          refund.state === 'REQUESTED' ||
          refund.state === 'PENDING' ||
          // It waits for a person from the start: that is on its way too.
          (refund.state === 'FAILED' && isOfTransfer(refund, order.payment)),
      );
    case 'refund':
      return order.refunds.some(({ state }) => state === 'COMPLETED' || state === 'FAILED');
    case 'payment-pending':
      return order.state === 'PAYMENT_PENDING';
    case 'transfer-awaited':
      return order.state === 'AWAITING_TRANSFER';
    case 'transfer-overdue':
      return order.state === 'AWAITING_TRANSFER' && order.transfer?.remindedAt !== null;
    case 'transfer-ended':
      return order.state === 'EXPIRED' && (order.expiryReason === 'unpaid' || order.expiryReason === 'called_off');
    case 'payment-denied':
      return order.state === 'EXPIRED' && order.expiryReason === 'denied';
  }
}

/** Whether the tickets go with it. */
export function bringsTickets(kind: MailKind): boolean {
  return kind === 'confirmed' || kind === 'corrected';
}
