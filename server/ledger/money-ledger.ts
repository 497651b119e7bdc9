import type { AmountCents } from '../../core/money.ts';

/** One amount that moved; all are positive, `kind` says which way. */
export type MoneyEntry = {
  kind: 'capture' | 'refund' | 'refund_by_hand' | 'reversal' | 'reversal_undone';
  attemptId: string;
  orderId: string;
  /** PayPal's capture or refund; '' for a refund that was found out by its effect. */
  paypalId: string;
  amountCents: AmountCents;
  currency: string;
  at: number;
};

export type ComparedMoney = { at: number; upTo: number; differences: number };

/** The stream of the money, and what its comparison with PayPal's own account found. */
export interface MoneyLedger {
  /** Everything that ever moved, oldest first. */
  listMoney(): Promise<MoneyEntry[]>;

  /** Opens a task for each difference and ends those about what is found to match; `upTo` is where the comparison ended. */
  recordComparison(request: {
    upTo: number;
    differences: { id: string; problem: string }[];
    matchedIds: string[];
  }): Promise<void>;

  /** The last comparison; null before the first. */
  getComparison(): Promise<ComparedMoney | null>;
}
