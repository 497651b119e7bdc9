import { expect, test } from 'vitest';
import type { Disguise } from '../../stand-ins/paypal/webhooks/sign-event.ts';
import { holdMs } from './open-test-ledger.ts';
import { createTestWebhookShops, until } from './open-test-webhooks.ts';

const { open } = createTestWebhookShops();

test('who approved and never came back is confirmed by the webhook', async () => {
  const { approve, untilPayment, capturesOf, expectSound } = await open();
  const { order } = await approve();
  expect(await untilPayment(order.id, 'CAPTURED')).toMatchObject({ state: 'CONFIRMED' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});

test('and by the courier where every webhook is lost', async () => {
  const { approve, settleUnsettled, control, clock, ledger, outcomes, capturesOf } = await open();
  await control.webhooks.plan({ times: 10, plan: { kind: 'drop' } });
  const { order } = await approve();
  clock.nowMs += holdMs - 30_000;
  await settleUnsettled();
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  expect(outcomes).toEqual([]);
});

test('the webhook comes first, and the buyer after it: both are told the same, and one capture is made', async () => {
  const { approve, settle, untilPayment, capturesOf, redis, eventId } = await open();
  const { attemptId, order } = await approve();
  await untilPayment(order.id, 'CAPTURED');
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  const told = await redis.xrange(`{${eventId}}:outbox`, '-', '+');
  expect(told.filter(([, flat]) => flat.includes('confirmed'))).toHaveLength(1);
});

test('an event that comes twice, or three times, is kept once and acted on once', async () => {
  const { approve, control, outcomes, untilPayment, capturesOf, ledger } = await open();
  await control.webhooks.plan({ eventType: 'CHECKOUT.ORDER.APPROVED', plan: { kind: 'duplicate', extra: 2 } });
  const { order } = await approve();
  await untilPayment(order.id, 'CAPTURED');
  await until(async () => expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(2));
  // The second is about the capture, which may still be on its way.
  await until(async () => expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(2));
  expect(await capturesOf(order.id)).toHaveLength(1);
  expect(await ledger.claimWebhooks({ limit: 10 })).toEqual([]);
});

test('events in the wrong order say the same', async () => {
  const { approve, settle, control, eventOf, untilPayment, outcomes, expectSound } = await open();
  await control.webhooks.plan({ eventType: 'CHECKOUT.ORDER.APPROVED', plan: { kind: 'reorder' } });
  const { attemptId, order } = await approve();
  await settle(attemptId);
  await untilPayment(order.id, 'CAPTURED');
  await until(async () => expect(outcomes).toEqual(['accepted', 'accepted']));
  const [approved, completed] = [
    await eventOf('CHECKOUT.ORDER.APPROVED', attemptId),
    await eventOf('PAYMENT.CAPTURE.COMPLETED', attemptId),
  ];
  expect(approved.sent + completed.sent).toBe(2);
  await expectSound();
});

test('a webhook after the end of the hold gets the seats again if they are there, and else nothing is taken', async () => {
  for (const isThere of [true, false]) {
    const { approve, fillIn, control, clock, eventOf, untilPayment, capturesOf, expectSound } = await open({
      seats: 1,
    });
    await control.webhooks.plan({ plan: { kind: 'drop' } });
    const { attemptId, order } = await approve();
    clock.nowMs += holdMs;
    if (!isThere) await fillIn();
    const event = await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
    expect(await control.webhooks.send(event.id)).toEqual({ status: 200 });
    await untilPayment(order.id, isThere ? 'CAPTURED' : 'ABANDONED');
    expect(await capturesOf(order.id)).toHaveLength(isThere ? 1 : 0);
    await expectSound();
  }
});

const strangers: Disguise[] = [
  'tampered',
  'forged',
  'foreign-certificate',
  'unvouched-certificate',
  'other-webhook',
  'old',
  'future',
  'unsigned',
];

test.each(strangers)('an event that is %s is refused, and nothing changes', async (as) => {
  const { approve, control, eventOf, ledger, redis, eventId, outcomes, untilPayment } = await open();
  await control.webhooks.plan({ plan: { kind: 'drop' } });
  const { attemptId, order } = await approve();
  const event = await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
  const keys = async () => (await redis.keys(`{${eventId}}:*`)).sort();
  const before = await keys();
  expect(await control.webhooks.send(event.id, as)).toEqual({ status: 400 });
  expect(outcomes).toEqual(['forged']);
  expect(await keys()).toEqual(before);
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'PAYING', payment: { state: 'AWAITING_APPROVAL' } });
  // The very same event from PayPal is taken: it was not remembered as seen.
  expect(await control.webhooks.send(event.id)).toEqual({ status: 200 });
  await untilPayment(order.id, 'CAPTURED');
});

