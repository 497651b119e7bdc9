import type { MailKind } from '../../core/mail/mail-kinds.ts';
import type { OutboxEntry } from '../ledger/ledger.ts';
import type { QueuedEntry } from './mail-queue.ts';

/** The transitions that people hear of. A refund that is PENDING is none: the cancellation said that it is on its way. */
const kindByTransition = {
  confirmed: 'confirmed',
  cancelled: 'cancelled',
  refund_completed: 'refund',
  refund_failed: 'refund',
  payment_pending: 'payment-pending',
} satisfies Partial<Record<OutboxEntry['transition'], MailKind>>;

export function kindOf({ transition, reason }: Pick<QueuedEntry, 'transition' | 'reason'>): MailKind | null {
  // A hold that ran out is no news: its page says so. A payment that PayPal held for days and then denied is.
  if (transition === 'expired') return reason === 'denied' ? 'payment-denied' : null;
  return (kindByTransition as Partial<Record<string, MailKind>>)[transition] ?? null;
}
