import type { SanityClient } from '@sanity/client';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { WriteDocuments } from '../../server/mirror/create-mirror.ts';
import { type MirrorDocument, toDocuments } from '../../server/mirror/to-documents.ts';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  type TestLedger,
  ticketType,
} from './open-test-ledger.ts';
import { openTestMirror } from './open-test-mirror.ts';

const ledgers = createTestLedgers();
const catalogue = catalogueOf({ house: 5_000 }, [ticketType('day', ['house']), ticketType('night', ['house'])]);
let lake: LakeServer;
let client: SanityClient;
let opened: TestLedger;
let number = 0;

beforeAll(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '500' });
  client = lake.connect({ token: lakeToken });
});
afterAll(() => lake.stop());
beforeEach(async () => {
  number += 1;
  opened = await ledgers.open(catalogue);
});

const write: WriteDocuments = (documents) => client.mutate(documents.map((createOrReplace) => ({ createOrReplace })));
/** The lake outlives a test: each has order ids of its own. */
const id = (name: string) => `t${number}${name}`;
const stored = (orderId: string): Promise<MirrorDocument[]> =>
  client.fetch('*[_type in ["order", "registration"] && (code == $id || orderCode == $id)] | order(_id asc)', {
    id: orderId,
  });

/** What is in the lake of this order is exactly what the ledger says of it now. */
async function expectMirrored(...orderIds: string[]): Promise<void> {
  for (const [index, read] of (await opened.ledger.getOrders(orderIds)).entries()) {
    if (!read || read instanceof Error) throw new Error(`the ledger has no order ${orderIds[index]}`);
    const own = (await stored(read.order.id)).map(({ _rev, _createdAt, _updatedAt, ...fields }) => fields);
    expect(own).toEqual(toDocuments(read.order, read.revision));
  }
}

const refusal = (statusCode: number) => Object.assign(new Error('refused in this test'), { statusCode });
const counting = (inner: WriteDocuments) => {
  const requests: MirrorDocument[][] = [];
  const counted: WriteDocuments = async (documents) => {
    requests.push(documents);
    return inner(documents);
  };
  return { requests, counted };
};

test('an order and its registrations are in the lake as they are now: many changes, one write', async () => {
  const { requests, counted } = counting(write);
  const mirror = openTestMirror(opened, counted);
  await mirror.deliver();
  const visitor = createVisitor(opened.ledger);
  await visitor.register(id('a'), { day: 2, night: 1 });
  await visitor.hold(id('b'), { day: 1 });
  await mirror.deliver();
  await expectMirrored(id('a'), id('b'));
  expect(await stored(id('a'))).toHaveLength(4);
  expect(await stored(id('b'))).toHaveLength(1);
  expect(requests).toHaveLength(1);

  done(await opened.ledger.cancel({ orderId: id('a') }));
  done(await opened.ledger.release({ orderId: id('b') }));
  await mirror.deliver();
  await expectMirrored(id('a'), id('b'));
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(0);
  expect(await mirror.metric('foyer_outbox_lag_seconds', { reader: 'mirror' })).toBe(0);
});

test('nobody reads any of it without the token, and nothing in it opens anything', async () => {
  const mirror = openTestMirror(opened, write);
  await createVisitor(opened.ledger).register(id('a'), { day: 1 }, 'private@example.org');
  await mirror.deliver();
  const anybody = lake.connect();
  expect(await anybody.fetch('count(*[_type in ["order", "registration"]])')).toBe(0);
  expect(await anybody.fetch('*[_id == $id]', { id: `order.${id('a')}` })).toEqual([]);
  expect(await anybody.getDocument(`order.${id('a')}`)).toBeUndefined();
  expect(await anybody.fetch('*[references($id)]', { id: `order.${id('a')}` })).toEqual([]);
  const [record] = await opened.redis.hmget(`{${opened.eventId}}:order:${id('a')}`, 'formKey');
  expect(record).toHaveLength(64);
  expect(JSON.stringify(await stored(id('a')))).not.toContain(record);
});

