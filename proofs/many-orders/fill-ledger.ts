import { Redis } from 'ioredis';
import { catalogueSchema } from '../../core/orders/catalogue.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { orderIdOf } from '../mirror/make-orders.ts';

const holdMs = 15 * 60_000;
/** What the ledger writes to disk together. */
const atOnce = 500;

/** That many confirmed orders of one to three seats each, by the ledger's own steps; resolves with the number of seats. */
export async function fillLedger(stack: Stack, orders: number): Promise<number> {
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  const ledger = createLedger({ redis, eventId: stack.env.EVENT_ID ?? 'event' });
  try {
    const ticketType = { id: 'community', name: 'Community', priceCents: 0, maxPerOrder: 10, quotaIds: ['main'] };
    const open = { description: '', salesStartAt: null, salesEndAt: null, maxPerPerson: null };
    const quotas = [{ id: 'main', name: 'Main hall', capacity: orders * 3 }];
    await ledger.applyCatalogue(
      catalogueSchema.parse({ currency: 'EUR', quotas, ticketTypes: [{ ...ticketType, ...open }] }),
    );
    let seats = 0;
    for (let first = 0; first < orders; first += atOnce) {
      const batch = Array.from({ length: Math.min(atOnce, orders - first) }, (_, index) => first + index);
      seats += batch.reduce((sum, number) => sum + seatsOf(number), 0);
      const each = (step: (number: number) => Promise<{ ok: boolean }>) =>
        Promise.all(batch.map(async (number) => requireDone(number, await step(number))));
      await each((number) =>
        ledger.hold({
          orderId: orderIdOf(number),
          idempotencyKey: `form-${number}`,
          selection: [{ ticketTypeId: 'community', quantity: seatsOf(number) }],
          holdMs,
        }),
      );
      await each((number) => ledger.saveDetails({ orderId: orderIdOf(number), ...peopleOf(number) }));
      await each((number) => ledger.confirm({ orderId: orderIdOf(number) }));
    }
    return seats;
  } finally {
    redis.disconnect();
  }
}

const seatsOf = (number: number) => 1 + (number % 3);

function peopleOf(number: number) {
  const attendees = Array.from({ length: seatsOf(number) }, (_, place) => ({
    name: `Attendee ${place + 1} of ${number}`,
    email: place === 0 ? null : `attendee-${number}-${place}@example.org`,
  }));
  return { buyer: { name: `Visitor ${number}`, email: `visitor-${number}@example.org` }, attendees };
}

function requireDone(number: number, reply: { ok: boolean }): void {
  if (!reply.ok) throw new Error(`order ${number} was refused: ${JSON.stringify(reply)}`);
}
