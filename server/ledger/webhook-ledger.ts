/** What one of PayPal's events is about, by every name that may lead to an attempt of ours. */
export type WebhookEvent = PaymentNames & { id: string; type: string; disputeId: string | null };

/** PayPal's names for a payment, and ours that it was given. */
export type PaymentNames = {
  customId: string | null;
  invoiceId: string | null;
  paypalOrderId: string | null;
  captureId: string | null;
};

export type ClaimedWebhook = { event: WebhookEvent; receivedAt: number; isLastLook: boolean };

/**
 * The inbox of PayPal's webhooks. They are hints: nothing in the ledger is changed by what one says, only by what PayPal
 * answers when it is asked about the payment that one names.
 */
export interface WebhookLedger {
  /** Keeps an event, once by its id, until it is finished. `isNew` is false where it was here before. */
  receiveWebhook(event: WebhookEvent): Promise<{ isNew: boolean }>;

  /** Up to `limit` events that are not finished and whose time has come; each is due again later. */
  claimWebhooks(request: { limit: number }): Promise<ClaimedWebhook[]>;

  /** How many events nobody is done with, and for how long the oldest of them has been here; 0 where none waits. Those that wait for a
   *  person as tasks are not among them. */
  measureWebhooks(): Promise<{ waiting: number; oldestMs: number }>;

  /** `unmatched` opens a task for a person, `settled` and `dismissed` end it. */
  finishWebhook(request: {
    eventId: string;
    outcome: 'settled' | 'unmatched' | 'dismissed';
    problem?: string;
  }): Promise<void>;

  /** The attempt that any of these names leads to; PayPal's own names first, as they were written down here. */
  findAttempt(names: PaymentNames): Promise<string | null>;
}
