/** What Foyer sends mail about. */
export const mailKinds = [
  { title: 'An order is confirmed', value: 'confirmed' },
  { title: 'An order is cancelled', value: 'cancelled' },
  { title: 'A refund is done, or delayed', value: 'refund' },
  { title: 'PayPal is still checking a payment', value: 'payment-pending' },
  { title: 'PayPal did not accept a payment', value: 'payment-denied' },
  { title: 'A ticket was corrected', value: 'corrected' },
] as const;

export const describeMailKind = (kind: unknown): string =>
  mailKinds.find(({ value }) => value === kind)?.title ?? 'in no mail yet';
