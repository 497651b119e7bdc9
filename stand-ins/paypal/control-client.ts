import type { z } from 'zod';
import type { plannedFaultSchema, StoredFault } from './fault-schemas.ts';
import type { LedgerOrder } from './ledger.ts';
import type {
  CaptureStatus,
  DisputeOutcome,
  Money,
  RefundStatus,
  StoredCapture,
  StoredDispute,
  StoredOrder,
  StoredRefund,
} from './model.ts';
import type { Registration } from './webhooks/create-webhooks.ts';
import type { StoredEvent } from './webhooks/event-model.ts';
import type { StoredPlan, webhookPlanSchema } from './webhooks/plan-schema.ts';
import type { Disguise } from './webhooks/sign-event.ts';

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
    /** The buyer complains: a dispute is opened. */
    dispute: (captureId: string) => ask<StoredDispute>(`/captures/${captureId}/dispute`, {}),
    resolveDispute: (disputeId: string, outcome: DisputeOutcome) =>
      ask<StoredDispute>(`/disputes/${disputeId}`, { outcome }),
    /** A bank takes the money back. */
    reverse: (captureId: string) => ask<StoredDispute>(`/captures/${captureId}/reverse`, {}),
    webhooks: {
      register: (registration: Registration | null) => ask('/webhooks/register', { registration }),
      list: () => ask<{ registration: Registration | null; events: StoredEvent[] }>('/webhooks'),
      plan: (plan: z.input<typeof webhookPlanSchema>) => ask<StoredPlan>('/webhooks/plans', plan),
      plans: () => ask<StoredPlan[]>('/webhooks/plans'),
      clearPlans: () => ask('/webhooks/clear-plans', {}),
      /** Everything that waits for its time is sent now. */
      hurry: () => ask('/webhooks/hurry', {}),
      invent: (event: { eventType: string; resourceType: string; resource: object }) =>
        ask<StoredEvent>('/webhooks/invent', event),
      /** Sends one event now; resolves with what the shop answered. */
      send: (eventId: string, as: Disguise = 'genuine') =>
        ask<{ status: number | null }>(`/webhooks/${eventId}/send`, { as }),
    },
    /** Orders with their captures and refunds, oldest first, and how many requests came in since the start. */
    ledger: (filter: { orderId?: string; invoiceId?: string; customId?: string } = {}) =>
      ask<{ calls: Record<string, number>; orders: LedgerOrder[] }>(`/ledger?${new URLSearchParams(filter)}`),
  };
}
