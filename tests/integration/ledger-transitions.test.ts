import { expect, test } from 'vitest';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  holdMs,
  startMs,
  ticketType,
} from './open-test-ledger.ts';

const { open } = createTestLedgers();

async function openHouse(seats = 10) {
  const opened = await open(
    catalogueOf({ house: seats }, [
      ticketType('day', ['house']),
      ticketType('paid', ['house'], { priceCents: 2500, name: 'Supporter “größer”' }),
    ]),
  );
  const counts = async () => {
    const [quota] = (await opened.ledger.check()).quotas;
    return { held: quota?.held, sold: quota?.sold };
  };
  return { ...opened, ...createVisitor(opened.ledger), counts };
}

test('a free order is held, filled in, confirmed and cancelled, and its seats follow', async () => {
  const { ledger, hold, give, counts, clock } = await openHouse();
  const held = done(await hold('one', { day: 2 }));
  expect(held).toMatchObject({ state: 'HELD', createdAt: startMs, heldUntil: startMs + holdMs, extended: false });
  expect(held.registrations).toEqual([
    { id: 'one-1', ticketTypeId: 'day', attendee: null, revision: 1, checkedInAt: null, cancelledAt: null },
    { id: 'one-2', ticketTypeId: 'day', attendee: null, revision: 1, checkedInAt: null, cancelledAt: null },
  ]);
  expect(await counts()).toEqual({ held: 2, sold: 0 });

  const filled = done(await give('one', 2));
  expect(filled.registrations.map((registration) => registration.attendee?.name)).toEqual(['Attendee 1', 'Attendee 2']);
  clock.nowMs += 1000;
  expect(done(await ledger.confirm({ orderId: 'one' }))).toMatchObject({
    state: 'CONFIRMED',
    confirmedAt: startMs + 1000,
    buyer: { name: 'Ada', email: 'ada@example.org' },
  });
  expect(await counts()).toEqual({ held: 0, sold: 2 });

  expect(done(await ledger.cancel({ orderId: 'one' }))).toMatchObject({ state: 'CANCELLED', cancelledAt: clock.nowMs });
  expect(await counts()).toEqual({ held: 0, sold: 0 });
  expect((await ledger.check()).findings).toEqual([]);
});

test('each transition sent twice is answered twice and done once', async () => {
  const { ledger, redis, eventId, hold, give, counts } = await openHouse();
  const twice = [
    () => hold('one', { day: 2 }),
    () => give('one', 2),
    () => ledger.confirm({ orderId: 'one' }),
    () => ledger.cancel({ orderId: 'one' }),
  ];
  for (const send of twice) {
    const first = await send();
    expect(first).toMatchObject({ ok: true, replayed: false });
    expect(await send()).toEqual({ ...first, replayed: true });
  }
  await hold('two', { day: 1 });
  expect(await ledger.release({ orderId: 'two' })).toMatchObject({ ok: true, replayed: false });
  expect(await ledger.release({ orderId: 'two' })).toMatchObject({ ok: true, replayed: true });
  expect(await ledger.holdAgain({ orderId: 'two', holdMs })).toMatchObject({ ok: true, replayed: false });
  expect(await ledger.holdAgain({ orderId: 'two', holdMs })).toMatchObject({ ok: true, replayed: true });
  expect(await counts()).toEqual({ held: 1, sold: 0 });
  expect(await redis.xlen(`{${eventId}}:outbox`)).toBe(7);
});

test('the same form with the same choice replays; another choice takes the place of the first hold', async () => {
  const { ledger, hold, counts } = await openHouse(3);
  done(await hold('one', { day: 2 }, 'form'));
  expect(await hold('other', { day: 2 }, 'form')).toMatchObject({ ok: true, replayed: true, order: { id: 'one' } });
  // 3 seats can only be had because the 2 of the first hold come back in the same step.
  expect(done(await hold('two', { day: 3 }, 'form')).id).toBe('two');
  expect(await ledger.getOrder('one')).toMatchObject({ state: 'EXPIRED', expiryReason: 'replaced' });
  expect(await counts()).toEqual({ held: 3, sold: 0 });
  // The first request once more, late: it was answered by order "one" and may not push "two" aside.
  expect(await hold('one', { day: 2 }, 'form')).toMatchObject({
    ok: true,
    replayed: true,
    order: { state: 'EXPIRED' },
  });
  expect(await counts()).toEqual({ held: 3, sold: 0 });
});

