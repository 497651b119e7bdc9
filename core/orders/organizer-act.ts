/** Who works for the conference, as the one who knows them (the Content Lake, Sanity) names them. */
export type Organizer = { id: string; name: string; email: string };

/** On whose word something is done to an order, and why. `requestId` is the form's: the same one again is the same act. */
export type OrganizerAct = { requestId: string; by: Organizer; note: string | null };

export const auditActions = [
  'cancelled',
  'issued',
  'corrected',
  'checked_in',
  'check_in_undone',
  'mail_requested',
  'ticket_cancelled',
  'refunded',
  'refund_retried',
  'refund_by_hand',
  'payment_refunded',
  'payment_accepted',
  'payment_dropped',
  'marked_paid',
  'called_off',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What an organizer did to an order; written in the same step as the effect, and kept as long as the order. */
export type AuditEntry = OrganizerAct & {
  action: AuditAction;
  /** UTC milliseconds by the ledger's clock. */
  at: number;
  /** Null where it is about the whole order. */
  registrationId: string | null;
  /** What was there before and what is there now, where that is little. */
  before: unknown;
  after: unknown;
};
