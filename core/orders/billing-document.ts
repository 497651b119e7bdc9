import type { Billing, CreditReason, OrderDocument, Seller } from './invoice.ts';
import type { Buyer, OrderLine } from './order.ts';
import type { Bank } from './transfer.ts';

/** Everything that a document says. It never changes, whatever becomes of the order, the prices or the seller's address. */
export type BillingDocument = OrderDocument & {
  orderId: string;
  currency: string;
  seller: Seller;
  buyer: Buyer;
  billing: Billing | null;
  /** Of a credit note: those of its invoice. */
  lines: OrderLine[];
  /** Of a credit note: what it takes back. */
  invoiceNumber: string | null;
  reason: CreditReason | null;
  /** Where and until when it is to be paid; null: it was paid when it was written. */
  transfer: { dueAt: number; bank: Bank } | null;
};
