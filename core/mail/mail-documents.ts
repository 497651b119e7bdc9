import { findInvoice } from '../orders/invoice.ts';
import type { Order } from '../orders/order.ts';
import type { MailKind } from './mail-kinds.ts';

/** Which of the order's documents go with a mail to the buyer, by number. `at`: when what it tells of happened; a document that was
 *  written in that same step is what it is about. */
export function listDocuments({ kind, order, at }: { kind: MailKind; order: Order; at: number }): string[] {
  if (kind === 'confirmed' || kind === 'transfer-awaited' || kind === 'transfer-overdue') {
    const invoice = findInvoice(order.documents);
    return invoice ? [invoice.number] : [];
  }
  return order.documents
    .filter((document) => document.kind === 'credit_note' && document.issuedAt === at)
    .map(({ number }) => number);
}
