import { expect, test } from 'vitest';
import { catalogueOf, done, holdMs, ticketType } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();

test('an approved payment is captured once, and the order is confirmed', async () => {
  const { approve, settle, ledger, capturesOf, expectSound } = await open();
  const { attemptId, order } = await approve(2);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed', order: { id: order.id, state: 'CONFIRMED' } });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  const [capture, another] = await capturesOf(order.id);
  expect(another).toBeUndefined();
  expect(await ledger.getAttempt(attemptId)).toMatchObject({
    state: 'CAPTURED',
    captureId: capture?.id,
    capturedCents: 2 * priceCents,
  });
  expect((await expectSound()).money).toMatchObject([{ ticketedCents: 2 * priceCents }]);
});

test('nothing is captured that nobody approved', async () => {
  const { fillIn, start, settle, capturesOf } = await open();
  const { attemptId, order } = await start((await fillIn()).id);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'not_approved', order: { state: 'PAYING' } });
  expect(await capturesOf(order.id)).toEqual([]);
  expect(await settle('nobody')).toBeNull();
});

test.each([
  ['amount', { amount: { currency_code: 'EUR', value: '1.00' } }],
  ['currency', { amount: { currency_code: 'USD', value: '149.00' } }],
  ['custom_id', { customId: 'somebody-else' }],
  ['invoice_id', { invoiceId: 'another-invoice' }],
  ['payee', { payee: { email_address: 'thief@example.org', merchant_id: 'THIEFTHIEF234' } }],
])('an order whose %s differs is quarantined: nothing is captured, the seats wait', async (what, changes) => {
  const { approve, settle, control, log, expectSound } = await open();
  const { attemptId, paypalOrderId } = await approve();
  await control.alterOrder(paypalOrderId, changes);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention', order: { state: 'NEEDS_ATTENTION' } });
  const { orders } = await control.ledger({ orderId: paypalOrderId });
  expect(orders[0]?.captures).toEqual([]);
  const { tasks, quotas } = await expectSound();
  expect(tasks).toMatchObject([{ attemptId, kind: 'quarantined', problem: expect.stringContaining(what) }]);
  expect(quotas).toMatchObject([{ held: 1, sold: 0 }]);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention' });
  expect(log.filter((line) => line.level === 'error')).toHaveLength(1);
});

test('a currency without decimals is asked for, captured and paid back in whole numbers', async () => {
  const yen = {
    ...catalogueOf({ house: 1 }, [ticketType('paid', ['house'], { priceCents: 15_000 })]),
    currency: 'JPY',
  };
  const { approve, settle, ledger, capturesOf, expectSound } = await open({ catalogue: yen });
  const { attemptId, order } = await approve();
  expect(await settle(attemptId)).toMatchObject({
    outcome: 'confirmed',
    order: { currency: 'JPY', totalCents: 15_000 },
  });
  expect(await capturesOf(order.id)).toMatchObject([{ amount: { currency_code: 'JPY', value: '15000' } }]);
  done(await ledger.cancel({ orderId: order.id }));
  await settle(attemptId);
  expect((await expectSound()).money).toMatchObject([{ currency: 'JPY', refundedCents: 15_000 }]);
});

test.each([
  ['another amount', { amountCents: 100 }],
  ['another currency', { currency: 'USD' }],
  ['money that was sent back at once', { status: 'REFUNDED' as const }],
])('a capture of %s is booked as what it was, and nobody is told that they are confirmed', async (_what, oddity) => {
  const { approve, openAroundCapture, expectSound } = await open();
  const { attemptId, order } = await approve();
  const { settle } = openAroundCapture(async (take) => {
    const reply = await take();
    if (reply.ok) reply.value.captures = reply.value.captures.map((capture) => ({ ...capture, ...oddity }));
    return reply;
  });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention', order: { state: 'NEEDS_ATTENTION' } });
  const { amountCents = priceCents, currency = 'EUR' } = { ...oddity } as { amountCents?: number; currency?: string };
  const { money, tasks, quotas } = await expectSound();
  expect(money).toMatchObject([{ currency, capturedCents: amountCents, inTasksCents: amountCents }]);
  expect(tasks).toMatchObject([{ attemptId, orderId: order.id, kind: 'quarantined' }]);
  expect(quotas).toMatchObject([{ held: 1, sold: 0 }]);
});