test('a choice that cannot be had leaves the first hold as it is', async () => {
  const { ledger, hold } = await openHouse(3);
  done(await hold('one', { day: 2 }, 'form'));
  expect(await hold('two', { day: 4 }, 'form')).toMatchObject({
    ok: false,
    reason: 'sold_out',
    ticketTypeId: 'day',
    remaining: 3,
    order: { id: 'one', state: 'HELD' },
  });
  expect(await ledger.getOrder('two')).toBeNull();
});

test('a form whose order went on cannot hold something else', async () => {
  const { ledger, hold, give } = await openHouse();
  await hold('one', { day: 1 }, 'form');
  await give('one', 1);
  await ledger.confirm({ orderId: 'one' });
  expect(await hold('two', { day: 2 }, 'form')).toMatchObject({ reason: 'wrong_state', order: { state: 'CONFIRMED' } });
});

test("somebody else's order id is refused without a look at the order", async () => {
  const { hold } = await openHouse();
  await hold('one', { day: 1 });
  await expect(hold('one', { day: 1 }, 'a form of somebody else')).rejects.toThrow('one is taken');
});

test('a hold whose time is over is refused with the order, and its seats come back once', async () => {
  for (const name of ['saveDetails', 'confirm', 'extend'] as const) {
    const { ledger, hold, give, counts, clock } = await openHouse(2);
    await hold('one', { day: 2 });
    await give('one', 2);
    clock.nowMs += holdMs - 1;
    expect(await hold('two', { day: 1 })).toMatchObject({ reason: 'sold_out', remaining: 0 });
    clock.nowMs += 1;
    const late =
      name === 'saveDetails' ? await give('one', 2, 'new@example.org') : await ledger[name]({ orderId: 'one', holdMs });
    expect(late).toMatchObject({
      ok: false,
      reason: 'hold_expired',
      order: { state: 'EXPIRED', expiryReason: 'lapsed', buyer: { email: 'ada@example.org' } },
    });
    expect(await counts()).toEqual({ held: 0, sold: 0 });
    expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
  }
});

test('seats of lapsed holds are free at once, before the courier comes by', async () => {
  const { ledger, hold, clock } = await openHouse(2);
  await hold('one', { day: 2 });
  expect(await ledger.getAvailability()).toMatchObject({
    holdsEndBy: startMs + holdMs,
    ticketTypes: [{ status: 'sold_out', remaining: 0, held: 2 }, {}],
  });
  clock.nowMs += holdMs;
  expect(await ledger.getAvailability()).toMatchObject({
    holdsEndBy: null,
    at: clock.nowMs,
    ticketTypes: [{ status: 'available', remaining: 2, held: 0 }, {}],
  });
  expect((await ledger.getOrder('one'))?.state).toBe('HELD');
  done(await hold('two', { day: 2 }));
  expect(await ledger.getOrder('one')).toMatchObject({ state: 'EXPIRED', expiryReason: 'lapsed' });
});

test('the courier expires the oldest holds first, as many as it asks for', async () => {
  const { ledger, hold, clock } = await openHouse();
  for (const id of ['one', 'two', 'three']) {
    await hold(id, { day: 1 });
    clock.nowMs += 1;
  }
  expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
  clock.nowMs += holdMs;
  expect(await ledger.expireDue({ limit: 2 })).toEqual(['one', 'two']);
  expect(await ledger.expireDue({ limit: 2 })).toEqual(['three']);
});

test('a hold is extended once', async () => {
  const { ledger, hold, clock } = await openHouse();
  await hold('one', { day: 1 });
  clock.nowMs += 1000;
  expect(done(await ledger.extend({ orderId: 'one', holdMs }))).toMatchObject({
    extended: true,
    heldUntil: clock.nowMs + holdMs,
  });
  expect(await ledger.extend({ orderId: 'one', holdMs })).toMatchObject({
    reason: 'already_extended',
    order: { heldUntil: clock.nowMs + holdMs },
  });
  clock.nowMs += holdMs - 1;
  expect(await ledger.expireDue({ limit: 1 })).toEqual([]);
});

