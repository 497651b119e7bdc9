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

test('types that share a quota are counted together', async () => {
  const { ledger } = await open(
    catalogueOf({ house: 5 }, [ticketType('day', ['house']), ticketType('student', ['house'])]),
  );
  const { hold } = createVisitor(ledger);
  // Each line alone would fit; together they do not.
  expect(await hold('one', { day: 3, student: 3 })).toEqual({
    ok: false,
    reason: 'sold_out',
    ticketTypeId: 'student',
    remaining: 2,
  });
  done(await hold('two', { day: 3, student: 2 }));
  expect(await hold('three', { day: 1 })).toMatchObject({ reason: 'sold_out', remaining: 0 });
});

test('a type on two quotas takes a seat from both, and the smaller one counts', async () => {
  const { ledger } = await open(
    catalogueOf({ house: 5, workshop: 2 }, [
      ticketType('day', ['house']),
      ticketType('day-and-workshop', ['house', 'workshop']),
    ]),
  );
  const { register, hold } = createVisitor(ledger);
  expect(await hold('one', { 'day-and-workshop': 3 })).toMatchObject({ reason: 'sold_out', remaining: 2 });
  await register('two', { 'day-and-workshop': 1, day: 3 });
  expect((await ledger.getAvailability()).ticketTypes).toMatchObject([
    { id: 'day', remaining: 1 },
    { id: 'day-and-workshop', remaining: 1 },
  ]);
  await ledger.cancel({ orderId: 'two' });
  expect((await ledger.check()).quotas).toMatchObject([
    { quotaId: 'house', sold: 0 },
    { quotaId: 'workshop', sold: 0 },
  ]);
});

test('all or nothing: one line that cannot be had takes no seat for the others', async () => {
  const { ledger } = await open(
    catalogueOf({ house: 5, workshop: 0 }, [ticketType('day', ['house']), ticketType('workshop', ['workshop'])]),
  );
  expect(await createVisitor(ledger).hold('one', { day: 2, workshop: 1 })).toMatchObject({ reason: 'sold_out' });
  const report = await ledger.check();
  expect(report).toMatchObject({ orders: {}, outboxLength: 0, findings: [] });
  expect(report.quotas.map((quota) => quota.held)).toEqual([0, 0]);
});

test('unknown types, too many, and amounts that are none', async () => {
  const { ledger } = await open(catalogueOf({ house: 50 }, [ticketType('day', ['house'], { maxPerOrder: 4 })]));
  const { hold } = createVisitor(ledger);
  expect(await hold('one', { day: 1, nothing: 1 })).toEqual({
    ok: false,
    reason: 'unknown_ticket_type',
    ticketTypeId: 'nothing',
  });
  expect(await hold('one', { day: 10_000 })).toMatchObject({ reason: 'over_order_limit', remaining: 4 });
  const twice = [1, 2].map(() => ({ ticketTypeId: 'day', quantity: 3 }));
  expect(await ledger.hold({ orderId: 'one', idempotencyKey: 'k', selection: twice, holdMs })).toMatchObject({
    reason: 'over_order_limit',
  });
  for (const quantity of [0, -1, 1.5, Number.NaN])
    await expect(hold('one', { day: quantity })).rejects.toThrow(RangeError);
  await expect(hold('one', {})).rejects.toThrow(RangeError);
});

test('an address has its limit over all its orders, however it is written', async () => {
  const { ledger } = await open(
    catalogueOf({ house: 50 }, [ticketType('day', ['house'], { maxPerPerson: 3 }), ticketType('free', ['house'])]),
  );
  const { register, hold, give } = createVisitor(ledger);
  expect(await hold('big', { day: 4 })).toMatchObject({
    reason: 'over_person_limit',
    ticketTypeId: 'day',
    remaining: 3,
  });
  await register('one', { day: 2 }, 'zoë@example.org');
  await hold('two', { day: 2, free: 5 });
  for (const email of ['zoë@example.org', 'ZOË@example.org', ' zoe\u0308@EXAMPLE.org ']) {
    expect(await give('two', 7, email)).toMatchObject({
      reason: 'over_person_limit',
      ticketTypeId: 'day',
      remaining: 1,
    });
  }
  done(await give('two', 7, 'li@example.org'));
  // Correcting one's own details is not a second purchase, and handing over to another address frees the first one.
  done(
    await ledger.saveDetails({ orderId: 'two', buyer: { name: 'Li', email: 'li@example.org' }, attendees: names(7) }),
  );
  done(await give('two', 7, 'bo@example.org'));
  await register('three', { day: 3 }, 'li@example.org');
  expect((await ledger.check()).findings).toEqual([]);
});

test('an address gets its seats back when an order is cancelled, let go, or its time is over', async () => {
  const { ledger, clock } = await open(catalogueOf({ house: 50 }, [ticketType('day', ['house'], { maxPerPerson: 1 })]));
  const { register, hold, give } = createVisitor(ledger);
  await register('one', { day: 1 });
  await hold('two', { day: 1 });
  expect(await give('two', 1)).toMatchObject({ reason: 'over_person_limit', remaining: 0 });
  await ledger.cancel({ orderId: 'one' });
  done(await give('two', 1));
  await ledger.release({ orderId: 'two' });
  await hold('three', { day: 1 });
  done(await give('three', 1));
  expect(await ledger.holdAgain({ orderId: 'two', holdMs })).toMatchObject({
    reason: 'over_person_limit',
    remaining: 0,
  });
  // Made later than "three", so that "three" lapses first and nobody has expired it when "four" gives the same address.
  clock.nowMs += 1;
  await hold('four', { day: 1 });
  clock.nowMs += holdMs - 1;
  done(await give('four', 1));
  expect(await ledger.getOrder('three')).toMatchObject({ state: 'EXPIRED', expiryReason: 'lapsed' });
  expect((await ledger.check()).findings).toEqual([]);
});

test('a sale has its first and its last moment', async () => {
  const { ledger, clock } = await open(
    catalogueOf({ house: 5 }, [
      ticketType('day', ['house'], { salesStartAt: startMs + 100, salesEndAt: startMs + 200 }),
    ]),
  );
  const { hold } = createVisitor(ledger);
  const statusAt = async (ms: number) => {
    clock.nowMs = startMs + ms;
    return (await ledger.getAvailability()).ticketTypes[0]?.status;
  };
  expect(await statusAt(99)).toBe('not_yet');
  expect(await hold('one', { day: 1 })).toMatchObject({ reason: 'not_yet_on_sale', ticketTypeId: 'day' });
  expect(await statusAt(100)).toBe('available');
  done(await hold('two', { day: 1 }));
  expect(await statusAt(199)).toBe('available');
  expect(await statusAt(200)).toBe('closed');
  expect(await hold('three', { day: 1 })).toMatchObject({ reason: 'sale_closed' });
  // What was held in time can still be finished.
  await createVisitor(ledger).give('two', 1);
  expect(done(await ledger.confirm({ orderId: 'two' })).state).toBe('CONFIRMED');
});

function names(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `Guest ${index}`, email: `guest${index}@example.org` }));
}
