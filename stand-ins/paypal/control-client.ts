import type { z } from 'zod';
import type { plannedFaultSchema, StoredFault } from './fault-schemas.ts';
import type { LedgerOrder } from './ledger.ts';
import type { CaptureStatus, Money, RefundStatus, StoredCapture, StoredOrder, StoredRefund } from './model.ts';

export type PayPalControl = ReturnType<typeof createPayPalControl>;

/** For tests and proofs: whoever plays buyer, bank and bad luck at the PayPal at `url`. */
export function createPayPalControl(url: string) {
  async function ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/control${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    /** The next request that fits goes wrong; by default one. */
    plan: (fault: z.input<typeof plannedFaultSchema>) => ask<StoredFault>('/faults', fault),
    faults: () => ask<StoredFault[]>('/faults'),
    clearFaults: () => ask('/clear-faults', {}),
    expireTokens: () => ask('/expire-tokens', {}),
    approve: (orderId: string) => ask<StoredOrder>(`/orders/${orderId}/approve`, {}),
    alterOrder: (
      orderId: string,
      changes: {
        amount?: Money;
        customId?: string | null;
        invoiceId?: string | null;
        payee?: StoredOrder['payee'];
        status?: Exclude<StoredOrder['status'], 'COMPLETED'>;
      },
    ) => ask<StoredOrder>(`/orders/${orderId}`, changes),
    settleCapture: (captureId: string, status: Extract<CaptureStatus, 'COMPLETED' | 'DECLINED' | 'FAILED'>) =>
      ask<StoredCapture>(`/captures/${captureId}`, { status }),
    settleRefund: (refundId: string, status: Exclude<RefundStatus, 'PENDING'>) =>
      ask<StoredRefund>(`/refunds/${refundId}`, { status }),
    /** Orders with their captures and refunds, oldest first, and how many requests came in since the start. */
    ledger: (filter: { orderId?: string; invoiceId?: string; customId?: string } = {}) =>
      ask<{ calls: Record<string, number>; orders: LedgerOrder[] }>(`/ledger?${new URLSearchParams(filter)}`),
  };
}
