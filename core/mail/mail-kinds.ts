import type { Order } from '../orders/order.ts';

/** What people get mail about. */
export const mailKinds = [
  'confirmed',
  'cancelled',
  'refund',
  'payment-pending',
  'payment-denied',
  'corrected',
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
    case 'refund':
      return order.payment?.refund?.state === 'COMPLETED' || order.payment?.refund?.state === 'FAILED';
    case 'payment-pending':
      return order.state === 'PAYMENT_PENDING';
    case 'payment-denied':
      return order.state === 'EXPIRED' && order.expiryReason === 'denied';
  }
}

/** Whether the tickets go with it. */
export function bringsTickets(kind: MailKind): boolean {
  return kind === 'confirmed' || kind === 'corrected';
}
