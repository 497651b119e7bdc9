import fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { listLive, type OrderState, type Transition } from '../../core/orders/order.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import type { OutboxEntry } from '../../server/ledger/ledger.ts';
import { act, action, catalogues, lawful, nextFor } from './ledger-actions.ts';
import { attendees, catalogueOf, createTestLedgers, paypalOrderOf, ticketType } from './open-test-ledger.ts';

const { open, url } = createTestLedgers();
const clientCount = 6;

test('many clients at once: seats are never given twice, and a recount agrees at every moment', async () => {
  const connections = Array.from({ length: clientCount }, () => new Redis(url()));
  const met = {
    confirmed: 0,
    CANCELLED: 0,
    lapsed: 0,
    replaced: 0,
    refused: 0,
    voucher_used_up: 0,
    'voucher used': 0,
    captured: 0,
    refunded: 0,
    organized: 0,
  };
  try {
    const whatHappens = fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 10, maxLength: 40, size: 'max' }), {
        minLength: clientCount,
        maxLength: clientCount,
      }),
      // Some lapse before anybody has paid, however fast the machine; some last, however slow it is.
      fc.oneof(fc.integer({ min: 2, max: 40 }), fc.constant(60_000)),
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
            const kind = action.kind === 'goOn' ? await nextFor(ledger, action) : action.kind;
            const reply = (await act(ledger, { ...action, kind }, holdMs)) as Partial<
              Transition & { replayed: boolean }
            >;
            if (reply.ok === false) met.refused += 1;
            if (reply.ok === false && reply.reason === 'voucher_used_up') met.voucher_used_up += 1;
            if (reply.ok && kind === 'hold' && reply.order?.voucher) met['voucher used'] += 1;
            if (!reply.ok || reply.replayed || !reply.order) continue;
            // Cancelled places stay where they are, and count no more.
            const seats = listLive(reply.order).length;
            if (kind === 'confirm' || kind === 'recordCapture' || kind === 'issueComplimentary') confirmed += seats;
            if (kind === 'cancel') confirmed -= seats;
            if (kind === 'cancelTicket') confirmed -= 1;
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
        met.captured += report.attempts.CAPTURED ?? 0;
        met.refunded += report.attempts.REFUNDED ?? 0;
        for (const { capturedCents, ticketedCents, refundedCents, refundingCents, inTasksCents } of report.money) {
          expect(ticketedCents + refundedCents + refundingCents + inTasksCents).toBe(capturedCents);
        }
        for (const [, flat] of await redis.xrange(`{${eventId}}:outbox`, '-', '+')) {
          if (flat.includes('lapsed')) met.lapsed += 1;
          if (flat.includes('replaced')) met.replaced += 1;
          if (flat.includes('checked_in') || flat.includes('corrected')) met.organized += 1;
        }
        const house = report.quotas.find((quota) => quota.quotaId === 'house');
        expect(house?.sold).toBe(confirmed);
        for (const { held, sold, capacity } of report.quotas) expect(held + sold).toBeLessThanOrEqual(capacity);
        for (const { uses, maxUses } of report.vouchers) expect(uses).toBeLessThanOrEqual(maxUses ?? uses);
        await expectLawfulHistory(redis, `{${eventId}}:outbox`);
      },
    );
    await fc.assert(whatHappens, { numRuns: 60, timeout: 20_000 });
    // Histories in which nothing of this happened would prove nothing: the rarest come up in most runs of so many, not in all.
    while (Object.values(met).includes(0)) await fc.assert(whatHappens, { numRuns: 20, timeout: 20_000 });
  } finally {
    for (const connection of connections) connection.disconnect();
  }
}, 60_000);

async function expectLawfulHistory(redis: Redis, outbox: string): Promise<void> {
  const last = new Map<string, OrderState>();
  for (const [, flat] of await redis.xrange(outbox, '-', '+')) {
    const [, orderId = '', , transition = '', , to = ''] = flat;
    const step = [last.get(orderId) ?? 'start', to];
    expect(lawful[transition as OutboxEntry['transition']], `${orderId}: ${transition}`).toContainEqual(step);
    last.set(orderId, to as OrderState);
  }
}

test('a connection that breaks in the middle sends again what had no answer, and nothing happens twice', async () => {
  const types = [ticketType('day', ['house']), ticketType('paid', ['house'], { priceCents: 1000 })];
  const { redis, eventId } = await open(catalogueOf({ house: 1000 }, types));
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
      const isPaid = number % 2 === 1;
      const attemptId = `pay-${number}`;
      const selection = [{ ticketTypeId: isPaid ? 'paid' : 'day', quantity: 2 }];
      const pay = async () => [
        await ledger.startPayment({ orderId, attemptId }),
        await ledger.recordPayPalOrder(paypalOrderOf(attemptId)),
        await ledger.beginCapture({ attemptId }),
        await ledger.recordCapture({ attemptId, captureId: `capture-${number}`, amountCents: 2000, currency: 'EUR' }),
      ];
      const replies = [
        await ledger.hold({ orderId, idempotencyKey: `form-${number}`, selection, holdMs: 60_000 }),
        await ledger.saveDetails({
          orderId,
          buyer: { name: 'Ada', email: `${number}@example.org` },
          attendees: attendees(2),
        }),
        ...(isPaid ? await pay() : [await ledger.confirm({ orderId })]),
      ];
      expect(replies.filter((reply) => !reply.ok)).toEqual([]);
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
    // Three transitions a free order, six a paid one: a second time would show in the outbox.
    expect(report).toMatchObject({ orders: { CONFIRMED: 150 }, outboxLength: 75 * 3 + 75 * 6, findings: [] });
    expect(report.money).toMatchObject([{ capturedCents: 75 * 2000, ticketedCents: 75 * 2000 }]);
    expect(report.quotas).toMatchObject([{ held: 0, sold: 300 }]);
  } finally {
    connection.disconnect();
  }
}, 30_000);
