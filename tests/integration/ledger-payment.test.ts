import { expect, test } from 'vitest';
import { createTestHouses, paidType } from './open-test-house.ts';
import { captureOf, catalogueOf, done, holdMs, paid, paypalOrderOf, refundOf, startMs } from './open-test-ledger.ts';

const { openHouse } = createTestHouses();

test('a paid order: held, paying, approved, captured, cancelled, refunded; seats and money follow', async () => {
  const { ledger, startPaying, counts, transitions, money, clock } = await openHouse();
  const { order, attempt } = await startPaying('one', { paid: 2 });
  expect(order).toMatchObject({ state: 'PAYING', payment: { state: 'AWAITING_APPROVAL', amountCents: 5000 } });
  expect(attempt).toEqual({
    id: 'pay-one',
    orderId: 'one',
    method: 'paypal',
    state: 'AWAITING_APPROVAL',
    amountCents: 5000,
    currency: 'EUR',
    invoiceId: 'one-1',
    createRequestId: 'pay-one-create',
    captureRequestId: 'pay-one-capture-1',
    paypalOrderId: 'paypal-pay-one',
    approveUrl: 'https://paypal.example/approve/pay-one',
    payeeMerchantId: 'MERCHANT',
    declines: 0,
    isDeclined: false,
    captureId: null,
    capturedCents: 0,
    capturedCurrency: null,
    capturedAt: null,
    isAccepted: false,
    disputeId: null,
    problem: null,
    createdAt: startMs,
    updatedAt: startMs,
  });
  expect(await counts()).toEqual({ held: 2, sold: 0 });

  expect(paid(await ledger.beginCapture({ attemptId: 'pay-one' })).order.state).toBe('COMMITTING');
  clock.nowMs += 10 * holdMs;
  expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
  expect(await counts()).toEqual({ held: 2, sold: 0 });

  const captured = paid(await ledger.recordCapture(captureOf(attempt)));
  expect(captured.order).toMatchObject({
    state: 'CONFIRMED',
    confirmedAt: clock.nowMs,
    payment: { state: 'CAPTURED' },
  });
  expect(captured.attempt).toMatchObject({
    capturedCents: 5000,
    capturedAt: clock.nowMs,
    captureId: 'capture-pay-one',
  });
  expect(await counts()).toEqual({ held: 0, sold: 2 });
  expect((await ledger.check()).money).toMatchObject([{ currency: 'EUR', capturedCents: 5000, ticketedCents: 5000 }]);

  const cancelled = done(await ledger.cancel({ orderId: 'one' }));
  expect(cancelled).toMatchObject({
    state: 'CANCELLED',
    payment: { state: 'REFUNDING' },
    refunds: [{ state: 'REQUESTED', amountCents: 5000, reason: 'cancelled', requestedAt: clock.nowMs }],
  });
  expect(await counts()).toEqual({ held: 0, sold: 0 });
  expect((await ledger.check()).money).toMatchObject([{ capturedCents: 5000, ticketedCents: 0, refundingCents: 5000 }]);

  expect(paid(await ledger.recordRefund(refundOf('pay-one', 'PENDING'))).order.refunds[0]?.state).toBe('PENDING');
  expect(paid(await ledger.recordRefund(refundOf('pay-one', 'COMPLETED'))).order).toMatchObject({
    state: 'CANCELLED',
    payment: { state: 'REFUNDED' },
    refunds: [{ state: 'COMPLETED', completedAt: clock.nowMs }],
  });
  expect(await ledger.check()).toMatchObject({
    money: [{ capturedCents: 5000, ticketedCents: 0, refundedCents: 5000, refundingCents: 0, inTasksCents: 0 }],
    findings: [],
    tasks: [],
  });
  const entry = ['attemptId', 'pay-one', 'orderId', 'one', 'invoiceId', 'one-1', 'paypalId'];
  expect(await money()).toEqual([
    ['kind', 'capture', ...entry, 'capture-pay-one', 'amountCents', '5000'],
    ['kind', 'refund', ...entry, 'paypal-pay-one-refund-1', 'amountCents', '5000'],
  ]);
  expect(await transitions()).toEqual([
    ...['held', 'details', 'paying', 'payment_created', 'committing', 'confirmed'],
    ...['cancelled', 'refund_pending', 'refund_completed'],
  ]);
});

