import { beforeEach, expect, test } from 'vitest';
import { createMailQueue } from '../../server/mail/mail-queue.ts';
import { createMirrorQueue } from '../../server/mirror/mirror-queue.ts';
import { catalogueOf, createTestLedgers, createVisitor, type TestLedger, ticketType } from './open-test-ledger.ts';

const ledgers = createTestLedgers();
let opened: TestLedger;
let mail: ReturnType<typeof createMailQueue>;
let mirror: ReturnType<typeof createMirrorQueue>;
beforeEach(async () => {
  opened = await ledgers.open(catalogueOf({ house: 100 }, [ticketType('day', ['house'])]));
  const { redis, eventId } = opened;
  mail = createMailQueue({ redis, eventId, consumer: 'courier' });
  mirror = createMirrorQueue({ redis, eventId, consumer: 'courier' });
});

const length = () => opened.redis.xlen(`{${opened.eventId}}:outbox`);
/** Three entries an order. */
const register = (orderId: string) => createVisitor(opened.ledger).register(orderId, { day: 1 });
/** Everything but what was written in this very millisecond is old. */
const trim = async () => {
  await new Promise((resolve) => setTimeout(resolve, 2));
  return opened.ledger.trimOutbox({ keepMs: 0 });
};
async function readAll(): Promise<void> {
  await mail.open();
  await mirror.open();
  await mail.finish((await mail.takeNew(100)).map(({ id }) => id));
  await mirror.finish({ entries: await mirror.takeNew(100), again: [] });
}

test('what every reader has done with goes, all but the last entry, and the ledger still adds up', async () => {
  await readAll();
  await register('a');
  await register('b');
  await readAll();
  expect(await opened.ledger.trimOutbox({ keepMs: 60_000 })).toBe(0);
  expect(await trim()).toBe(5);
  expect(await length()).toBe(1);
  expect((await opened.ledger.check()).findings).toEqual([]);
});

test('nothing goes before there is a courier', async () => {
  await register('a');
  expect(await trim()).toBe(0);
  // The mirror alone is not enough: mail has not begun.
  await mirror.open();
  expect(await trim()).toBe(0);
});

test('what one of the two has not read stays, with everything after it', async () => {
  await readAll();
  await register('a');
  await mail.finish((await mail.takeNew(100)).map(({ id }) => id));
  await trim();
  const taken = await mirror.takeNew(100);
  expect(taken).toHaveLength(3);
  // Read, and not acknowledged.
  await register('b');
  await mail.finish((await mail.takeNew(100)).map(({ id }) => id));
  await mirror.finish({ entries: taken.slice(0, 1), again: [] });
  await trim();
  expect(await mirror.reclaim()).toMatchObject(taken.slice(1));
  expect(await mirror.takeNew(100)).toHaveLength(3);
});

test('what mail has put off or set aside stays', async () => {
  await readAll();
  await register('a');
  const [first, second] = await mail.takeNew(2);
  if (!first || !second) throw new Error('there are no entries');
  const about = { messageId: '<m>', orderId: 'a', kind: 'confirmed', recipient: 'buyer', reason: 'no', at: 1 };
  await mail.recordSetAside({ ...about, entryId: first.id });
  await mail.finishAllButSetAside(first.id);
  await readAll();
  await mail.finish([second.id]);
  expect(await trim()).toBe(0);
  // In nobody's hands but the next try's.
  await mail.tryAgain({ ...about, entryId: first.id }, Date.now());
  expect(await trim()).toBe(0);
  expect(await mail.takeDue(Date.now(), 10)).toMatchObject([{ id: first.id }]);
  await mail.finish([first.id]);
  expect(await trim()).toBe(2);
});
