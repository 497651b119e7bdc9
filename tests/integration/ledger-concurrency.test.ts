import fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import type { Transition } from '../../core/orders/order.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { Ledger, OutboxEntry } from '../../server/ledger/ledger.ts';
import { attendees, catalogueOf, createTestLedgers, ticketType } from './open-test-ledger.ts';

const { open, url } = createTestLedgers();
const clientCount = 6;
const catalogues = [6, 3, 9].map((house) =>
  catalogueOf({ house, hall: 4 }, [
    ticketType('day', ['house'], { maxPerPerson: 3 }),
    ticketType('both', ['house', 'hall']),
  ]),
);

/** Everybody works on the same few orders and forms, so that they get into each other's way. */
const action = fc.record({
  kind: fc.constantFrom(
    ...(['hold', 'hold', 'saveDetails', 'saveDetails', 'confirm', 'confirm'] as const),
    ...(['extend', 'release', 'holdAgain', 'cancel', 'expireDue', 'applyCatalogue'] as const),
  ),
  order: fc.nat(9),
  seats: fc.integer({ min: 1, max: 3 }),
  isBoth: fc.boolean(),
  person: fc.nat(1),
});
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** What an order may do after what, told by the outbox. */
const next: Record<OutboxEntry['transition'] | 'start', OutboxEntry['transition'][]> = {
  start: ['held'],
  held: ['details', 'extended', 'expired', 'confirmed'],
  details: ['details', 'extended', 'expired', 'confirmed'],
  extended: ['details', 'expired', 'confirmed'],
  held_again: ['details', 'extended', 'expired', 'confirmed'],
  expired: ['held_again'],
  confirmed: ['cancelled', 'ticket_reissued'],
  ticket_reissued: ['cancelled', 'ticket_reissued'],
  cancelled: [],
};

function act(ledger: Ledger, { kind, order, seats, isBoth, person }: Action, holdMs: number): Promise<unknown> {
  const orderId = `order-${order}`;
  switch (kind) {
    case 'hold': {
      // Two orders share a form: one may take the other's place.
      const selection = [{ ticketTypeId: isBoth ? 'both' : 'day', quantity: seats }];
      return ledger.hold({ orderId, idempotencyKey: `form-${Math.floor(order / 2)}`, selection, holdMs });
    }
    case 'saveDetails': {
      const buyer = { name: 'Ada', email: `person${person}@example.org` };
      return ledger.saveDetails({ orderId, buyer, attendees: attendees(seats) });
    }
    case 'expireDue':
      return ledger.expireDue({ limit: seats });
    case 'applyCatalogue':
      return ledger.applyCatalogue(catalogues[seats - 1] ?? catalogueOf({}, []));
    default:
      return ledger[kind]({ orderId, holdMs });
  }
}

test('many clients at once: seats are never given twice, and a recount agrees at every moment', async () => {
  const connections = Array.from({ length: clientCount }, () => new Redis(url()));
  const met = { confirmed: 0, CANCELLED: 0, lapsed: 0, replaced: 0, refused: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(action, { minLength: 10, maxLength: 40, size: 'max' }), {
          minLength: clientCount,
          maxLength: clientCount,
        }),
        fc.integer({ min: 2, max: 40 }),
        async (scripts, holdMs) => {
          const { redis, eventId } = await open();
          // The ledger's own clock: holds lapse in the middle of everything.
          const ledgers = connections.map((connection) => createLedger({ redis: connection, eventId }));
          const watcher = createLedger({ redis, eventId });
          await watcher.applyCatalogue(catalogues[0] ?? catalogueOf({}, []));
          let confirmed = 0;
          const work = scripts.map(async (actions, client) => {
            for (const action of actions) {
              const ledger = ledgers[client] ?? watcher;
              const reply = (await act(ledger, action, holdMs)) as Partial<Transition & { replayed: boolean }>;
              if (reply.ok === false) met.refused += 1;
              if (!reply.ok || reply.replayed || !reply.order) continue;
              const seats = reply.order.registrations.length;
              if (action.kind === 'confirm') confirmed += seats;
              if (action.kind === 'cancel') confirmed -= seats;
            }
          });
          let isOver = false;
          const watch = (async () => {
            while (!isOver) expect((await watcher.check()).findings).toEqual([]);
          })();
          await Promise.all(work).finally(() => {
            isOver = true;
          });
          await watch;

          const report = await watcher.check();
          expect(report.findings).toEqual([]);
          met.confirmed += confirmed;
          met.CANCELLED += report.orders.CANCELLED ?? 0;
          for (const [, flat] of await redis.xrange(`{${eventId}}:outbox`, '-', '+')) {
            if (flat.includes('lapsed')) met.lapsed += 1;
            if (flat.includes('replaced')) met.replaced += 1;
          }
          const house = report.quotas.find((quota) => quota.quotaId === 'house');
          expect(house?.sold).toBe(confirmed);
          for (const { held, sold, capacity } of report.quotas) expect(held + sold).toBeLessThanOrEqual(capacity);
          await expectLawfulHistory(redis, `{${eventId}}:outbox`);
        },
      ),
      { numRuns: 60, timeout: 20_000 },
    );
    // Histories in which nothing of this happened would prove nothing.
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0);
  } finally {
    for (const connection of connections) connection.disconnect();
  }
}, 60_000);

async function expectLawfulHistory(redis: Redis, outbox: string): Promise<void> {
  const last = new Map<string, keyof typeof next>();
  for (const [, flat] of await redis.xrange(outbox, '-', '+')) {
    const [, orderId = '', , transition = ''] = flat;
    const before = last.get(orderId) ?? 'start';
    expect(next[before], `${orderId}: ${before} -> ${transition}`).toContain(transition);
    last.set(orderId, transition as OutboxEntry['transition']);
  }
}

test('a connection that breaks in the middle sends again what had no answer, and nothing happens twice', async () => {
  const { redis, eventId } = await open(catalogueOf({ house: 1000 }, [ticketType('day', ['house'])]));
  const connection = new Redis(url());
  let breaks = 0;
  connection.on('error', () => undefined);
  connection.on('reconnecting', () => {
    breaks += 1;
  });
  try {
    const ledger = createLedger({ redis: connection, eventId });
    const clientId = () => connection.client('ID');
    const register = async (number: number) => {
      const orderId = `order-${number}`;
      const selection = [{ ticketTypeId: 'day', quantity: 2 }];
      const replies = [
        await ledger.hold({ orderId, idempotencyKey: `form-${number}`, selection, holdMs: 60_000 }),
        await ledger.saveDetails({
          orderId,
          buyer: { name: 'Ada', email: `${number}@example.org` },
          attendees: attendees(2),
        }),
        await ledger.confirm({ orderId }),
      ];
      expect(replies.map((reply) => reply.ok)).toEqual([true, true, true]);
    };
    const registrations = Promise.all(Array.from({ length: 150 }, (_, number) => register(number)));
    let isOver = false;
    const breaking = (async () => {
      while (!isOver) {
        await redis.client('KILL', 'ID', await clientId());
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    await registrations.finally(() => {
      isOver = true;
    });
    await breaking;

    expect(breaks).toBeGreaterThan(0);
    const report = await createLedger({ redis, eventId }).check();
    // Three transitions an order: a second time would show in the outbox.
    expect(report).toMatchObject({ orders: { CONFIRMED: 150 }, outboxLength: 450, findings: [] });
    expect(report.quotas).toMatchObject([{ held: 0, sold: 300 }]);
  } finally {
    connection.disconnect();
  }
}, 30_000);