// PayPal itself judges neither the age nor whether the certificate is vouched for by somebody else.
test.each<Disguise>(['tampered', 'forged', 'foreign-certificate', 'unvouched-certificate', 'other-webhook'])(
  'PayPal, asked about an event that is %s, says no',
  async (as) => {
    const { approve, control, eventOf, untilPayment } = await open({ verification: 'postback' });
    await control.webhooks.plan({ plan: { kind: 'drop' } });
    const { attemptId, order } = await approve();
    const event = await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
    expect(await control.webhooks.send(event.id, as)).toEqual({ status: 400 });
    expect(await control.webhooks.send(event.id)).toEqual({ status: 200 });
    await untilPayment(order.id, 'CAPTURED');
  },
);

test('while PayPal cannot be asked whether it is its own, an event is neither taken nor refused', async () => {
  const { approve, control, eventOf } = await open({
    parts: { verify: async () => ({ verdict: 'unknown', reason: 'away' }) },
  });
  await control.webhooks.plan({ plan: { kind: 'drop' } });
  const { attemptId } = await approve();
  const event = await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
  expect(await control.webhooks.send(event.id)).toEqual({ status: 503 });
});

test('what cannot be kept is not answered 200: PayPal sends it again', async () => {
  let isAway = true;
  const { approve, control, eventOf, untilPayment, ledger, outcomes } = await open({
    parts: {
      ledger: {
        receiveWebhook: (event) =>
          isAway ? Promise.reject(new Error('the ledger is away')) : ledger.receiveWebhook(event),
      },
    },
  });
  const { attemptId, order } = await approve();
  await until(async () => expect(outcomes).toEqual(['unknown']));
  isAway = false;
  await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
  await control.webhooks.hurry();
  await untilPayment(order.id, 'CAPTURED');
});

test('a worker that dies with an event in its hands leaves it to the courier', async () => {
  const { approve, settleInbox, clock, ledger, outcomes, capturesOf } = await open({
    parts: { settleWebhook: () => new Promise(() => {}) },
  });
  const { order } = await approve();
  await until(async () => expect(outcomes).toEqual(['accepted']));
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('PAYING');
  clock.nowMs += 15_000;
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('CONFIRMED');
  expect(await capturesOf(order.id)).toHaveLength(1);
});

test('an event while PayPal is away is settled once it is back', async () => {
  const { fillIn, start, control, settleInbox, clock, ledger, outcomes } = await open();
  const { paypalOrderId, order } = await start((await fillIn()).id);
  await control.plan({ operation: 'get', orderId: paypalOrderId, times: 1000, fault: { kind: 'status', status: 503 } });
  await control.approve(paypalOrderId);
  await until(async () => expect(outcomes).toEqual(['accepted']));
  clock.nowMs += 15_000;
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('PAYING');
  await control.clearFaults();
  clock.nowMs += 60_000;
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('CONFIRMED');
  clock.nowMs += 24 * 60 * 60_000;
  await settleInbox();
  expect(await ledger.claimWebhooks({ limit: 10 })).toEqual([]);
});

test('an event about a payment that nobody knows is kept, looked at again, and in the end a task', async () => {
  const { control, settleInbox, clock, ledger, outcomes, expectSound } = await open();
  const resource = { id: '0NOBODYSCAPTURE00', custom_id: 'nobody', invoice_id: 'other-shop-1' };
  const { id } = await control.webhooks.invent({
    eventType: 'PAYMENT.CAPTURE.COMPLETED',
    resourceType: 'capture',
    resource,
  });
  await until(async () => expect(outcomes).toEqual(['accepted']));
  expect((await expectSound()).tasks).toEqual([]);
  expect(await ledger.measureWebhooks()).toEqual({ waiting: 1, oldestMs: 0 });
  clock.nowMs += 60_000;
  expect(await ledger.measureWebhooks()).toEqual({ waiting: 1, oldestMs: 60_000 });
  for (let minutes = 0; minutes < 120; minutes++) {
    clock.nowMs += 60_000;
    await settleInbox();
  }
  expect(await ledger.measureWebhooks()).toEqual({ waiting: 0, oldestMs: 0 });
  const [task, another] = (await expectSound()).tasks;
  expect(another).toBeUndefined();
  expect(task).toMatchObject({ attemptId: `webhook:${id}`, kind: 'webhook_unmatched' });
  expect(task?.problem).toContain('0NOBODYSCAPTURE00');
  expect(await ledger.claimWebhooks({ limit: 10 })).toEqual([]);
  await ledger.finishWebhook({ eventId: id, outcome: 'dismissed' });
  expect((await expectSound()).tasks).toEqual([]);
});

