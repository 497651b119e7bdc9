import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Order, Registration, Transition } from '../../core/orders/order.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { countRegistrations } from './count-registrations.ts';

/** A ledger that gives every call the same reply. */
function setUp(reply: Transition) {
  const counter = new Counter({
    name: 'registrations',
    help: 'by outcome',
    labelNames: ['outcome'],
    registers: [new Registry()],
  });
  const calls = { hold: reply, confirm: reply, cancel: reply, cancelTicket: reply, extend: reply, getOrder: null };
  const answers = Object.fromEntries(Object.entries(calls).map(([name, answer]) => [name, async () => answer]));
  const ledger = countRegistrations(answers as unknown as Ledger, counter);
  const read = async () => {
    const { values } = await counter.get();
    return Object.fromEntries(
      values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.outcome, value]),
    );
  };
  return { ledger, counter, read };
}

const orderOf = (places: number) =>
  ({ registrations: Array.from({ length: places }, () => ({ cancelledAt: null }) as Registration) }) as Order;

test('an order of three counts as three, once for each thing that becomes of it', async () => {
  const { ledger, read } = setUp({ ok: true, order: orderOf(3), replayed: false });
  await ledger.hold({ orderId: 'a', idempotencyKey: 'k', selection: [], holdMs: 1 });
  await ledger.extend({ orderId: 'a', holdMs: 1 });
  await ledger.confirm({ orderId: 'a' });
  await ledger.getOrder('a');
  expect(await read()).toEqual({ held: 3, confirmed: 3 });
});

test('a place that was cancelled alone counts once, and not again with the rest of its order', async () => {
  const order = orderOf(3);
  const { ledger, read } = setUp({ ok: true, order, replayed: false });
  await ledger.cancelTicket({ registrationId: 'a-1' });
  expect(await read()).toEqual({ cancelled: 1 });
  order.registrations[0] = { cancelledAt: 1 } as Registration;
  await ledger.cancel({ orderId: 'a' });
  expect(await read()).toEqual({ cancelled: 3 });
});

test('the same form sent again counts as nothing', async () => {
  const { ledger, read } = setUp({ ok: true, order: orderOf(3), replayed: true });
  await ledger.confirm({ orderId: 'a' });
  expect(await read()).toEqual({});
});

test('a refusal counts by its reason, and is handed on as it came', async () => {
  const refusal = { ok: false, reason: 'sold_out', ticketTypeId: 'regular', remaining: 0 } as const;
  const { ledger, read } = setUp(refusal);
  expect(await ledger.hold({ orderId: 'a', idempotencyKey: 'k', selection: [], holdMs: 1 })).toBe(refusal);
  expect(await read()).toEqual({ sold_out: 1 });
});

test('every outcome is there before its first registration', async () => {
  const { counter } = setUp({ ok: true, order: orderOf(1), replayed: false });
  const { values } = await counter.get();
  expect(values.map(({ labels }) => labels.outcome).sort()).toEqual(['cancelled', 'confirmed', 'held', 'released']);
});
