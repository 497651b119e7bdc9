import type { Seller } from '../../core/orders/invoice.ts';
import type { Order } from '../../core/orders/order.ts';

/** `invoice`: the number of the one that stands, 'none' where nobody could write one, null where none is due. */
export type InvoicedOrder = Order & { invoice: string | null; creditedCents: number };

const invoiced: Order['state'][] = ['CONFIRMED', 'AWAITING_TRANSFER'];

/** Which documents there should be, said as simply as possible: a series is how many it has. */
export function createInvoiceModel(clock: { nowMs: number }, getSeller: () => Seller | null) {
  const lengths = new Map<string, number>();
  const sellers = new Map<string, Seller>();

  function write(order: InvoicedOrder, seller: Seller, kind: 'invoice' | 'credit_note', totalCents: number): string {
    const year = new Date(clock.nowMs + seller.newYearOffsetMs).getUTCFullYear();
    const series = `${seller.invoicePrefix}-${kind === 'credit_note' ? 'CN-' : ''}${year}`;
    const length = (lengths.get(series) ?? 0) + 1;
    lengths.set(series, length);
    const number = `${series}-${String(length).padStart(4, '0')}`;
    sellers.set(number, seller);
    order.documents = [...order.documents, { kind, number, issuedAt: clock.nowMs, totalCents }];
    return number;
  }

  function credit(order: InvoicedOrder, amountCents: number): void {
    const seller = sellers.get(order.invoice ?? '');
    const amount = Math.min(amountCents, order.totalCents - order.creditedCents);
    if (!seller || amount <= 0) return;
    order.creditedCents += amount;
    write(order, seller, 'credit_note', amount);
  }

  return {
    credit,
    keepDocuments(order: InvoicedOrder, state: Order['state']): void {
      if (invoiced.includes(state) && order.totalCents > 0 && order.invoice === null) {
        const seller = getSeller();
        order.creditedCents = 0;
        order.invoice = seller ? write(order, seller, 'invoice', order.totalCents) : 'none';
      }
      if (state === 'EXPIRED' && order.invoice !== null) {
        credit(order, order.totalCents);
        order.invoice = null;
      }
    },
  };
}
