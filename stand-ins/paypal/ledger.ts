import type { StoredCapture, StoredOrder, StoredRefund } from './model.ts';
import type { Store } from './store.ts';

export type LedgerOrder = StoredOrder & { captures: (StoredCapture & { refunds: StoredRefund[] })[] };

/** PayPal's books, for whoever must show how often an invoice was paid. */
export function readLedger(
  store: Store,
  filter: { orderId?: unknown; invoiceId?: unknown; customId?: unknown },
): { orders: LedgerOrder[] } {
  const wanted = (order: StoredOrder) =>
    (filter.orderId === undefined || order.id === filter.orderId) &&
    (filter.invoiceId === undefined || order.invoiceId === filter.invoiceId) &&
    (filter.customId === undefined || order.customId === filter.customId);
  const orders = store.orders
    .all()
    .filter(wanted)
    .map((order) => ({
      ...order,
      captures: store.captures
        .ofParent(order.id)
        .map((capture) => ({ ...capture, refunds: store.refunds.ofParent(capture.id) })),
    }));
  return { orders };
}