test('an expired order is held again with its details, at the price of today, if the seats are there', async () => {
  const { ledger, hold, give, clock } = await openHouse(2);
  await hold('one', { day: 2 });
  await give('one', 2);
  clock.nowMs += holdMs;
  done(await hold('two', { day: 1 }));
  expect(await ledger.holdAgain({ orderId: 'one', holdMs })).toMatchObject({
    reason: 'sold_out',
    remaining: 1,
    order: { state: 'EXPIRED' },
  });
  await ledger.release({ orderId: 'two' });
  await ledger.applyCatalogue(catalogueOf({ house: 2 }, [ticketType('day', ['house'], { priceCents: 700 })]));
  expect(done(await ledger.holdAgain({ orderId: 'one', holdMs }))).toMatchObject({
    state: 'HELD',
    expiryReason: null,
    extended: false,
    heldUntil: clock.nowMs + holdMs,
    totalCents: 1400,
    buyer: { name: 'Ada' },
    registrations: [{ attendee: { name: 'Attendee 1' } }, { attendee: { name: 'Attendee 2' } }],
  });
});

test('attendees keep their own ticket when the catalogue changed its order before the order is held again', async () => {
  const day = ticketType('day', ['house']);
  const night = ticketType('night', ['house']);
  const { ledger } = await open(catalogueOf({ house: 5 }, [night, day]));
  const { hold, give } = createVisitor(ledger);
  const held = done(await hold('one', { day: 1, night: 1 }));
  expect(held.lines.map((line) => line.ticketTypeId)).toEqual(['night', 'day']);
  await give('one', 2);
  await ledger.release({ orderId: 'one' });
  await ledger.applyCatalogue(catalogueOf({ house: 5 }, [day, night]));
  expect(done(await ledger.holdAgain({ orderId: 'one', holdMs })).registrations).toMatchObject([
    { ticketTypeId: 'night', attendee: { name: 'Attendee 1' } },
    { ticketTypeId: 'day', attendee: { name: 'Attendee 2' } },
  ]);
});

test('nothing is confirmed without every name', async () => {
  const { ledger, hold, give } = await openHouse();
  await hold('one', { day: 2 });
  expect(await ledger.confirm({ orderId: 'one' })).toMatchObject({
    reason: 'details_missing',
    order: { state: 'HELD' },
  });
  expect(await give('one', 1)).toMatchObject({ reason: 'details_missing' });
  expect(await give('one', 3)).toMatchObject({ reason: 'details_missing' });
  const nameless = { name: '  ', email: null };
  expect(
    await ledger.saveDetails({
      orderId: 'one',
      buyer: { name: 'Ada', email: 'ada@example.org' },
      attendees: [nameless, nameless],
    }),
  ).toMatchObject({ reason: 'details_missing', order: { buyer: null } });
});

test('what costs money is not confirmed without being paid', async () => {
  const { ledger, hold, give } = await openHouse();
  const held = done(await hold('one', { paid: 2, day: 1 }));
  expect(held).toMatchObject({ totalCents: 5000, currency: 'EUR' });
  expect(held.lines[1]).toEqual({
    ticketTypeId: 'paid',
    name: 'Supporter “größer”',
    quantity: 2,
    unitPriceCents: 2500,
    vatBasisPoints: null,
  });
  await give('one', 3);
  expect(await ledger.confirm({ orderId: 'one' })).toMatchObject({
    reason: 'payment_required',
    order: { state: 'HELD' },
  });
});

test('a transition from the wrong state, or of no order, changes nothing', async () => {
  const { ledger, register, hold, counts } = await openHouse();
  await register('sold', { day: 1 });
  await hold('held', { day: 1 });
  const sold = { orderId: 'sold', holdMs };
  expect(await ledger.release(sold)).toMatchObject({ reason: 'wrong_state', order: { state: 'CONFIRMED' } });
  expect(await ledger.extend(sold)).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.holdAgain(sold)).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.cancel({ orderId: 'held' })).toMatchObject({ reason: 'wrong_state', order: { state: 'HELD' } });
  expect(await counts()).toEqual({ held: 1, sold: 1 });
  const nobody = { orderId: 'nobody', holdMs, buyer: { name: 'A', email: 'a@example.org' }, attendees: [] };
  for (const name of ['saveDetails', 'confirm', 'extend', 'release', 'holdAgain', 'cancel'] as const) {
    expect(await ledger[name](nobody)).toEqual({ ok: false, reason: 'not_found' });
  }
});
