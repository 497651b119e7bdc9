import { expect, test } from 'vitest';
import type { Catalogue } from '../../core/orders/catalogue.ts';
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
const houseOf = (capacity: number): Catalogue => catalogueOf({ house: capacity }, [ticketType('day', ['house'])]);

test('before the first catalogue nothing is for sale', async () => {
  const { ledger } = await open();
  expect(await ledger.getAvailability()).toEqual({
    catalogueVersion: 0,
    currency: 'XXX',
    ticketTypes: [],
    hasVouchers: false,
    transferDays: null,
    holdsEndBy: null,
    at: startMs,
  });
  expect(await createVisitor(ledger).hold('one', { day: 1 })).toMatchObject({ reason: 'unknown_ticket_type' });
  expect((await ledger.check()).findings).toEqual([]);
});

test('a catalogue becomes the next version; the same one again changes nothing, and writes nothing', async () => {
  const { ledger, redis } = await open();
  expect(await ledger.applyCatalogue(houseOf(5))).toEqual({ version: 1, changed: true, conflicts: [] });
  const writes = async () => /aof_current_size:\d+/.exec(await redis.info('persistence'))?.[0];
  const before = await writes();
  expect(before).toBeDefined();
  expect(await ledger.applyCatalogue(structuredClone(houseOf(5)))).toEqual({
    version: 1,
    changed: false,
    conflicts: [],
  });
  expect(await writes()).toBe(before);
  expect(await ledger.applyCatalogue(houseOf(6))).toEqual({ version: 2, changed: true, conflicts: [] });
  expect(await writes()).not.toBe(before);
  const available = await ledger.getAvailability();
  expect(available).toMatchObject({ catalogueVersion: 2, currency: 'EUR' });
  expect(available.ticketTypes).toEqual([
    { ...ticketType('day', ['house']), ticketTypeId: 'day', status: 'available', remaining: 6, held: 0 },
  ]);
});

test('a catalogue without anything for sale is taken too', async () => {
  const { ledger } = await open(houseOf(5));
  await createVisitor(ledger).register('one', { day: 2 });
  expect(await ledger.applyCatalogue(catalogueOf({}, []))).toMatchObject({ version: 2, changed: true });
  expect((await ledger.getAvailability()).ticketTypes).toEqual([]);
  expect(done(await ledger.cancel({ orderId: 'one' })).state).toBe('CANCELLED');
  expect((await ledger.check()).findings).toEqual([]);
});

test('a wrong catalogue is refused whole', async () => {
  const { ledger } = await open(houseOf(5));
  await expect(ledger.applyCatalogue(catalogueOf({ house: 5 }, [ticketType('day', ['hall'])]))).rejects.toThrow('hall');
  expect((await ledger.getAvailability()).catalogueVersion).toBe(1);
});

test('a capacity below what is held and sold stops the sale until it fits, and is never applied by force', async () => {
  const { ledger } = await open(houseOf(10));
  const { register, hold, give } = createVisitor(ledger);
  await register('sold', { day: 4 });
  done(await hold('held', { day: 2 }));
  const conflict = { quotaId: 'house', wantedCapacity: 5, held: 2, sold: 4 };
  expect(await ledger.applyCatalogue(houseOf(5))).toEqual({ version: 2, changed: true, conflicts: [conflict] });
  expect(await ledger.applyCatalogue(houseOf(5))).toEqual({ version: 2, changed: false, conflicts: [conflict] });
  expect((await ledger.getAvailability()).ticketTypes).toMatchObject([{ status: 'stopped', remaining: 0 }]);
  expect(await hold('new', { day: 1 })).toEqual({
    ok: false,
    reason: 'sale_stopped',
    ticketTypeId: 'day',
    remaining: 0,
  });
  const stopped = { quotaId: 'house', capacity: 10, held: 2, sold: 4, stopped: true };
  expect(await ledger.check()).toMatchObject({ quotas: [stopped], findings: [] });

  // What was held before may still be finished; confirming gives no seat back, so the stop stays.
  done(await give('held', 2));
  done(await ledger.confirm({ orderId: 'held' }));
  expect((await ledger.check()).quotas).toEqual([{ ...stopped, held: 0, sold: 6 }]);

  // Two seats come back: 4 of 5 are sold, the wish fits and comes into force.
  done(await ledger.cancel({ orderId: 'held' }));
  expect(await ledger.check()).toMatchObject({
    quotas: [{ capacity: 5, held: 0, sold: 4, stopped: false }],
    findings: [],
  });
  expect((await ledger.getAvailability()).ticketTypes).toMatchObject([{ status: 'available', remaining: 1 }]);
});

test('confirming the last held seats above a smaller capacity does not end the stop for a moment', async () => {
  const { ledger } = await open(houseOf(3));
  const { hold, give } = createVisitor(ledger);
  done(await hold('one', { day: 3 }));
  await give('one', 3);
  await ledger.applyCatalogue(houseOf(2));
  done(await ledger.confirm({ orderId: 'one' }));
  expect(await ledger.check()).toMatchObject({ quotas: [{ capacity: 3, sold: 3, stopped: true }], findings: [] });
});

test('holds whose time is over are no obstacle to a smaller capacity', async () => {
  const { ledger, clock } = await open(houseOf(3));
  await createVisitor(ledger).hold('one', { day: 3 });
  clock.nowMs += holdMs;
  expect((await ledger.applyCatalogue(houseOf(1))).conflicts).toEqual([]);
  expect((await ledger.check()).quotas).toMatchObject([{ capacity: 1, held: 0 }]);
});

test('raising the capacity ends the stop, and so does taking the quota away', async () => {
  const { ledger } = await open(houseOf(3));
  await createVisitor(ledger).register('one', { day: 3 });
  await ledger.applyCatalogue(houseOf(2));
  expect((await ledger.applyCatalogue(houseOf(4))).conflicts).toEqual([]);
  expect((await ledger.getAvailability()).ticketTypes).toMatchObject([{ status: 'available', remaining: 1 }]);
  await ledger.applyCatalogue(houseOf(2));
  await ledger.applyCatalogue(catalogueOf({}, []));
  expect((await ledger.check()).quotas).toMatchObject([{ sold: 3, stopped: false }]);
});

test('seats go back to the quotas they were taken from, whatever the type draws on by then', async () => {
  const { ledger } = await open(catalogueOf({ house: 3, hall: 3 }, [ticketType('day', ['house'])]));
  await createVisitor(ledger).register('one', { day: 2 });
  await ledger.applyCatalogue(catalogueOf({ house: 3, hall: 3 }, [ticketType('day', ['hall'])]));
  await ledger.cancel({ orderId: 'one' });
  expect(await ledger.check()).toMatchObject({
    quotas: [
      { quotaId: 'hall', sold: 0 },
      { quotaId: 'house', sold: 0 },
    ],
    findings: [],
  });
});
