import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Order, Refusal } from '../../core/orders/order.ts';
import type { OutboxEntry } from '../../server/ledger/ledger.ts';
import { createLedgerModel } from './ledger-model.ts';
import { addressOf, attendeesFor, catalogueArbitrary, type Step, stepArbitrary } from './ledger-steps.ts';
import { createTestLedgers, holdMs, type TestLedger } from './open-test-ledger.ts';

const { open } = createTestLedgers();

type Model = ReturnType<typeof createLedgerModel>;
type Call = (side: TestLedger['ledger'] | Model['steps']) => unknown;

/** What a whole run met, to be sure that it looked where it claims to look. */
const met = new Set<string>();

test('the scripts answer as the model does, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      catalogueArbitrary,
      fc.array(stepArbitrary, { maxLength: 50, size: 'max' }),
      async (catalogue, steps) => {
        const real = await open(catalogue);
        const model = createLedgerModel(real.clock);
        model.steps.applyCatalogue(catalogue);
        const sent: Call[] = [];
        for (const step of steps) await carryOut(step, real, model, sent);
        await expectSame(real, model);
      },
    ),
    { numRuns: 300, timeout: 20_000 },
  );
  // Every refusal and every transition must have come up, or the run proves less than it says.
  const reasons: Refusal['reason'][] = [
    'unknown_ticket_type',
    'sold_out',
    'not_yet_on_sale',
    'sale_closed',
    'sale_stopped',
    'over_order_limit',
    'over_person_limit',
    'not_found',
    'hold_expired',
    'already_extended',
    'details_missing',
    'payment_required',
    'wrong_state',
  ];
  const transitions: OutboxEntry['transition'][] = [
    'held',
    'details',
    'confirmed',
    'extended',
    'expired',
    'held_again',
    'cancelled',
  ];
  const ways = ['replayed', 'lapsed', 'released', 'replaced', 'conflict'];
  expect([...met].sort()).toEqual(expect.arrayContaining([...reasons, ...transitions, ...ways].sort()));
}, 60_000);

async function carryOut(step: Step, real: TestLedger, model: Model, sent: Call[]): Promise<void> {
  if (step.kind === 'pass') {
    real.clock.nowMs += step.ms;
    return;
  }
  model.settle();
  if (step.kind === 'expireDue') {
    const ids = await real.ledger.expireDue({ limit: step.limit });
    const lapsed = model.listOrders().filter((order) => order.expiryReason === 'lapsed');
    expect(ids.length).toBeLessThanOrEqual(step.limit);
    expect(lapsed.map((order) => order.id)).toEqual(expect.arrayContaining(ids));
    return;
  }
  const call = toCall(step, model, sent);
  sent.unshift(call);
  const expected = call(model.steps);
  model.settle();
  expect(await call(real.ledger), JSON.stringify(step)).toEqual(expected);
  note(expected);
}

function toCall(step: Exclude<Step, { kind: 'pass' | 'expireDue' }>, model: Model, sent: Call[]): Call {
  const orders = model.listOrders();
  const targetOf = (back: number): Order | undefined => orders[orders.length - 1 - back];
  switch (step.kind) {
    case 'resend':
      return sent[step.back] ?? ((side) => side.getAvailability());
    case 'getAvailability':
      return (side) => side.getAvailability();
    case 'applyCatalogue':
      return (side) => side.applyCatalogue(step.catalogue);
    case 'hold': {
      const orderId = `order-${sent.length}`;
      const request = { orderId, idempotencyKey: `form-${step.form}`, selection: step.selection, holdMs };
      return (side) => side.hold(request);
    }
    case 'saveDetails': {
      const order = targetOf(step.target);
      const request = {
        orderId: order?.id ?? 'nobody',
        buyer: { name: 'Zoë', email: addressOf(step.person, step.spelling) },
        attendees: attendeesFor(order?.registrations.length ?? 1, step.isMissing),
      };
      return (side) => side.saveDetails(request);
    }
    default: {
      const request = { orderId: targetOf(step.target)?.id ?? 'nobody', holdMs };
      return (side) => side[step.kind](request);
    }
  }
}

function note(reply: unknown): void {
  if (typeof reply !== 'object' || reply === null) return;
  if ('reason' in reply) met.add(String(reply.reason));
  if ('replayed' in reply && reply.replayed) met.add('replayed');
  if ('conflicts' in reply && Array.isArray(reply.conflicts) && reply.conflicts.length > 0) met.add('conflict');
}

/** After everything: the same orders, the same counters, each transition told to the outbox once, and a clean check. */
async function expectSame(real: TestLedger, model: Model): Promise<void> {
  model.settle();
  expect(await real.ledger.getAvailability()).toEqual(model.steps.getAvailability());
  expect((await real.ledger.check()).findings).toEqual([]);
  await real.ledger.expireDue({ limit: 1000 });
  const orders = model.listOrders();
  expect(await Promise.all(orders.map((order) => real.ledger.getOrder(order.id)))).toEqual(orders);

  const report = await real.ledger.check();
  expect(report.findings).toEqual([]);
  expect(report.quotas).toEqual(model.listQuotas());

  const told = (await real.redis.xrange(`{${real.eventId}}:outbox`, '-', '+')).map(([, flat]) => toEntry(flat));
  for (const order of orders) {
    const events = told
      .filter((entry) => entry.orderId === order.id)
      .map(({ orderId: _id, at: _at, ...event }) => event);
    expect(events).toEqual(model.eventsOf(order.id));
    for (const { transition, reason } of model.eventsOf(order.id)) met.add(transition).add(reason ?? transition);
  }
  expect(told).toHaveLength(orders.reduce((sum, order) => sum + model.eventsOf(order.id).length, 0));
}

function toEntry(flat: string[]): Record<string, string> {
  const entry: Record<string, string> = {};
  for (let index = 0; index < flat.length; index += 2) {
    const [name = '', value = ''] = flat.slice(index, index + 2);
    if (value !== '') entry[name] = value;
  }
  return entry;
}
