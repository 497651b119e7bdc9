import { expect, test } from 'vitest';
import type { Availability } from '../../core/orders/order.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createOrderId, createOrderService } from './create-order-service.ts';

const secret = 's'.repeat(32);
const type = {
  name: 'Ticket',
  description: '',
  vatBasisPoints: null,
  salesStartAt: null,
  salesEndAt: null,
  maxPerOrder: 4,
  maxPerPerson: null,
  quotaIds: ['main'],
  isHidden: false,
  status: 'available' as const,
  remaining: 5,
  held: 0,
};
const availability: Availability = {
  catalogueVersion: 1,
  currency: 'EUR',
  ticketTypes: [
    { ...type, id: 'free', ticketTypeId: 'free', priceCents: 0 },
    { ...type, id: 'paid', ticketTypeId: 'paid', priceCents: 9_900 },
  ],
  hasVouchers: false,
  transferDays: null,
  holdsEndBy: null,
  at: 0,
};

/** A ledger that answers only what a test gives it. */
function serviceOn(answers: Partial<Ledger>, now?: () => number, sellsPaidTickets = false) {
  const refuse = () => Promise.reject(new Error('not asked for in this test'));
  const ledger = new Proxy(answers as Ledger, { get: (target, name) => Reflect.get(target, name) ?? refuse });
  return createOrderService({ ledger, linkSecret: secret, holdMinutes: 15, sellsPaidTickets, now });
}

test('asks the ledger what is left once a second, however many ask', async () => {
  let now = 0;
  let questions = 0;
  const orders = serviceOn(
    {
      getAvailability: async () => {
        questions++;
        return availability;
      },
    },
    () => now,
  );
  await Promise.all(Array.from({ length: 100 }, () => orders.getAvailability()));
  now = 999;
  await orders.getAvailability();
  expect(questions).toBe(1);
  now = 1_000;
  await orders.getAvailability();
  expect(questions).toBe(2);
});

test('a question that failed is asked again at once', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(availability)];
  const orders = serviceOn(
    { getAvailability: () => answers.shift() ?? Promise.reject(new Error('asked too often')) },
    () => 0,
  );
  await expect(orders.getAvailability()).rejects.toThrow('away');
  await expect(orders.getAvailability()).resolves.toBe(availability);
});

test('holds what costs money where payment exists', async () => {
  const held = { ok: false, reason: 'sold_out' } as const;
  const orders = serviceOn({ hold: async () => held }, undefined, true);
  await expect(
    orders.hold({ idempotencyKey: 'key', selection: [{ ticketTypeId: 'paid', quantity: 1 }] }),
  ).resolves.toEqual(held);
});

test('sells nothing that costs money where payment does not exist, not even beside a free ticket', async () => {
  const orders = serviceOn({ getAvailability: async () => availability });
  const selection = [
    { ticketTypeId: 'free', quantity: 1 },
    { ticketTypeId: 'paid', quantity: 1 },
  ];
  await expect(orders.hold({ idempotencyKey: 'key', selection })).resolves.toEqual({
    ok: false,
    reason: 'payment_required',
    ticketTypeId: 'paid',
  });
});

test('a link opens its order, and a wrong one asks the ledger nothing', async () => {
  const orders = serviceOn({ getOrder: async () => null });
  const link = new URL(orders.linkTo('K7Q2'), 'http://foyer.test');
  const signature = link.searchParams.get('s');
  expect(link.pathname).toBe('/orders/K7Q2');
  await expect(orders.open({ orderId: 'K7Q2', signature })).resolves.toEqual({ ok: false, reason: 'not_found' });
  const locked = serviceOn({});
  await expect(locked.open({ orderId: 'K7Q3', signature })).resolves.toEqual({ ok: false, reason: 'forbidden' });
  await expect(locked.open({ orderId: 'K7Q2', signature: null })).resolves.toEqual({ ok: false, reason: 'forbidden' });
});

test('order ids are ten characters that cannot be mistaken for each other', () => {
  const ids = Array.from({ length: 200 }, createOrderId);
  for (const id of ids) expect(id).toMatch(/^[2-9A-HJKMNP-TW-Z]{10}$/);
  expect(new Set(ids).size).toBe(200);
});
