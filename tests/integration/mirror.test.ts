import { expect, test } from 'vitest';
import { createVisitor, done } from './open-test-ledger.ts';
import { countRequests, createMirrorDesk, openTestMirror } from './open-test-mirror.ts';

const desk = createMirrorDesk();
const { write, id, stored, expectMirrored } = desk;

test('an order and its registrations are in the lake as they are now: many changes, one write', async () => {
  const { requests, counted } = countRequests(write);
  const mirror = openTestMirror(desk.opened, counted);
  await mirror.deliver();
  const visitor = createVisitor(desk.opened.ledger);
  await visitor.register(id('a'), { day: 2, night: 1 });
  await visitor.hold(id('b'), { day: 1 });
  await mirror.deliver();
  await expectMirrored(id('a'), id('b'));
  expect(await stored(id('a'))).toHaveLength(4);
  expect(await stored(id('b'))).toHaveLength(1);
  expect(requests).toHaveLength(1);

  done(await desk.opened.ledger.cancel({ orderId: id('a') }));
  done(await desk.opened.ledger.release({ orderId: id('b') }));
  await mirror.deliver();
  await expectMirrored(id('a'), id('b'));
  expect(await mirror.metric('foyer_mirror_waiting')).toBe(0);
  expect(await mirror.metric('foyer_outbox_lag_seconds', { reader: 'mirror' })).toBe(0);
});

test('nobody reads any of it without the token, and nothing in it opens anything', async () => {
  const mirror = openTestMirror(desk.opened, write);
  await createVisitor(desk.opened.ledger).register(id('a'), { day: 1 }, 'private@example.org');
  await mirror.deliver();
  const anybody = desk.lake.connect();
  expect(await anybody.fetch('count(*[_type in ["order", "registration"]])')).toBe(0);
  expect(await anybody.fetch('*[_id == $id]', { id: `order.${id('a')}` })).toEqual([]);
  expect(await anybody.getDocument(`order.${id('a')}`)).toBeUndefined();
  expect(await anybody.fetch('*[references($id)]', { id: `order.${id('a')}` })).toEqual([]);
  const [record] = await desk.opened.redis.hmget(`{${desk.opened.eventId}}:order:${id('a')}`, 'formKey');
  expect(record).toHaveLength(64);
  expect(JSON.stringify(await stored(id('a')))).not.toContain(record);
});

test('orders from before the mirror are written at its first start, each once, and all of them again when asked for', async () => {
  const visitor = createVisitor(desk.opened.ledger);
  const ids = Array.from({ length: 230 }, (_, index) => id(`n${index}`));
  for (const orderId of ids) await visitor.register(orderId, { day: 1 });
  const { requests, counted } = countRequests(write);
  const mirror = openTestMirror(desk.opened, counted);
  await mirror.queue.open();
  expect(await mirror.metric('foyer_mirror_walk_left')).toBe(230);
  await mirror.deliver();
  expect(requests.map((documents) => documents.length)).toEqual([200, 200, 60]);
  await expectMirrored(...ids);
  expect(await mirror.metric('foyer_mirror_walk_left')).toBe(0);

  // A new dataset, or one that lost something.
  await desk.client.delete({
    query: '*[_type in ["order", "registration"] && code match $prefix]',
    params: { prefix: id('n*') },
  });
  await mirror.deliver();
  expect(await stored(ids[0] ?? '')).toEqual([]);
  await mirror.queue.requestWalk();
  await mirror.deliver();
  await expectMirrored(...ids);
});

test('a pass that was cut short goes on where it was', async () => {
  const visitor = createVisitor(desk.opened.ledger);
  const ids = Array.from({ length: 150 }, (_, index) => id(`n${index}`));
  for (const orderId of ids) await visitor.hold(orderId, { day: 1 });
  let requests = 0;
  const dying = openTestMirror(desk.opened, async (documents) => {
    requests += 1;
    if (requests > 1) throw new Error('no answer');
    return write(documents);
  });
  await expect(dying.deliver()).rejects.toThrow('no answer');
  const { requests: later, counted } = countRequests(write);
  const next = openTestMirror(desk.opened, counted, { term: () => 2 });
  await next.deliver();
  expect(later.map((documents) => documents.length)).toEqual([50]);
  await expectMirrored(...ids);
});
