import { apiError } from './errors.ts';
import { createId } from './ids.ts';
import type { CaptureStatus, Money, RefundStatus, StoredCapture, StoredRefund } from './model.ts';
import { add, formatMinor, parseMoney, toMinor } from './money.ts';
import type { Store } from './store.ts';
import type { Tell } from './webhooks/event-model.ts';

export type RefundRequest = {
  amount: Money | null;
  note: string | null;
  invoiceId: string | null;
  customId: string | null;
};

/** The body of `POST /v2/payments/captures/{id}/refund`; an empty one asks for everything that is left. */
export function parseRefundRequest(body: unknown): RefundRequest {
  const { amount, note_to_payer: note, invoice_id, custom_id } = (body ?? {}) as Record<string, unknown>;
  const text = (value: unknown, field: string, limit: number): string | null => {
    if (value === undefined) return null;
    if (typeof value !== 'string') throw apiError(400, 'INVALID_PARAMETER_SYNTAX', { field });
    if (value.length < 1 || value.length > limit) throw apiError(400, 'INVALID_STRING_LENGTH', { field, value });
    return value;
  };
  return {
    amount: amount === undefined ? null : parseMoney(amount, { field: '/amount' }),
    note: text(note, '/note_to_payer', 255),
    invoiceId: text(invoice_id, '/invoice_id', 127),
    customId: text(custom_id, '/custom_id', 127),
  };
}

/** What becomes of captures: money back, late answers of banks. */
export function createRefunds(store: Store, now: () => Date, tell: Tell) {
  function requireCapture(id: string): StoredCapture {
    const capture = store.captures.get(id);
    if (!capture) throw apiError(404, 'INVALID_RESOURCE_ID', { field: 'capture_id', value: id, location: 'path' });
    return capture;
  }

  function requireRefund(id: string): StoredRefund {
    const refund = store.refunds.get(id);
    if (!refund) throw apiError(404, 'INVALID_RESOURCE_ID', { field: 'refund_id', value: id, location: 'path' });
    return refund;
  }

  /** Refunds that took place or still may; a failed one gives its amount back. */
  const effectiveRefunds = (captureId: string) =>
    store.refunds.ofParent(captureId).filter(({ status }) => status === 'COMPLETED' || status === 'PENDING');

  function recountCapture(id: string): void {
    const capture = requireCapture(id);
    const refunded = toMinor(totalRefunded(capture));
    const status: CaptureStatus =
      refunded === 0 ? 'COMPLETED' : refunded >= toMinor(capture.amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    store.captures.put({ ...capture, status, updatedAt: now().toISOString() });
  }

  function totalRefunded({ id, amount }: StoredCapture): Money {
    return add(
      effectiveRefunds(id).map((refund) => refund.amount),
      amount.currency_code,
    );
  }

  return {
    requireCapture,
    requireRefund,
    totalRefunded,

    refund(captureId: string, request: RefundRequest, status: RefundStatus): StoredRefund {
      const capture = requireCapture(captureId);
      if (capture.status === 'PENDING') throw apiError(422, 'PENDING_CAPTURE');
      if (capture.reason === 'CHARGEBACK') throw apiError(422, 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK');
      if (capture.status === 'REFUNDED') throw apiError(422, 'CAPTURE_FULLY_REFUNDED');
      if (capture.status === 'DECLINED' || capture.status === 'FAILED') throw apiError(422, 'REFUND_NOT_ALLOWED');
      const currency = capture.amount.currency_code;
      const left = toMinor(capture.amount) - toMinor(totalRefunded(capture));
      const amount = request.amount ?? formatMinor(left, currency);
      if (amount.currency_code !== currency)
        throw apiError(422, 'CURRENCY_MISMATCH', { field: '/amount/currency_code' });
      if (toMinor(amount) > left) throw apiError(422, 'REFUND_AMOUNT_EXCEEDED', { field: '/amount/value' });
      const at = now().toISOString();
      const refund: StoredRefund = {
        id: createId(),
        captureId,
        status,
        amount,
        note: request.note,
        invoiceId: request.invoiceId ?? capture.invoiceId,
        customId: request.customId ?? capture.customId,
        createdAt: at,
        updatedAt: at,
      };
      store.refunds.put(refund);
      recountCapture(captureId);
      tell({ kind: 'refund', refundId: refund.id });
      return refund;
    },

    /** A bank's late answer about a capture that was PENDING. */
    settleCapture(id: string, status: CaptureStatus, reason: string | null): StoredCapture {
      const settled = { ...requireCapture(id), status, reason, updatedAt: now().toISOString() };
      store.captures.put(settled);
      tell({ kind: 'capture', captureId: id });
      return settled;
    },

    settleRefund(id: string, status: RefundStatus): StoredRefund {
      const settled = { ...requireRefund(id), status, updatedAt: now().toISOString() };
      store.refunds.put(settled);
      recountCapture(settled.captureId);
      tell({ kind: 'refund', refundId: id });
      return settled;
    },
  };
}
