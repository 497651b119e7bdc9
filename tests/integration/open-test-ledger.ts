import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import type { Catalogue, Quota, TicketType, Voucher } from '../../core/orders/catalogue.ts';
import type { Billing, Seller } from '../../core/orders/invoice.ts';
import type { Attendee, Order, Transition } from '../../core/orders/order.ts';
import { dayMs, type TransferTerms } from '../../core/orders/transfer.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import type { PaymentTransition } from '../../server/ledger/payment-ledger.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

export const holdMs = 900_000;
export const startMs = Date.UTC(2030, 0, 1);

export type TestLedger = { ledger: Ledger; redis: Redis; eventId: string; clock: { nowMs: number } };

/** One real Redis for a test file; each `open` is a ledger of its own on it (another event), with a clock that the test moves.
 *  `settings` of its own where tens of thousands of writes need not wait for the disk. */
export function createTestLedgers(settings?: string[]): {
  open(catalogue?: Catalogue): Promise<TestLedger>;
  url(): string;
} {
  let server: RedisServer;
  let redis: Redis;
  let opened = 0;
  beforeAll(async () => {
    server = await startRedisServer(settings);
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  return {
    url: () => server.url,
    async open(catalogue) {
      opened += 1;
      const clock = { nowMs: startMs };
      const eventId = `event-${opened}`;
      const ledger = createLedger({ redis, eventId, nowMs: () => clock.nowMs });
      if (catalogue) await ledger.applyCatalogue(catalogue);
      return { ledger, redis, eventId, clock };
    },
  };
}

export function ticketType(id: string, quotaIds: string[], rest: Partial<TicketType> = {}): TicketType {
  return {
    id,
    name: `Ticket ${id}`,
    description: '',
    priceCents: 0,
    vatBasisPoints: null,
    salesStartAt: null,
    salesEndAt: null,
    maxPerOrder: 10,
    maxPerPerson: null,
    quotaIds,
    isHidden: false,
    ...rest,
  };
}

export function catalogueOf(
  capacities: Record<string, number>,
  ticketTypes: TicketType[],
  vouchers: Voucher[] = [],
): Catalogue {
  const quotas: Quota[] = Object.entries(capacities).map(([id, capacity]) => ({ id, name: `Quota ${id}`, capacity }));
  return { currency: 'EUR', ticketTypes, quotas, vouchers, seller: null, transfer: null };
}

/** Half the price of everything that is not hidden, unless `rest` says otherwise. Its code is `HALF-<id>`, in capitals. */
export function voucher(id: string, rest: Partial<Voucher> = {}): Voucher {
  return {
    id,
    code: `HALF-${id.toUpperCase()}`,
    gives: { kind: 'percent', percentOff: 50 },
    ticketTypeIds: [],
    maxUses: null,
    maxPerOrder: null,
    validFromAt: null,
    validUntilAt: null,
    ...rest,
  };
}

/** Whoever writes the invoices. */
export function sellerOf(invoicePrefix: string, newYearOffsetMs = 0): Seller {
  return {
    legalName: 'Days of Type, Association',
    address: 'Rua do Moinho 1\n1900 Lisboa\nPortugal',
    taxId: 'PT501964843',
    invoicePrefix,
    event: { name: 'Days of Type', startsOn: '2030-05-20', endsOn: '2030-05-22', timeZone: 'Europe/Lisbon' },
    newYearOffsetMs,
  };
}

/** Two weeks to pay, and five days after the reminder. */
export const transferTerms: TransferTerms = {
  bank: { accountHolder: 'Days of Type', account: 'PT50000201231234567890154', bic: null, bankName: null },
  daysToPay: 14,
  graceDays: 5,
  lastDueAt: startMs + 100 * dayMs,
};

/** The order of a transition that was carried out. */
export function done(transition: Transition): Order {
  if (!transition.ok) throw new Error(`refused: ${transition.reason} ${transition.ticketTypeId ?? ''}`);
  return transition.order;
}

/** The order and the attempt of a payment's transition that was carried out. */
export function paid(transition: PaymentTransition): { order: Order; attempt: Attempt } {
  if (!transition.ok) throw new Error(`refused: ${transition.reason} ${transition.attempt?.problem ?? ''}`);
  return transition;
}

export function attendees(count: number): Attendee[] {
  return Array.from({ length: count }, (_, index) => ({ name: `Attendee ${index + 1}`, email: null }));
}

/** What one visitor does, in short. Each hold comes from a form of its own unless `form` says otherwise. */
export function createVisitor(ledger: Ledger) {
  const hold = (
    orderId: string,
    quantities: Record<string, number>,
    form = `form-of-${orderId}`,
    voucherCode: string | null = null,
  ) =>
    ledger.hold({
      orderId,
      idempotencyKey: form,
      voucherCode,
      selection: Object.entries(quantities).map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity })),
      holdMs,
    });
  const give = (orderId: string, seats: number, email = 'ada@example.org', billing: Billing | null = null) =>
    ledger.saveDetails({ orderId, buyer: { name: 'Ada', email }, attendees: attendees(seats), billing });
  /** Up to the moment when the buyer is at PayPal. */
  const startPaying = async (orderId: string, quantities: Record<string, number>, email?: string) => {
    const held = done(await hold(orderId, quantities));
    done(await give(orderId, held.registrations.length, email));
    const { attempt } = paid(await ledger.startPayment({ orderId, attemptId: `pay-${orderId}` }));
    return paid(await ledger.recordPayPalOrder(paypalOrderOf(attempt.id)));
  };
  const capture = async (attemptId: string) => {
    const { attempt } = paid(await ledger.beginCapture({ attemptId }));
    return paid(await ledger.recordCapture(captureOf(attempt)));
  };
  return {
    hold,
    give,
    startPaying,
    capture,
    async buy(orderId: string, quantities: Record<string, number>, email?: string) {
      return capture((await startPaying(orderId, quantities, email)).attempt.id);
    },
    async register(orderId: string, quantities: Record<string, number>, email?: string): Promise<Order> {
      const held = done(await hold(orderId, quantities));
      done(await give(orderId, held.registrations.length, email));
      return done(await ledger.confirm({ orderId }));
    },
  };
}

/** PayPal's answer about the first refund of an attempt, asked for once. */
export function refundOf(attemptId: string, state: 'PENDING' | 'COMPLETED' | 'FAILED', problem: string | null = null) {
  const refundId = `${attemptId}-refund-1`;
  const paypalRefundId = `paypal-${refundId}`;
  return { attemptId, refundId, requestId: `${refundId}-try-1`, state, paypalRefundId, problem, isDefinite: true };
}

/** What PayPal answers to the request to make an order for this attempt. */
export function paypalOrderOf(attemptId: string) {
  return {
    attemptId,
    paypalOrderId: `paypal-${attemptId}`,
    approveUrl: `https://paypal.example/approve/${attemptId}`,
    payeeMerchantId: 'MERCHANT',
  };
}

/** PayPal's capture of exactly what was asked for. */
export function captureOf({ id, amountCents, currency }: Attempt) {
  return { attemptId: id, captureId: `capture-${id}`, amountCents, currency };
}
