/** The events that this PayPal tells, by PayPal's names. */
export const eventTypes = [
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.RESOLVED',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What happened in the books, told as it happens. */
export type Happening =
  | { kind: 'approved'; orderId: string }
  | { kind: 'capture'; captureId: string }
  | { kind: 'refund'; refundId: string }
  | { kind: 'dispute'; disputeId: string }
  | { kind: 'reversal'; disputeId: string };
export type Tell = (happening: Happening) => void;

/** An event and how far its delivery is; `dueAt` is null once nothing more is to be sent. */
export type StoredEvent = {
  id: string;
  eventType: string;
  /** The JSON text, byte for byte as it is sent and signed. */
  body: string;
  customId: string | null;
  invoiceId: string | null;
  createdAt: number;
  dueAt: number | null;
  /** How many transmissions were tried, and what the last was answered; null where nothing answered. */
  sent: number;
  lastStatus: number | null;
  isDelivered: boolean;
  /** Waits until a later event was sent. */
  isHeldBack: boolean;
  /** How many more times it is sent although it was taken. */
  extraSends: number;
  /** In whose clothes the first transmission comes. */
  disguise: string | null;
};
