import { randomUUID } from 'node:crypto';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import type { PayPal, PayPalReply } from '../../server/payments/paypal.ts';
import { require } from '../proof.ts';
import { controlOf, ticketCents } from './buyer.ts';

/** PayPal as it is, used by a shop as it must not be: nothing is written down before PayPal is asked. */
export function openPayPal(stack: Stack, timeoutMs?: number): PayPal {
  return createPayPalClient({
    baseUrl: stack.env.PAYPAL_STAND_IN_URL ?? '',
    clientId: stack.env.PAYPAL_STAND_IN_CLIENT_ID ?? '',
    secret: stack.env.PAYPAL_STAND_IN_CLIENT_SECRET ?? '',
    timeoutMs,
  });
}

/** A payment that the buyer has approved, with names that are made up anew each time. */
export async function createApproved(stack: Stack, paypal: PayPal): Promise<string> {
  const id = randomUUID();
  const created = await paypal.createOrder({
    attemptId: id,
    requestId: id,
    invoiceId: id,
    amountCents: ticketCents,
    currency: 'EUR',
    description: 'One ticket',
    brandName: 'A careless shop',
    returnUrl: `${stack.baseUrl}/`,
    cancelUrl: `${stack.baseUrl}/`,
  });
  require(created.ok, 'the control could not make an order at PayPal');
  await controlOf(stack).approve(created.value.id);
  return created.value.id;
}

export function capture(paypal: PayPal, paypalOrderId: string): Promise<PayPalReply<unknown>> {
  return paypal.captureOrder({ paypalOrderId, requestId: randomUUID() });
}