test('an event that overtook our own note is settled once the note is there', async () => {
  const { fillIn, start, control, settleInbox, clock, ledger, redis, eventId, outcomes } = await open();
  const { attemptId, paypalOrderId, order } = await start((await fillIn()).id);
  await control.webhooks.plan({ plan: { kind: 'drop' } });
  await control.approve(paypalOrderId);
  // As if the worker that asked PayPal for the order were slow to write the answer down.
  const notes = `{${eventId}}:paypal_orders`;
  await redis.hdel(notes, paypalOrderId);
  const news = {
    eventType: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    resource: { id: paypalOrderId },
  };
  await control.webhooks.invent(news);
  await until(async () => expect(outcomes).toEqual(['accepted']));
  clock.nowMs += 15_000;
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('PAYING');
  await redis.hset(notes, paypalOrderId, attemptId);
  clock.nowMs += 60_000;
  await settleInbox();
  expect((await ledger.getOrder(order.id))?.state).toBe('CONFIRMED');
});

test("a webhook's own words are not believed: what PayPal says when asked is", async () => {
  const { fillIn, start, control, outcomes, ledger, capturesOf, settleInbox } = await open();
  const { attemptId, order } = await start((await fillIn()).id);
  await control.webhooks.invent({
    eventType: 'PAYMENT.CAPTURE.COMPLETED',
    resourceType: 'capture',
    resource: { id: '0INVENTEDCAPTURE0', status: 'COMPLETED', custom_id: attemptId },
  });
  await until(async () => expect(outcomes).toEqual(['accepted']));
  await settleInbox();
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'PAYING' });
  expect(await capturesOf(order.id)).toEqual([]);
});

test('an address that sends too much is told when to come again, and PayPal does', async () => {
  const limit = { points: 1, duration: 3_600 };
  const { approve, control, eventOf, outcomes, untilPayment, url, redis } = await open({ parts: { limit } });
  // An hour goes by, each time. What earlier tests left unsent comes too, and may be first.
  const afterAnHour = (look: () => Promise<void>) =>
    until(async () => {
      await redis.del('limit:webhook:127.0.0.1');
      await look();
    });
  const stranger = { method: 'POST', body: '{}' };
  await afterAnHour(async () => expect((await fetch(url, stranger)).status).toBe(400));
  const refused = await fetch(url, stranger);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);

  await control.webhooks.plan({ plan: { kind: 'drop' } });
  const { attemptId, order } = await approve();
  const event = await eventOf('CHECKOUT.ORDER.APPROVED', attemptId);
  expect(await control.webhooks.send(event.id)).toEqual({ status: 429 });
  expect(outcomes).toContain('limited');
  await afterAnHour(async () => expect(await control.webhooks.send(event.id)).toEqual({ status: 200 }));
  await untilPayment(order.id, 'CAPTURED');
});

test.each(['captureId', 'paypalOrderId', 'customId', 'invoiceId'] as const)(
  'an event that names a payment by its %s alone finds it',
  async (name) => {
    const { approve, settle, ledger } = await open();
    const { attemptId } = await approve();
    await settle(attemptId);
    const attempt = await ledger.getAttempt(attemptId);
    const nothing = { captureId: null, paypalOrderId: null, customId: null, invoiceId: null };
    const known = { ...attempt, customId: attemptId }[name];
    expect(await ledger.findAttempt({ ...nothing, [name]: known })).toBe(attemptId);
    expect(await ledger.findAttempt({ ...nothing, [name]: `${known}0` })).toBeNull();
  },
);

test('the door takes POST alone, no compressed and no endless body, and ignores what is about nothing of ours', async () => {
  const { url, control, outcomes } = await open();
  expect((await fetch(url)).status).toBe(405);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(200_000) })).status).toBe(413);
  const gzip = { method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } };
  expect((await fetch(url, gzip)).status).toBe(415);
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);
  await control.webhooks.invent({ eventType: 'BILLING.PLAN.CREATED', resourceType: 'plan', resource: { id: 'P-1' } });
  await until(async () => expect(outcomes).toEqual(['forged', 'ignored']));
});
