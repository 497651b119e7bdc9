import type { AmountCents } from '../money.ts';

/** `REQUESTED`: the intent is on disk, PayPal's answer is not. `FAILED` waits for a person and is an open task until then. */
export const refundStates = ['REQUESTED', 'PENDING', 'COMPLETED', 'FAILED'] as const;
export type RefundState = (typeof refundStates)[number];

/**
 * Why money goes back. By somebody's wish: `cancelled` (the order), `ticket_cancelled` (one of several), `goodwill` (an amount, the
 * tickets stay), `not_accepted` (it was odd, and an organizer would not have it). By itself, for money that came although there was
 * nothing to give for it: `no_seats` (too late), `duplicate` (paid already), `order_cancelled`, `superseded` (another try is at hand).
 */
export const refundReasons = [
  'cancelled',
  'ticket_cancelled',
  'goodwill',
  'not_accepted',
  'no_seats',
  'duplicate',
  'order_cancelled',
  'superseded',
] as const;
export type RefundReason = (typeof refundReasons)[number];

const automatic: RefundReason[] = ['no_seats', 'duplicate', 'order_cancelled', 'superseded'];
export const isAutomatic = ({ reason }: Pick<Refund, 'reason'>): boolean => automatic.includes(reason);

/** One amount of one capture on its way back. All `...At` are UTC milliseconds by the ledger's clock. */
export type Refund = {
  /** `<attempt>-refund-<number>` */
  id: string;
  attemptId: string;
  amountCents: AmountCents;
  currency: string;
  reason: RefundReason;
  /** The place that was cancelled, where it was one alone. */
  registrationId: string | null;
  state: RefundState;
  /** Sent as PayPal-Request-Id; a new one only after a definite no, by a person's word. */
  requestId: string;
  tries: number;
  paypalRefundId: string | null;
  /** Why it FAILED, for a person to read. */
  problem: string | null;
  /** FAILED by a definite no of PayPal's: nothing went back, so it may be asked for once more. */
  mayTryAgain: boolean;
  /** How the money went back, where a person did it; the buyer reads it. */
  how: string | null;
  requestedAt: number;
  updatedAt: number;
  completedAt: number | null;
};

/** What went back by now. */
export function sumCompleted(refunds: Refund[]): AmountCents {
  return refunds.reduce((sum, { state, amountCents }) => (state === 'COMPLETED' ? sum + amountCents : sum), 0);
}
