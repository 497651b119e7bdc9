import { createHash } from 'node:crypto';
import type { Ledger } from '../../server/ledger/ledger.ts';

/** Shorter than usual, so that what nobody goes on with has ended by the end of the proof. */
const forgottenMs = 10_000;
const usualMs = 900_000;

/** Like a code of the site's, and the same for the same number. */
export const orderIdOf = (number: number): string =>
  createHash('sha256').update(`mirror-${number}`).digest('hex').slice(0, 10);

/**
 * Orders from `from` on, `count` of them evenly over `seconds`, by the ledger's own transitions as the site calls them: 1 to 3
 * seats each. One in ten is forgotten and runs out, one in ten is let go, one in ten is cancelled, one in ten gets a new ticket;
 * the others are confirmed and stay so. Resolves once the last one is made.
 */
export async function makeOrders(ledger: Ledger, from: number, count: number, seconds: number): Promise<void> {
  const startedAt = performance.now();
  const made: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = startedAt + (index * seconds * 1000) / count - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const order = makeOrder(ledger, from + index);
    // Told by `all` below; without this a failure before that would end the process.
    order.catch(() => {});
    made.push(order);
    if (index >= 50) await made[index - 50];
  }
  await Promise.all(made);
}

async function makeOrder(ledger: Ledger, number: number): Promise<void> {
  const orderId = orderIdOf(number);
  const seats = 1 + (number % 3);
  const fate = number % 10;
  const done = (reply: { ok: boolean }) => {
    if (!reply.ok) throw new Error(`order ${number} was refused: ${JSON.stringify(reply)}`);
  };
  done(
    await ledger.hold({
      orderId,
      idempotencyKey: `form-${number}`,
      selection: [{ ticketTypeId: 'community', quantity: seats }],
      holdMs: fate === 0 ? forgottenMs : usualMs,
    }),
  );
  if (fate === 0) return;
  const buyer = { name: `Visitor ${number}`, email: `visitor-${number}@example.org` };
  const attendees = Array.from({ length: seats }, (_, place) => ({
    name: `Attendee ${place + 1} of ${number}`,
    email: place === 0 ? null : `attendee-${number}-${place}@example.org`,
  }));
  done(await ledger.saveDetails({ orderId, buyer, attendees }));
  if (fate === 1) return done(await ledger.release({ orderId }));
  done(await ledger.confirm({ orderId }));
  if (fate === 2) done(await ledger.cancel({ orderId }));
  if (fate === 3) done(await ledger.reissueTicket({ registrationId: `${orderId}-1`, revision: 1 }));
}