test('each step of paying sent twice is answered twice and done once', async () => {
  const { ledger, redis, eventId, hold, give, money } = await openHouse();
  await hold('one', { paid: 1 });
  await give('one', 1);
  const attemptId = 'pay-one';
  const asked = { id: attemptId, amountCents: 2500, currency: 'EUR' } as Parameters<typeof captureOf>[0];
  const twice = [
    () => ledger.startPayment({ orderId: 'one', attemptId }),
    () => ledger.recordPayPalOrder(paypalOrderOf(attemptId)),
    () => ledger.beginCapture({ attemptId }),
    () => ledger.recordCapturePending({ attemptId, captureId: `capture-${attemptId}`, reason: 'ECHECK' }),
    () => ledger.recordCapture(captureOf(asked)),
    () => ledger.cancel({ orderId: 'one' }),
    () => ledger.recordRefund(refundOf(attemptId, 'COMPLETED')),
  ];
  for (const send of twice) {
    const first = await send();
    expect(first).toMatchObject({ ok: true, replayed: false });
    expect(await send()).toEqual({ ...first, replayed: true });
  }
  expect(await redis.xlen(`{${eventId}}:outbox`)).toBe(2 + twice.length);
  expect(await money()).toHaveLength(2);
  expect((await ledger.check()).findings).toEqual([]);
});

test('two tabs pay with the same attempt', async () => {
  const { ledger, startPaying } = await openHouse();
  const { attempt } = await startPaying('one', { paid: 1 });
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' })).toMatchObject({
    ok: true,
    replayed: true,
    attempt,
  });
  expect(await ledger.getAttempt('pay-two')).toBeNull();
});

test('an attempt that PayPal will soon forget is not used again, and never captured', async () => {
  const { ledger, startPaying, clock, counts } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += 2 * 60 * 60_000;
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' })).toMatchObject({ reason: 'hold_expired' });
  done(await ledger.holdAgain({ orderId: 'one', holdMs }));
  const second = paid(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' }));
  // Both are tries at the same obligation, so PayPal would refuse to take money for both.
  expect(second.attempt).toMatchObject({ id: 'pay-two', state: 'CREATING', invoiceId: 'one-1' });
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({
    reason: 'payment_over',
    attempt: { state: 'ABANDONED', problem: 'superseded' },
    order: { state: 'PAYING' },
  });
  expect(await counts()).toEqual({ held: 1, sold: 0 });
});

test('an order that is held again at another price is not paid with what was approved before', async () => {
  const { ledger, startPaying, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs;
  await ledger.applyCatalogue(catalogueOf({ house: 10 }, [paidType({ priceCents: 3000 })]));
  expect(done(await ledger.holdAgain({ orderId: 'one', holdMs })).totalCents).toBe(3000);
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({
    reason: 'payment_over',
    attempt: { problem: 'price_changed' },
    order: { state: 'HELD' },
  });
  expect(paid(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' })).attempt.amountCents).toBe(3000);
});

test('an order that is held again at another price is paid with another attempt', async () => {
  const { ledger, startPaying, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs;
  await ledger.applyCatalogue(catalogueOf({ house: 10 }, [paidType({ priceCents: 3000 })]));
  done(await ledger.holdAgain({ orderId: 'one', holdMs }));
  const { attempt } = paid(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' }));
  expect(attempt).toMatchObject({ id: 'pay-two', amountCents: 3000 });
  expect(await ledger.getAttempt('pay-one')).toMatchObject({ state: 'ABANDONED', problem: 'price_changed' });
});

test('seats that were let go are not paid for', async () => {
  const { ledger, startPaying, hold } = await openHouse();
  await startPaying('one', { paid: 1 });
  await ledger.release({ orderId: 'one' });
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({
    reason: 'payment_over',
    attempt: { state: 'ABANDONED', problem: 'released' },
  });
  await startPaying('two', { paid: 1 });
  done(await hold('three', { paid: 2 }, 'form-of-two'));
  expect(await ledger.getAttempt('pay-two')).toMatchObject({ state: 'ABANDONED', problem: 'replaced' });
});

test('while PayPal is asked nothing else can happen to the order', async () => {
  const { ledger, startPaying, give, hold } = await openHouse();
  await startPaying('one', { paid: 1 });
  paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
  const one = { orderId: 'one', holdMs };
  expect(await give('one', 1, 'new@example.org')).toMatchObject({ reason: 'wrong_state' });
  for (const name of ['release', 'extend', 'holdAgain', 'cancel', 'confirm'] as const) {
    expect(await ledger[name](one), name).toMatchObject({ reason: 'wrong_state', order: { state: 'COMMITTING' } });
  }
  expect(await hold('two', { paid: 2 }, 'form-of-one')).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' })).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.abandonPayment({ attemptId: 'pay-one', problem: 'x' })).toMatchObject({ reason: 'wrong_state' });
});
