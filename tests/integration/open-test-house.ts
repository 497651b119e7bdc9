import { expect } from 'vitest';
import type { Catalogue } from '../../core/orders/catalogue.ts';
import {
  captureOf,
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  holdMs,
  paid,
  paypalOrderOf,
  ticketType,
} from './open-test-ledger.ts';

export const priceCents = 2500;

export const paidType = (rest = {}) => ticketType('paid', ['house'], { priceCents, ...rest });

/** Ledgers of one house, with seats that are paid for and seats that are free, and what a visitor and PayPal do there. */
export function createTestHouses() {
  const { open, url } = createTestLedgers();

  async function openHouse(seats = 10, changes: Partial<Catalogue> = {}) {
    const types = [paidType(), ticketType('free', ['house'])];
    const opened = await open({ ...catalogueOf({ house: seats }, types), ...changes });
    const { ledger, redis, eventId, clock } = opened;
    const visitor = createVisitor(ledger);
    return {
      ...opened,
      ...visitor,
      async counts() {
        const { quotas, findings } = await ledger.check();
        expect(findings).toEqual([]);
        return { held: quotas[0]?.held, sold: quotas[0]?.sold };
      },
      transitions: async () =>
        (await redis.xrange(`{${eventId}}:outbox`, '-', '+')).map(([, [, , , transition]]) => transition),
      money: async () => (await redis.xrange(`{${eventId}}:money`, '-', '+')).map(([, flat]) => flat.slice(0, 12)),
      /** An order whose first attempt was given up, and is captured by somebody all the same. */
      async startTwice(orderId: string) {
        const { attempt } = await visitor.startPaying(orderId, { paid: 1 });
        clock.nowMs += 3 * 60 * 60_000;
        done(await ledger.holdAgain({ orderId, holdMs }));
        paid(await ledger.startPayment({ orderId, attemptId: 'two' }));
        paid(await ledger.recordPayPalOrder(paypalOrderOf('two')));
        return captureOf(attempt);
      },
    };
  }
  return { open, openHouse, url };
}
