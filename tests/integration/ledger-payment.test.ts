import { expect, test } from 'vitest';
import {
  captureOf,
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  holdMs,
  paid,
  paypalOrderOf,
  refundOf,
  startMs,
  ticketType,
} from './open-test-ledger.ts';

const { open } = createTestLedgers();
const graceMs = 300_000;

async function openHouse(seats = 10) {
  const opened = await open(catalogueOf({ house: seats }, [paidType(), ticketType('free', ['house'])]));
  const { ledger, redis, eventId } = opened;
  return {
    ...opened,
    ...createVisitor(ledger),
    counts: async () => {
      const { quotas, findings } = await ledger.check();
      expect(findings).toEqual([]);
      return { held: quotas[0]?.held, sold: quotas[0]?.sold };
    },
    transitions: async () =>
      (await redis.xrange(`{${eventId}}:outbox`, '-', '+')).map(([, [, , , transition]]) => transition),
    money: async () => (await redis.xrange(`{${eventId}}:money`, '-', '+')).map(([, flat]) => flat.slice(0, 12)),
  };
}

function paidType(rest = {}) {
  return ticketType('paid', ['house'], { priceCents: 2500, ...rest });
}

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

test('an approval after the end of the hold gets the seats if they are there, at the price that was agreed on', async () => {
  const { ledger, startPaying, capture, counts, clock } = await openHouse(2);
  await startPaying('one', { paid: 2 });
  clock.nowMs += holdMs;
  const closed = paidType({ priceCents: 9900, salesEndAt: clock.nowMs });
  await ledger.applyCatalogue(catalogueOf({ house: 2 }, [closed]));
  await ledger.expireDue({ limit: 10 });
  expect(await counts()).toEqual({ held: 0, sold: 0 });
  const { order } = await capture('pay-one');
  expect(order).toMatchObject({ state: 'CONFIRMED', expiryReason: null, totalCents: 5000 });
  expect(await counts()).toEqual({ held: 0, sold: 2 });
});

test('an approval after the end of the hold is never captured once the seats are gone, even if they come back', async () => {
  const { ledger, startPaying, hold, counts, clock } = await openHouse(2);
  await startPaying('one', { paid: 2 });
  clock.nowMs += holdMs;
  done(await hold('two', { free: 1 }));
  const refused = { reason: 'payment_over', attempt: { state: 'ABANDONED', problem: 'seats_gone' } };
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({
    ...refused,
    order: { state: 'EXPIRED' },
  });
  await ledger.release({ orderId: 'two' });
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject(refused);
  expect(await counts()).toEqual({ held: 0, sold: 0 });
});

