import { expect, test } from 'vitest';
import { done, holdMs } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();
const crowd = 50;

test('50 settles of one payment at once, in one process and in many: one capture, one confirmation', async () => {
  for (const isOneProcess of [true, false]) {
    const { approve, settle, openProcess, redis, eventId, control, capturesOf, expectSound } = await open();
    const { attemptId, order } = await approve();
    const before = (await control.ledger()).calls.capture ?? 0;
    const settles = Array.from({ length: crowd }, () => (isOneProcess ? settle : openProcess().settle));
    const settled = await Promise.all(settles.map((each) => each(attemptId)));
    // Whoever asked in the very moment of the capture may not know its end yet; nobody may hear anything else.
    const outcomes = new Set(settled.map((each) => each?.outcome));
    expect(['confirmed', 'being_confirmed']).toEqual(expect.arrayContaining([...outcomes]));
    expect(outcomes).toContain('confirmed');
    expect((await settle(attemptId))?.outcome).toBe('confirmed');
    expect(await capturesOf(order.id)).toHaveLength(1);
    if (isOneProcess) expect((await control.ledger()).calls.capture).toBe(before + 1);
    const told = await redis.xrange(`{${eventId}}:outbox`, '-', '+');
    expect(told.filter(([, flat]) => flat.includes('confirmed'))).toHaveLength(1);
    expect((await expectSound()).money).toMatchObject([{ capturedCents: priceCents }]);
  }
}, 60_000);

test('the last seat, approved late by 50 buyers at once: one is captured, nothing is taken from the others', async () => {
  const { approve, openProcess, ledger, clock, capturesOf, expectSound } = await open({ seats: 1 });
  const buyers = [];
  for (let number = 0; number < crowd; number++) {
    buyers.push(await approve());
    // Each hold ends before the next buyer comes: all of them have approved a payment for the same seat.
    clock.nowMs += holdMs;
  }
  const settled = await Promise.all(buyers.map(({ attemptId }) => openProcess().settle(attemptId)));
  const outcomes = settled.map((each) => each?.outcome);
  expect(outcomes.filter((outcome) => outcome === 'confirmed')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'seats_gone')).toHaveLength(crowd - 1);
  const captures = (await Promise.all(buyers.map(({ order }) => capturesOf(order.id)))).flat();
  expect(captures).toHaveLength(1);
  const { orders, quotas } = await expectSound();
  expect(orders).toMatchObject({ CONFIRMED: 1, EXPIRED: crowd - 1 });
  expect(quotas).toMatchObject([{ held: 0, sold: 1, capacity: 1 }]);
  expect((await ledger.getAvailability()).ticketTypes).toMatchObject([{ remaining: 0 }]);
}, 60_000);

test('returning and letting go at the same moment: either the seats and the money, or neither', async () => {
  const met = new Set<string>();
  const rounds = 30;
  for (let number = 0; number < rounds; number++) {
    const { approve, settle, ledger, capturesOf, expectSound } = await open();
    const { attemptId, order } = await approve();
    const release = () => ledger.release({ orderId: order.id });
    // The first time before everything, then a little later each time, and the last time behind everything.
    const early = number === 0 && (await release());
    const settling = settle(attemptId);
    for (let turns = 0; turns < number * number; turns++) await new Promise(setImmediate);
    if (number === rounds - 1) await settling;
    const released = early || (await release());
    const settled = await settling;
    const { state } = (await ledger.getOrder(order.id)) ?? {};
    met.add(String(state));
    expect(await capturesOf(order.id)).toHaveLength(state === 'CONFIRMED' ? 1 : 0);
    expect(settled?.outcome).toBe(state === 'CONFIRMED' ? 'confirmed' : 'over');
    expect(released.ok).toBe(state === 'EXPIRED');
    await expectSound();
  }
  expect([...met].sort()).toEqual(['CONFIRMED', 'EXPIRED']);
}, 60_000);

test('a decline that crosses other settles of the same payment is told to all, and nothing is taken behind it', async () => {
  const { approve, openProcess, control, start, capturesOf, ledger, settle, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  const fault = { kind: 'issue', issue: 'INSTRUMENT_DECLINED' } as const;
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault });
  const settled = await Promise.all(Array.from({ length: 10 }, () => openProcess().settle(attemptId)));
  const outcomes = new Set(settled.map((each) => each?.outcome));
  expect(['declined', 'being_confirmed']).toEqual(expect.arrayContaining([...outcomes]));
  expect((await settle(attemptId))?.outcome).toBe('declined');
  expect(await ledger.getAttempt(attemptId)).toMatchObject({ declines: 1, isDeclined: true });
  expect(await capturesOf(order.id)).toEqual([]);
  await start(order.id);
  expect((await settle(attemptId))?.outcome).toBe('confirmed');
  await expectSound();
});

test('a capture that PayPal carries out behind a decline it told still gets its seat', async () => {
  const { approve, ledger, client, settle, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  const begun = await ledger.beginCapture({ attemptId });
  if (!begun.ok) throw new Error(begun.reason);
  const { captureRequestId } = begun.attempt;
  const decline = { attemptId, captureRequestId, issue: 'INSTRUMENT_DECLINED', graceMs: 1000, isFinished: false };
  await ledger.recordDecline(decline);
  expect((await client().captureOrder({ paypalOrderId, requestId: captureRequestId })).ok).toBe(true);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});

test('a capture of a payment whose seats are gone, by whomever, is booked and goes back by itself, once', async () => {
  const { approve, fillIn, ledger, client, settle, settleUnsettled, clock, capturesOf, log, start, expectSound } =
    await open({
      seats: 1,
    });
  const { attemptId, paypalOrderId, order } = await approve();
  clock.nowMs += holdMs;
  const other = await fillIn();
  expect((await client().captureOrder({ paypalOrderId, requestId: 'by-hand' })).ok).toBe(true);
  expect(await settle(attemptId)).toMatchObject({
    outcome: 'cancelled',
    order: { state: 'EXPIRED', refunds: [{ reason: 'no_seats', state: 'COMPLETED' }] },
  });
  await settleUnsettled();
  expect(await capturesOf(order.id)).toMatchObject([{ refunds: [{ status: 'COMPLETED' }] }]);
  expect(log.some(({ level, message }) => level === 'error' && message.includes('it goes back'))).toBe(true);
  const { money, tasks } = await expectSound();
  expect(money).toMatchObject([{ capturedCents: priceCents, refundedCents: priceCents }]);
  expect(tasks).toEqual([]);
  // The seats may still be had, and paid for by another invoice.
  done(await ledger.release({ orderId: other.id }));
  done(await ledger.holdAgain({ orderId: order.id, holdMs }));
  const again = await start(order.id);
  expect((await ledger.getAttempt(again.attemptId))?.invoiceId).toBe(`${order.id}-2`);
  await expectSound();
});

test('cancelling twice at once sends the money back once', async () => {
  const { approve, settle, openProcess, ledger, capturesOf, expectSound } = await open();
  const { attemptId, order } = await approve();
  await settle(attemptId);
  const cancels = await Promise.all([1, 2, 3].map(() => ledger.cancel({ orderId: order.id })));
  for (const each of cancels) done(each);
  await Promise.all([1, 2, 3].map(() => openProcess().settle(attemptId)));
  expect((await ledger.getAttempt(attemptId))?.state).toBe('REFUNDED');
  expect((await capturesOf(order.id)).flatMap(({ refunds }) => refunds)).toHaveLength(1);
  await expectSound();
});
