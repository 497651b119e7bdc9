import { createId } from '../ids.ts';
import type { Money } from '../model.ts';
import { representCaptureAlone, representOrder, representRefund } from '../represent.ts';
import { representDispute } from '../represent-dispute.ts';
import type { Store } from '../store.ts';
import type { EventType, Happening } from './event-model.ts';

export type Description = {
  eventType: EventType;
  resourceType: string;
  resourceVersion: string | null;
  summary: string;
  resource: object;
  customId: string | null;
  invoiceId: string | null;
};

/** What PayPal tells about a happening; null where it tells nothing. The resource is as the API would give it now. */
export function describe(happening: Happening, store: Store, origin: string): Description | null {
  switch (happening.kind) {
    case 'approved': {
      const order = store.orders.get(happening.orderId);
      if (!order) return null;
      return {
        eventType: 'CHECKOUT.ORDER.APPROVED',
        resourceType: 'checkout-order',
        resourceVersion: '2.0',
        summary: 'An order has been approved by buyer',
        resource: representOrder(order, { captures: [], refunds: [] }, { origin }),
        ...namesOf(order),
      };
    }
    case 'capture': {
      const capture = store.captures.get(happening.captureId);
      const order = capture && store.orders.get(capture.orderId);
      if (!capture || !order) return null;
      const [eventType, verb] = captureNews[capture.status] ?? [];
      if (!eventType || !verb) return null;
      return {
        eventType,
        resourceType: 'capture',
        resourceVersion: '2.0',
        summary: `Payment ${verb} for ${inWords(capture.amount)}`,
        resource: representCaptureAlone(capture, order, { origin }),
        ...namesOf(capture),
      };
    }
    case 'refund': {
      const refund = store.refunds.get(happening.refundId);
      if (refund?.status !== 'COMPLETED') return null;
      return {
        eventType: 'PAYMENT.CAPTURE.REFUNDED',
        resourceType: 'refund',
        resourceVersion: '2.0',
        summary: `A ${inWords(refund.amount)} capture payment was refunded`,
        resource: representRefund(refund, { origin, totalRefunded: null }),
        ...namesOf(refund),
      };
    }
    case 'reversal':
    case 'dispute':
      return describeDispute(happening, store, origin);
  }
}

function describeDispute(
  { kind, disputeId }: Extract<Happening, { disputeId: string }>,
  store: Store,
  origin: string,
): Description | null {
  const dispute = store.disputes.get(disputeId);
  const capture = dispute && store.captures.get(dispute.captureId);
  if (!dispute || !capture) return null;
  if (kind === 'reversal') {
    const reversal = { ...capture, id: dispute.reversalId ?? '', captureId: capture.id, status: 'COMPLETED' as const };
    return {
      eventType: 'PAYMENT.CAPTURE.REVERSED',
      resourceType: 'refund',
      resourceVersion: '2.0',
      summary: `A ${inWords(capture.amount)} capture payment was reversed`,
      resource: representRefund({ ...reversal, note: null }, { origin, totalRefunded: null }),
      ...namesOf(capture),
    };
  }
  const isResolved = dispute.outcome !== null;
  return {
    eventType: isResolved ? 'CUSTOMER.DISPUTE.RESOLVED' : 'CUSTOMER.DISPUTE.CREATED',
    resourceType: 'dispute',
    resourceVersion: null,
    summary: isResolved
      ? `A dispute was resolved with case # ${dispute.id}`
      : `A new dispute opened with Case # ${dispute.id}`,
    resource: representDispute(dispute, capture, origin),
    ...namesOf(capture),
  };
}

const captureNews: Record<string, [EventType, string]> = {
  COMPLETED: ['PAYMENT.CAPTURE.COMPLETED', 'completed'],
  PENDING: ['PAYMENT.CAPTURE.PENDING', 'pending'],
  DECLINED: ['PAYMENT.CAPTURE.DENIED', 'denied'],
  FAILED: ['PAYMENT.CAPTURE.DENIED', 'denied'],
};

/** The JSON text of an event. */
export function renderEvent(
  { eventType, resourceType, resourceVersion, summary, resource }: Omit<Description, 'customId' | 'invoiceId'>,
  { at, origin }: { at: Date; origin: string },
): { id: string; body: string } {
  const id = `WH-${createId()}-${createId()}`;
  const self = `${origin}/v1/notifications/webhooks-events/${id}`;
  const link = (href: string, rel: string, method: string) => ({ href, rel, method });
  const body = JSON.stringify({
    id,
    event_version: '1.0',
    create_time: at.toISOString(),
    resource_type: resourceType,
    ...(resourceVersion ? { resource_version: resourceVersion } : {}),
    event_type: eventType,
    summary,
    resource,
    links: [link(self, 'self', 'GET'), link(`${self}/resend`, 'resend', 'POST')],
  });
  return { id, body };
}

const namesOf = ({ customId, invoiceId }: { customId: string | null; invoiceId: string | null }) => ({
  customId,
  invoiceId,
});
const inWords = ({ value, currency_code }: Money) => `${currency_code} ${value}`;
