import type { InvoiceService } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { renderInvoice } from './pdf/render-invoice.ts';

/** Invoices as routes see them. Nothing is stored but what they say; the file is drawn anew each time, and is the same. */
export function createInvoiceService({ ledger }: { ledger: Pick<Ledger, 'getDocument'> }): InvoiceService {
  return {
    async renderPdf({ order, number }) {
      if (!order.documents.some((document) => document.number === number)) return null;
      const document = await ledger.getDocument(number);
      return document?.orderId === order.id ? renderInvoice(document) : null;
    },
  };
}