test('orders from before the mirror are written at its first start, each once, and all of them again when asked for', async () => {
  const visitor = createVisitor(opened.ledger);
  const ids = Array.from({ length: 230 }, (_, index) => id(`n${index}`));
  for (const orderId of ids) await visitor.register(orderId, { day: 1 });
  const { requests, counted } = counting(write);
  const mirror = openTestMirror(opened, counted);
  await mirror.queue.open();
  expect(await mirror.metric('foyer_mirror_walk_left')).toBe(230);
  await mirror.deliver();
  expect(requests.map((documents) => documents.length)).toEqual([200, 200, 60]);
  await expectMirrored(...ids);
  expect(await mirror.metric('foyer_mirror_walk_left')).toBe(0);

  // A new dataset, or one that lost something.
  await client.delete({
    query: '*[_type in ["order", "registration"] && code match $prefix]',
    params: { prefix: `t${number}n*` },
  });
  await mirror.deliver();
  expect(await stored(ids[0] ?? '')).toEqual([]);
  await mirror.queue.requestWalk();
  await mirror.deliver();
  await expectMirrored(...ids);
});

test('a pass that was cut short goes on where it was', async () => {
  const visitor = createVisitor(opened.ledger);
  const ids = Array.from({ length: 150 }, (_, index) => id(`n${index}`));
  for (const orderId of ids) await visitor.hold(orderId, { day: 1 });
  let requests = 0;
  const dying = openTestMirror(opened, async (documents) => {
    requests += 1;
    if (requests > 1) throw new Error('no answer');
    return write(documents);
  });
  await expect(dying.deliver()).rejects.toThrow('no answer');
  const { requests: later, counted } = counting(write);
  const next = openTestMirror(opened, counted, { term: () => 2 });
  await next.deliver();
  expect(later.map((documents) => documents.length)).toEqual([50]);
  await expectMirrored(...ids);
});

test('a lake that is killed costs nothing: what waits is written when it is back', async () => {
  const mirror = openTestMirror(opened, write);
  await mirror.deliver();
  await lake.kill();
  const visitor = createVisitor(opened.ledger);
  await visitor.register(id('a'), { day: 1 });
  await expect(mirror.deliver()).rejects.toThrow('Sanity does not take');
  await visitor.register(id('b'), { day: 1 });
  // Not asked again before its time.
  const asked = await mirror.metric('foyer_mirror_requests_total');
  await expect(mirror.deliver()).rejects.toThrow('Sanity does not take');
  expect(await mirror.metric('foyer_mirror_requests_total')).toBe(asked);
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(6);
  mirror.clock.nowMs += 60_000;
  expect(await mirror.metric('foyer_outbox_lag_seconds', { reader: 'mirror' })).toBeGreaterThan(55);
  await lake.startAgain();
  await mirror.deliver();
  await expectMirrored(id('a'), id('b'));
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(0);
});

test('429: it waits as long as it is told to, and nothing is lost', async () => {
  const strict = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1' });
  try {
    const strictClient = strict.connect({ token: lakeToken });
    const to429: WriteDocuments = async (documents) => {
      // Whoever else writes has used up this second.
      const others = Array.from({ length: 5 }, () => strictClient.createOrReplace({ _id: 'other', _type: 'note' }));
      await Promise.allSettled(others);
      return strictClient.mutate(documents.map((createOrReplace) => ({ createOrReplace })));
    };
    const mirror = openTestMirror(opened, to429);
    await createVisitor(opened.ledger).register(id('a'), { day: 1 });
    await expect(mirror.deliver()).rejects.toThrow('429');
    expect(await mirror.metric('foyer_mirror_requests_total', { outcome: 'throttled' })).toBe(1);
    mirror.clock.nowMs += 999;
    await expect(mirror.deliver()).rejects.toThrow('429');
    expect(await mirror.metric('foyer_mirror_requests_total')).toBe(1);
    mirror.clock.nowMs += 1;
    const [quiet] = [openTestMirror(opened, write, { term: () => 2 })];
    await quiet.deliver();
    await expectMirrored(id('a'));
  } finally {
    await strict.stop();
  }
});