test('an order at PayPal that took money twice is for a person', async () => {
  const { approve, openAroundCapture, expectSound } = await open();
  const { attemptId, order } = await approve();
  const { settle } = openAroundCapture(async (take) => {
    const reply = await take();
    if (reply.ok) reply.value.captures.push(...reply.value.captures.map((each) => ({ ...each, id: 'SECOND' })));
    return reply;
  });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention', order: { state: 'NEEDS_ATTENTION' } });
  const problem = 'PayPal took money more than once';
  expect((await expectSound()).tasks).toMatchObject([{ attemptId, orderId: order.id, problem }]);
});

test('an invoice that PayPal calls paid is not tried again with another card', async () => {
  const { approve, settle, control, expectSound } = await open();
  const { attemptId, paypalOrderId } = await approve();
  const fault = { kind: 'issue', issue: 'DUPLICATE_INVOICE_ID' } as const;
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention', order: { state: 'NEEDS_ATTENTION' } });
  expect((await expectSound()).tasks).toMatchObject([{ attemptId, problem: expect.stringContaining('invoice') }]);
});

test('where nobody named the account to be paid, it has to stay the one that the order was made for', async () => {
  const { fillIn, openProcess, control } = await open();
  const { service, settle } = openProcess({ merchantId: null });
  for (const isRight of [true, false]) {
    const order = await fillIn();
    const started = await service.start({ orderId: order.id });
    if (!started.ok) throw new Error(started.reason);
    await control.approve(started.paypalOrderId);
    if (!isRight) {
      const payee = { email_address: 'thief@example.org', merchant_id: 'THIEFTHIEF234' };
      await control.alterOrder(started.paypalOrderId, { payee });
    }
    expect((await settle(started.attemptId))?.outcome).toBe(isRight ? 'confirmed' : 'needs_attention');
  }
});

test('two approved orders at PayPal for one order of ours: one is captured', async () => {
  const { approve, start, settle, control, clock, ledger, capturesOf, expectSound } = await open();
  const first = await approve();
  clock.nowMs += 3 * 60 * 60_000;
  done(await ledger.holdAgain({ orderId: first.order.id, holdMs }));
  const second = await start(first.order.id);
  expect(second.attemptId).not.toBe(first.attemptId);
  await control.approve(second.paypalOrderId);
  const outcomes = await Promise.all([settle(first.attemptId), settle(second.attemptId)]);
  expect(outcomes.map((settled) => settled?.outcome)).toEqual(['over', 'confirmed']);
  expect(await capturesOf(first.order.id)).toHaveLength(1);
  await expectSound();
});

test('what was given up is not asked about at PayPal any more, approved or not', async () => {
  const { approve, settle, ledger, control } = await open();
  const { attemptId, order } = await approve();
  await ledger.release({ orderId: order.id });
  const before = (await control.ledger()).calls;
  expect(await settle(attemptId)).toMatchObject({ outcome: 'over', order: { state: 'EXPIRED' } });
  expect((await control.ledger()).calls).toEqual(before);
});

test('an order that nobody ever approves is let go of in the end', async () => {
  const { fillIn, start, settleUnsettled, clock, ledger } = await open();
  const { attemptId } = await start((await fillIn()).id);
  for (let hours = 0; hours < 13; hours++) {
    clock.nowMs += 60 * 60_000;
    await ledger.expireDue({ limit: 10 });
    await settleUnsettled();
  }
  expect(await ledger.getAttempt(attemptId)).toMatchObject({ state: 'ABANDONED', problem: 'never_approved' });
});

test('an order that PayPal no longer knows is given up, or another is made for it', async () => {
  const { fillIn, start, settle, control, ledger } = await open();
  const { attemptId, paypalOrderId, order } = await start((await fillIn()).id);
  await control.alterOrder(paypalOrderId, { status: 'VOIDED' });
  const second = await start(order.id);
  expect(second.paypalOrderId).not.toBe(paypalOrderId);
  expect(await ledger.getAttempt(attemptId)).toMatchObject({ state: 'ABANDONED', problem: 'voided' });
  await control.plan({ operation: 'get', fault: { kind: 'status', status: 404 } });
  expect(await settle(second.attemptId)).toMatchObject({ outcome: 'over', order: { state: 'HELD' } });
});
