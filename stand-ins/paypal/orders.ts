import { apiError } from './errors.ts';
import { createId } from './ids.ts';
import { type CaptureStatus, payee, type StoredCapture, type StoredOrder } from './model.ts';
import type { OrderRequest } from './order-request.ts';
import type { Store } from './store.ts';
import type { Tell } from './webhooks/event-model.ts';

/** How a capture ends when nobody has planned otherwise is COMPLETED. */
export type CaptureOutcome = { status: CaptureStatus; reason: string | null };

/** The life of an order; each function is one change, or throws PayPal's error for why not. */
export function createOrders(store: Store, now: () => Date, { tell, lifeMs }: { tell: Tell; lifeMs: number }) {
  function require(id: string): StoredOrder {
    const order = store.orders.get(id);
    if (!order || isForgotten(order))
      throw apiError(404, 'INVALID_RESOURCE_ID', { field: 'id', value: id, location: 'path' });
    return order;
  }

  /** PayPal forgets what nobody has paid: three hours after it was made, or was approved. */
  function isForgotten({ status, isApproved, createdAt, updatedAt }: StoredOrder): boolean {
    if (status === 'COMPLETED') return false;
    return now().getTime() >= Date.parse(isApproved ? updatedAt : createdAt) + lifeMs;
  }

  function change(order: StoredOrder, changes: Partial<StoredOrder>): StoredOrder {
    const changed = { ...order, ...changes, updatedAt: now().toISOString() };
    store.orders.put(changed);
    return changed;
  }

  return {
    require,
    isForgotten,
    change: (id: string, changes: Partial<StoredOrder>) => change(require(id), changes),

    create(request: OrderRequest): StoredOrder {
      const at = now().toISOString();
      const order: StoredOrder = {
        ...request,
        id: createId(),
        status: request.hasPaymentSource ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
        payee,
        isApproved: false,
        createdAt: at,
        updatedAt: at,
      };
      store.orders.put(order);
      return order;
    },

    /** The buyer says yes; also once more, with another card after a decline. */
    approve(id: string): StoredOrder {
      const order = require(id);
      if (order.status === 'COMPLETED' || order.status === 'VOIDED') return order;
      const approved = change(order, { status: 'APPROVED', isApproved: true });
      tell({ kind: 'approved', orderId: id });
      return approved;
    },

    capture(id: string, outcome: CaptureOutcome): StoredCapture {
      const order = require(id);
      if (order.status === 'COMPLETED') throw apiError(422, 'ORDER_ALREADY_CAPTURED');
      if (order.status !== 'APPROVED') throw apiError(422, 'ORDER_NOT_APPROVED');
      if (order.invoiceId && store.captures.ofInvoice(order.invoiceId).some(takesTheInvoice)) {
        throw apiError(422, 'DUPLICATE_INVOICE_ID');
      }
      const at = now().toISOString();
      const capture: StoredCapture = {
        id: createId(),
        orderId: id,
        ...outcome,
        amount: order.amount,
        invoiceId: order.invoiceId,
        customId: order.customId,
        createdAt: at,
        updatedAt: at,
      };
      store.captures.put(capture);
      // Also after a decline: PayPal calls an order completed once it has a payment, whatever became of it.
      change(order, { status: 'COMPLETED' });
      tell({ kind: 'capture', captureId: capture.id });
      return capture;
    },
  };
}

/** A payment that failed leaves its invoice free for another; one that was refunded does not. */
function takesTheInvoice({ status }: StoredCapture): boolean {
  return status !== 'DECLINED' && status !== 'FAILED';
}