test("a late approval is held to the person's limit and to a sale that was stopped", async () => {
  for (const reason of ['person', 'stopped', 'withdrawn'] as const) {
    const { ledger, startPaying, register, clock } = await open(
      catalogueOf({ house: 3 }, [paidType({ maxPerPerson: 2 }), ticketType('free', ['house'])]),
    ).then((opened) => ({ ...opened, ...createVisitor(opened.ledger) }));
    await startPaying('one', { paid: 1 });
    clock.nowMs += holdMs;
    if (reason === 'person') await startPaying('two', { paid: 2 });
    if (reason === 'stopped') {
      await register('two', { free: 2 });
      await ledger.applyCatalogue(catalogueOf({ house: 1 }, [paidType()]));
    }
    if (reason === 'withdrawn') await ledger.applyCatalogue(catalogueOf({ house: 3 }, []));
    expect(await ledger.beginCapture({ attemptId: 'pay-one' }), reason).toMatchObject({
      reason: 'payment_over',
      attempt: { problem: 'seats_gone' },
    });
  }
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

test('a decline gives the same seats for a while, and the next capture another request id', async () => {
  const { ledger, startPaying, capture, counts, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs - 1000;
  const { attempt } = paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
  const { captureRequestId } = attempt;
  const decline = { attemptId: 'pay-one', captureRequestId, issue: 'INSTRUMENT_DECLINED', graceMs, isFinished: false };
  const declined = paid(await ledger.recordDecline(decline));
  expect(declined.order).toMatchObject({ state: 'PAYING', heldUntil: clock.nowMs + graceMs });
  expect(declined.attempt).toMatchObject({
    state: 'AWAITING_APPROVAL',
    declines: 1,
    captureRequestId: 'pay-one-capture-2',
    problem: 'INSTRUMENT_DECLINED',
  });
  expect(await counts()).toEqual({ held: 1, sold: 0 });
  // PayPal may go on calling it approved: nothing is captured until the buyer has set out to choose again.
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({ reason: 'payment_declined' });
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' })).toMatchObject({
    ok: true,
    replayed: false,
    attempt: { id: 'pay-one', isDeclined: false },
  });
  // A second answer to the first request, late: the second try is not touched by it.
  paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
  expect(await ledger.recordDecline(decline)).toMatchObject({
    ok: true,
    replayed: true,
    attempt: { state: 'CAPTURING' },
  });
  await capture('pay-one');
  expect(await counts()).toEqual({ held: 0, sold: 1 });
});

test('a card that is declined again and again does not keep the seats for good', async () => {
  const { ledger, startPaying, clock, counts } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs - 1;
  for (const expected of [graceMs, graceMs, graceMs, 1]) {
    const { attempt } = paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
    const { captureRequestId } = attempt;
    const { order } = paid(
      await ledger.recordDecline({ attemptId: 'pay-one', captureRequestId, issue: 'NO', graceMs, isFinished: false }),
    );
    expect(order.heldUntil).toBe(clock.nowMs + expected);
    clock.nowMs = order.heldUntil - 1;
    paid(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' }));
  }
  clock.nowMs += 1;
  expect(await ledger.expireDue({ limit: 1 })).toEqual(['one']);
  expect(await counts()).toEqual({ held: 0, sold: 0 });
});

test("a decline that finished PayPal's order keeps the seats for another one, with an invoice of its own", async () => {
  const { ledger, startPaying, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  const { captureRequestId } = paid(await ledger.beginCapture({ attemptId: 'pay-one' })).attempt;
  clock.nowMs += holdMs;
  const decline = { attemptId: 'pay-one', captureRequestId, issue: 'DECLINED', graceMs, isFinished: true };
  const { order } = paid(await ledger.recordDecline(decline));
  expect(order).toMatchObject({ state: 'HELD', heldUntil: clock.nowMs + graceMs, payment: { state: 'DENIED' } });
  const second = paid(await ledger.startPayment({ orderId: 'one', attemptId: 'pay-two' }));
  expect(second.attempt).toMatchObject({ id: 'pay-two', invoiceId: 'one-2' });
});

test('a pending payment keeps its seats until PayPal knows', async () => {
  for (const end of ['completed', 'denied'] as const) {
    const { ledger, startPaying, counts, clock } = await openHouse();
    const { attempt } = await startPaying('one', { paid: 1 });
    paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
    const { captureId } = captureOf(attempt);
    const pending = paid(await ledger.recordCapturePending({ attemptId: 'pay-one', captureId, reason: 'ECHECK' }));
    expect(pending.order).toMatchObject({ state: 'PAYMENT_PENDING', payment: { problem: 'ECHECK' } });
    clock.nowMs += 5 * 24 * 60 * 60_000;
    expect(await ledger.expireDue({ limit: 1 })).toEqual([]);
    expect(await ledger.cancel({ orderId: 'one' })).toMatchObject({ reason: 'wrong_state' });
    expect(await counts()).toEqual({ held: 1, sold: 0 });
    if (end === 'completed') {
      expect(paid(await ledger.recordCapture(captureOf(attempt))).order.state).toBe('CONFIRMED');
      expect(await ledger.recordDenial({ attemptId: 'pay-one', issue: 'x' })).toMatchObject({ reason: 'wrong_state' });
      expect(await counts()).toEqual({ held: 0, sold: 1 });
    } else {
      const denied = paid(await ledger.recordDenial({ attemptId: 'pay-one', issue: 'DECLINED' }));
      expect(denied.order).toMatchObject({ state: 'EXPIRED', expiryReason: 'denied', payment: { state: 'DENIED' } });
      expect(await ledger.recordCapture(captureOf(attempt))).toMatchObject({ reason: 'wrong_state' });
      expect(await counts()).toEqual({ held: 0, sold: 0 });
      done(await ledger.holdAgain({ orderId: 'one', holdMs }));
      expect(paid(await ledger.startPayment({ orderId: 'one', attemptId: 'two' })).attempt.invoiceId).toBe('one-2');
    }
  }
});