test('killed between the write and its acknowledgement, the next courier writes the same again', async () => {
  let term: number | null = 1;
  const dying = openTestMirror(
    opened,
    async (documents) => {
      await write(documents);
      term = null;
    },
    { term: () => term },
  );
  await dying.queue.open();
  await createVisitor(opened.ledger).register(id('a'), { day: 2 });
  await dying.deliver();
  await expectMirrored(id('a'));
  expect(await dying.metric('foyer_mirror_waiting')).toBe(3);
  // Stands by without a word.
  await dying.deliver();

  const { requests, counted } = counting(write);
  const next = openTestMirror(opened, counted, { term: () => 2 });
  await next.deliver();
  expect(requests.flat()).toHaveLength(3);
  await expectMirrored(id('a'));
  expect(await next.metric('foyer_mirror_waiting')).toBe(0);
});

test('an older state that comes in late does not stay: of one that was killed, overtaken, or gave up while it was on its way', async () => {
  const visitor = createVisitor(opened.ledger);
  for (const how of ['killed', 'overtaken', 'unanswered'] as const) {
    const orderId = id(how);
    await visitor.hold(orderId, { day: 1 });
    let term = 10;
    const held: MirrorDocument[][] = [];
    const slow = openTestMirror(
      opened,
      async (documents) => {
        held.push(documents);
        if (how === 'killed') await new Promise(() => {});
        if (how === 'unanswered') throw new Error('The operation was aborted due to timeout');
        term = 11;
      },
      { term: () => term },
    );
    if (how === 'killed') {
      // The first start, so what it writes is a page of the pass over all orders and no entry.
      void slow.deliver();
      await vi.waitFor(() => expect(held).toHaveLength(1));
    } else if (how === 'unanswered') await expect(slow.deliver()).rejects.toThrow('timeout');
    else await slow.deliver();
    // Meanwhile the order goes on, and is written as it is by then.
    done(await visitor.give(orderId, 1));
    done(await opened.ledger.confirm({ orderId }));
    const next = openTestMirror(opened, write, { term: () => 12 });
    await next.deliver();
    await expectMirrored(orderId);
    // Now the old request comes in.
    for (const documents of held) await write(documents);
    expect((await stored(orderId))[0]).toMatchObject({ state: 'HELD' });
    await next.deliver();
    next.clock.nowMs += 31_000;
    await next.deliver();
    await expectMirrored(orderId);
  }
});

test('an order that is refused is found among the others, and tried again in an hour', async () => {
  let isStrict = true;
  const picky: WriteDocuments = async (documents) => {
    if (isStrict && documents.some(({ code }) => String(code).startsWith(id('bad')))) throw refusal(400);
    return write(documents);
  };
  const mirror = openTestMirror(opened, picky);
  await mirror.deliver();
  const visitor = createVisitor(opened.ledger);
  const good = Array.from({ length: 20 }, (_, index) => id(`g${index}`));
  for (const [index, orderId] of good.entries()) {
    if (index === 7) await visitor.register(id('bad'), { day: 1 });
    await visitor.register(orderId, { day: 1 });
  }
  await mirror.deliver();
  await expectMirrored(...good);
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(1);
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(0);
  expect(mirror.said.filter(({ orderId }) => orderId === id('bad'))).toHaveLength(1);
  expect(JSON.stringify(mirror.said)).not.toContain('@');

  isStrict = false;
  mirror.clock.nowMs += 3600_000;
  await mirror.deliver();
  await expectMirrored(id('bad'));
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(0);
});

test('an order that nobody can read holds up no other', async () => {
  const mirror = openTestMirror(opened, write);
  await mirror.deliver();
  const visitor = createVisitor(opened.ledger);
  await visitor.register(id('odd'), { day: 1 });
  await visitor.register(id('a'), { day: 1 });
  await opened.redis.hset(`{${opened.eventId}}:order:${id('odd')}`, 'totalCents', 'much');
  await mirror.deliver();
  await expectMirrored(id('a'));
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(1);
});

test('where everything is refused it is an outage, and each try still gets on', async () => {
  const mirror = openTestMirror(opened, () => Promise.reject(refusal(400)));
  await mirror.deliver();
  const visitor = createVisitor(opened.ledger);
  for (let index = 0; index < 9; index++) await visitor.hold(id(`n${index}`), { day: 1 });
  await expect(mirror.deliver()).rejects.toThrow('400');
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(5);
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(9);
  mirror.clock.nowMs += 60_000;
  await mirror.deliver();
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(9);
});
