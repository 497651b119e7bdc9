import type { OrderView } from './order-view.ts';

/** Links to an order's invoices and credit notes; nothing where there are none. */
export function OrderDocuments({ order, links }: { order: OrderView; links: { documents: Record<string, string> } }) {
  if (order.documents.length === 0) return null;
  return (
    <ul className="order-documents no-print">
      {order.documents.map(({ number, label }) => (
        <li key={number}>
          <a href={links.documents[number]}>{label}</a> (PDF)
        </li>
      ))}
    </ul>
  );
}
