import { expect, test, vi } from 'vitest';
import type { WriteDocuments } from '../../server/mirror/create-mirror.ts';
import type { MirrorDocument } from '../../server/mirror/to-documents.ts';
import { lakeToken, startLakeServer } from '../lake-server.ts';
import { createVisitor, done } from './open-test-ledger.ts';
import { countRequests, createMirrorDesk, openTestMirror } from './open-test-mirror.ts';

const desk = createMirrorDesk();
const { write, id, stored, expectMirrored } = desk;
const refusal = (statusCode: number) => Object.assign(new Error('refused in this test'), { statusCode });

test('a lake that is killed costs nothing: what waits is written when it is back', async () => {
  const mirror = openTestMirror(desk.opened, write);
  await mirror.deliver();
  await desk.lake.kill();
  const visitor = createVisitor(desk.opened.ledger);
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
  await desk.lake.startAgain();
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
    const mirror = openTestMirror(desk.opened, to429);
    await createVisitor(desk.opened.ledger).register(id('a'), { day: 1 });
    await expect(mirror.deliver()).rejects.toThrow('429');
    expect(await mirror.metric('foyer_mirror_requests_total', { outcome: 'throttled' })).toBe(1);
    mirror.clock.nowMs += 999;
    await expect(mirror.deliver()).rejects.toThrow('429');
    expect(await mirror.metric('foyer_mirror_requests_total')).toBe(1);
    mirror.clock.nowMs += 1;
    const [quiet] = [openTestMirror(desk.opened, write, { term: () => 2 })];
    await quiet.deliver();
    await expectMirrored(id('a'));
  } finally {
    await strict.stop();
  }
});

test('killed between the write and its acknowledgement, the next courier writes the same again', async () => {
  let term: number | null = 1;
  const dying = openTestMirror(
    desk.opened,
    async (documents) => {
      await write(documents);
      term = null;
    },
    { term: () => term },
  );
  await dying.queue.open();
  await createVisitor(desk.opened.ledger).register(id('a'), { day: 2 });
  await dying.deliver();
  await expectMirrored(id('a'));
  expect(await dying.metric('foyer_mirror_waiting')).toBe(3);
  // Stands by without a word.
  await dying.deliver();

  const { requests, counted } = countRequests(write);
  const next = openTestMirror(desk.opened, counted, { term: () => 2 });
  await next.deliver();
  expect(requests.flat()).toHaveLength(3);
  await expectMirrored(id('a'));
  expect(await next.metric('foyer_mirror_waiting')).toBe(0);
});

test('an older state that comes in late does not stay: of one that was killed, overtaken, or gave up while it was on its way', async () => {
  const visitor = createVisitor(desk.opened.ledger);
  for (const how of ['killed', 'overtaken', 'unanswered'] as const) {
    const orderId = id(how);
    await visitor.hold(orderId, { day: 1 });
    let term = 10;
    const held: MirrorDocument[][] = [];
    const slow = openTestMirror(
      desk.opened,
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
    done(await desk.opened.ledger.confirm({ orderId }));
    const next = openTestMirror(desk.opened, write, { term: () => 12 });
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
  const mirror = openTestMirror(desk.opened, picky);
  await mirror.deliver();
  const visitor = createVisitor(desk.opened.ledger);
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
  const mirror = openTestMirror(desk.opened, write);
  await mirror.deliver();
  const visitor = createVisitor(desk.opened.ledger);
  await visitor.register(id('odd'), { day: 1 });
  await visitor.register(id('a'), { day: 1 });
  await desk.opened.redis.hset(`{${desk.opened.eventId}}:order:${id('odd')}`, 'totalCents', 'much');
  await mirror.deliver();
  await expectMirrored(id('a'));
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(1);
});

test('where everything is refused it is an outage, and each try still gets on', async () => {
  const mirror = openTestMirror(desk.opened, () => Promise.reject(refusal(400)));
  await mirror.deliver();
  const visitor = createVisitor(desk.opened.ledger);
  for (let index = 0; index < 9; index++) await visitor.hold(id(`n${index}`), { day: 1 });
  await expect(mirror.deliver()).rejects.toThrow('400');
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(5);
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(9);
  mirror.clock.nowMs += 60_000;
  await mirror.deliver();
  expect(await mirror.metric('foyer_mirror_set_aside')).toBe(9);
});
