import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createPayPalClient, type PayPalCall } from '../../server/payments/create-paypal-client.ts';
import type { PayPal, PayPalOrder, PayPalReply } from '../../server/payments/paypal.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';

type OrderRequest = Parameters<PayPal['createOrder']>[0];

/** PayPal's client and the PayPal that it asks, a number for each test, and what was told of each call. */
export function createTestPayPalClient() {
  let standIn: TestPayPal;
  let client: PayPal;
  let calls: PayPalCall[] = [];
  let number = 0;
  beforeAll(async () => {
    standIn = await startPayPal();
    client = createPayPalClient({ baseUrl: standIn.url, ...credentials, onCall: (call) => calls.push(call) });
  });
  afterAll(() => standIn.stop());
  beforeEach(async () => {
    calls = [];
    number += 1;
    await standIn.control.clearFaults();
  });

  const request = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
    attemptId: `attempt-${number}`,
    requestId: `create-${number}`,
    invoiceId: `invoice-${number}-1`,
    amountCents: 12_550,
    currency: 'EUR',
    description: 'Two tickets',
    brandName: 'The Conference',
    returnUrl: 'http://127.0.0.1:8080/pay/return/a?s=1',
    cancelUrl: 'http://127.0.0.1:8080/orders/o?s=1',
    ...changes,
  });

  async function createApproved(changes: Partial<OrderRequest> = {}): Promise<PayPalOrder> {
    const order = expectValue(await client.createOrder(request(changes)));
    await standIn.control.approve(order.id);
    return order;
  }

  return {
    client: () => client,
    standIn: () => standIn,
    calls: () => calls,
    number: () => number,
    /** Short enough to wait for, long enough for an answer of this machine. */
    hasty: () => createPayPalClient({ baseUrl: standIn.url, ...credentials, timeoutMs: 400 }),
    request,
    createApproved,
    async createCaptured(changes: Partial<OrderRequest> = {}): Promise<string> {
      const captured = expectValue(await client.captureOrder(captureOf(await createApproved(changes))));
      return captured.captures[0]?.id ?? '';
    },
    async capturesOf(order: PayPalOrder) {
      const ledger = await standIn.control.ledger({ orderId: order.id });
      return ledger.orders.flatMap((entry) => entry.captures.map((capture) => capture.status));
    },
  };
}

export function expectValue<T>(reply: PayPalReply<T>): T {
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

export const captureOf = (order: PayPalOrder, requestId = `capture-${order.id}`) => ({
  paypalOrderId: order.id,
  requestId,
});
