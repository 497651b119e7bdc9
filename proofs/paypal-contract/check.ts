import type { PayPal, PayPalReply } from '../../server/payments/paypal.ts';
import { require } from '../proof.ts';

/** One thing that Foyer's client relies on. */
export type Check = { name: string; run: (place: Place) => Promise<void> };

export type Place = {
  paypal: PayPal;
  /** Where buyers approve. */
  approvalOrigin: string;
  /** The account that is to be paid; null where nobody has said. */
  merchantId: string | null;
  /** A name that no other run and no other check uses: PayPal remembers request ids and invoices. */
  name: (what: string) => string;
};

/** A place where somebody can be made to say yes: the built-in PayPal. */
export type PlaceWithBuyer = Place & { approve: (paypalOrderId: string) => Promise<unknown> };

export type OrderRequest = Parameters<PayPal['createOrder']>[0];

/** An order as Foyer asks for one. */
export function ask({ name }: Place, what: string, changes: Partial<OrderRequest> = {}): OrderRequest {
  const attemptId = name(what);
  return {
    attemptId,
    requestId: `${attemptId}-create`,
    invoiceId: `${attemptId}-1`,
    amountCents: 14_900,
    currency: 'EUR',
    description: '1 ticket, order CONTRACT',
    brandName: 'A conference',
    returnUrl: 'https://foyer.example/pay/return/contract?s=signature',
    cancelUrl: 'https://foyer.example/pay/cancel/contract?s=signature',
    ...changes,
  };
}

/** What PayPal answered; throws where it refused. */
export function requireValue<T>(reply: PayPalReply<T>): T {
  require(reply.ok, `it is refused: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** Throws unless these are the reply's own words about these fields. */
export function requireFields(told: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const is = (told as Record<string, unknown>)[name];
    require(is === value, `${name} is ${JSON.stringify(is)}, not ${JSON.stringify(value)}`);
  }
}

/** One after the other; resolves with the failures, each with its reason. */
export async function runChecks<P extends Place>(
  checks: { name: string; run: (place: P) => Promise<void> }[],
  place: P,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  for (const { name, run } of checks) {
    await run(place).catch((error: Error) => failures.set(name, error.message.slice(0, 300)));
  }
  return failures;
}
