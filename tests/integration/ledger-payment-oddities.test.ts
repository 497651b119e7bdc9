import { expect, test } from 'vitest';
import { createTestHouses } from './open-test-house.ts';
import { captureOf, catalogueOf, done, holdMs, paid, paypalOrderOf, refundOf, ticketType } from './open-test-ledger.ts';

const { openHouse } = createTestHouses();

test('nothing is paid without seats, without names, or where there is nothing to pay', async () => {
  const { ledger, hold, give, startPaying, clock } = await openHouse();
  const start = (orderId: string) => ledger.startPayment({ orderId, attemptId: `pay-${orderId}` });
  expect(await start('nobody')).toEqual({ ok: false, reason: 'not_found' });
  await hold('free', { free: 1 });
  await give('free', 1);
  expect(await start('free')).toMatchObject({ reason: 'nothing_to_pay', order: { state: 'HELD', payment: null } });
  await hold('paid', { paid: 1 });
  expect(await start('paid')).toMatchObject({ reason: 'details_missing', order: { state: 'HELD' } });
  await give('paid', 1);
  clock.nowMs += holdMs;
  expect(await start('paid')).toMatchObject({ reason: 'hold_expired', order: { state: 'EXPIRED' } });
  await startPaying('other', { paid: 1 });
  expect(await ledger.confirm({ orderId: 'other' })).toMatchObject({ reason: 'payment_required' });
  expect((await ledger.check()).findings).toEqual([]);
});

test('somebody who is paying may still extend, correct a name or let go', async () => {
  const { ledger, startPaying, give, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += 1000;
  expect(done(await ledger.extend({ orderId: 'one', holdMs }))).toMatchObject({
    state: 'PAYING',
    extended: true,
    heldUntil: clock.nowMs + holdMs,
  });
  expect(done(await give('one', 1, 'new@example.org'))).toMatchObject({
    state: 'PAYING',
    buyer: { email: 'new@example.org' },
  });
  expect(done(await ledger.release({ orderId: 'one' }))).toMatchObject({ payment: { state: 'ABANDONED' } });
});

test("PayPal's order belongs to the attempt it was made for", async () => {
  const { ledger, startPaying, hold, give } = await openHouse();
  await startPaying('one', { paid: 1 });
  await hold('two', { paid: 1 });
  await give('two', 1);
  paid(await ledger.startPayment({ orderId: 'two', attemptId: 'pay-two' }));
  const foreign = { ...paypalOrderOf('pay-two'), paypalOrderId: 'paypal-pay-one' };
  expect(await ledger.recordPayPalOrder(foreign)).toMatchObject({
    reason: 'payment_differs',
    attempt: { id: 'pay-two' },
  });
  const another = { ...paypalOrderOf('pay-one'), paypalOrderId: 'another' };
  expect(await ledger.recordPayPalOrder(another)).toMatchObject({ reason: 'wrong_state' });
  expect((await ledger.getAttempt('pay-one'))?.paypalOrderId).toBe('paypal-pay-one');
  // The buyer let go while PayPal made the order: nobody may be sent there.
  await ledger.release({ orderId: 'two' });
  expect(await ledger.recordPayPalOrder(paypalOrderOf('pay-two'))).toMatchObject({ reason: 'payment_over' });
});

test('a capture of another amount, currency, or attempt confirms nothing', async () => {
  const { ledger, startPaying, buy } = await openHouse();
  await buy('other', { paid: 1 });
  const { attempt } = await startPaying('one', { paid: 1 });
  const right = captureOf(attempt);
  expect(await ledger.recordCapture(right)).toMatchObject({ reason: 'wrong_state', order: { state: 'PAYING' } });
  paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
  for (const wrong of [{ amountCents: 2499 }, { currency: 'USD' }, { captureId: 'capture-pay-other' }]) {
    expect(await ledger.recordCapture({ ...right, ...wrong })).toMatchObject({
      reason: 'payment_differs',
      order: { state: 'COMMITTING' },
    });
  }
  paid(await ledger.recordCapture(right));
  expect(await ledger.recordCapture({ ...right, captureId: 'second' })).toMatchObject({ reason: 'payment_differs' });
  expect((await ledger.check()).findings).toEqual([]);
});

test('what is odd is quarantined: nothing is captured, the seats wait, and a person has a task', async () => {
  const { ledger, startPaying, clock } = await openHouse(1);
  await startPaying('one', { paid: 1 });
  const odd = { attemptId: 'pay-one', problem: 'amount is 1 EUR', capture: null };
  const { order } = paid(await ledger.quarantinePayment(odd));
  expect(order).toMatchObject({ state: 'NEEDS_ATTENTION', payment: { state: 'QUARANTINED', problem: odd.problem } });
  expect(await ledger.quarantinePayment(odd)).toMatchObject({ ok: true, replayed: true });
  clock.nowMs += 10 * holdMs;
  expect(await ledger.expireDue({ limit: 1 })).toEqual([]);
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({ reason: 'payment_over' });
  expect(await ledger.startPayment({ orderId: 'one', attemptId: 'two' })).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.check()).toMatchObject({
    quotas: [{ held: 1 }],
    tasks: [{ attemptId: 'pay-one', orderId: 'one', kind: 'quarantined', problem: odd.problem }],
    money: [],
    findings: [],
  });
});

test('money that came although it should not have is booked, and the order cannot be paid a second time', async () => {
  const { ledger, startPaying } = await openHouse(1);
  const { attempt } = await startPaying('one', { paid: 1 });
  await ledger.release({ orderId: 'one' });
  const { attemptId, ...capture } = { ...captureOf(attempt), amountCents: 9900, currency: 'USD' };
  const { order } = paid(await ledger.quarantinePayment({ attemptId, problem: 'captured by hand', capture }));
  expect(order).toMatchObject({ state: 'EXPIRED', payment: { state: 'QUARANTINED', capturedAt: expect.any(Number) } });
  expect(await ledger.check()).toMatchObject({
    quotas: [{ held: 0, sold: 0 }],
    money: [{ currency: 'USD', capturedCents: 9900, inTasksCents: 9900, ticketedCents: 0 }],
    tasks: [{ attemptId }],
    findings: [],
  });
  expect(await ledger.holdAgain({ orderId: 'one', holdMs })).toMatchObject({ reason: 'wrong_state' });
});

test('money for an attempt that was given up stops the one that took its place', async () => {
  const { ledger, startPaying, clock } = await openHouse();
  const { attempt } = await startPaying('one', { paid: 1 });
  clock.nowMs += 3 * 60 * 60_000;
  await ledger.holdAgain({ orderId: 'one', holdMs });
  paid(await ledger.startPayment({ orderId: 'one', attemptId: 'two' }));
  const { attemptId, ...capture } = captureOf(attempt);
  paid(await ledger.quarantinePayment({ attemptId, problem: 'captured after it was given up', capture }));
  expect(await ledger.getAttempt('two')).toMatchObject({ state: 'ABANDONED' });
  expect(await ledger.getOrder('one')).toMatchObject({ state: 'NEEDS_ATTENTION', payment: { attemptId } });
  expect((await ledger.check()).findings).toEqual([]);
});

test('an attempt that comes to notice after another one was paid is a task of its own', async () => {
  const { ledger, startPaying, capture } = await openHouse();
  await startPaying('one', { paid: 1 });
  const { captureRequestId } = paid(await ledger.beginCapture({ attemptId: 'pay-one' })).attempt;
  const decline = { attemptId: 'pay-one', captureRequestId, issue: 'NO', graceMs: 1000, isFinished: true };
  paid(await ledger.recordDecline(decline));
  paid(await ledger.startPayment({ orderId: 'one', attemptId: 'two' }));
  paid(await ledger.recordPayPalOrder(paypalOrderOf('two')));
  await capture('two');
  paid(await ledger.quarantinePayment({ attemptId: 'pay-one', problem: 'odd', capture: null }));
  expect(await ledger.getOrder('one')).toMatchObject({ state: 'CONFIRMED', payment: { attemptId: 'two' } });
  await ledger.cancel({ orderId: 'one' });
  expect(await ledger.check()).toMatchObject({ tasks: [{ attemptId: 'pay-one' }], findings: [] });
});

test('an order that became free needs no payment any more, and an old one does not touch its ticket', async () => {
  const { ledger, startPaying, clock } = await openHouse();
  await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs;
  await ledger.applyCatalogue(catalogueOf({ house: 10 }, [ticketType('paid', ['house'])]));
  done(await ledger.holdAgain({ orderId: 'one', holdMs }));
  expect(await ledger.getAttempt('pay-one')).toMatchObject({ state: 'ABANDONED', problem: 'price_changed' });
  done(await ledger.confirm({ orderId: 'one' }));
  paid(await ledger.quarantinePayment({ attemptId: 'pay-one', problem: 'odd', capture: null }));
  expect(await ledger.getOrder('one')).toMatchObject({ state: 'CONFIRMED', totalCents: 0 });
  expect((await ledger.check()).findings).toEqual([]);
});

test('what is booked is not put in question by what comes later', async () => {
  const { ledger, buy } = await openHouse();
  await buy('one', { paid: 1 });
  const odd = { attemptId: 'pay-one', problem: 'late', capture: null };
  expect(await ledger.quarantinePayment(odd)).toMatchObject({ reason: 'wrong_state', order: { state: 'CONFIRMED' } });
});

test('a refund that failed is a task until the money has gone back', async () => {
  const { ledger, buy } = await openHouse();
  await buy('one', { paid: 1 });
  expect(await ledger.recordRefund(refundOf('pay-one', 'COMPLETED'))).toMatchObject({ reason: 'not_found' });
  await ledger.cancel({ orderId: 'one' });
  const failed = paid(await ledger.recordRefund(refundOf('pay-one', 'FAILED', 'INSUFFICIENT_FUNDS')));
  expect(failed.order).toMatchObject({ payment: { state: 'REFUNDING' }, refunds: [{ state: 'FAILED' }] });
  expect(await ledger.claimUnsettled({ limit: 10 })).toEqual([]);
  expect(await ledger.check()).toMatchObject({
    money: [{ capturedCents: 2500, inTasksCents: 2500, refundingCents: 0 }],
    tasks: [{ kind: 'refund_failed', problem: 'INSUFFICIENT_FUNDS' }],
    findings: [],
  });
  expect(await ledger.recordRefund(refundOf('pay-one', 'PENDING'))).toMatchObject({ reason: 'wrong_state' });
  paid(await ledger.recordRefund(refundOf('pay-one', 'COMPLETED')));
  expect(await ledger.check()).toMatchObject({ money: [{ refundedCents: 2500 }], tasks: [], findings: [] });
});

test('whatever has no end yet is looked at again, later and later, and once more before its seats are lost', async () => {
  const { ledger, startPaying, clock } = await openHouse();
  const { order } = await startPaying('one', { paid: 1 });
  const due = () => ledger.claimUnsettled({ limit: 10 });
  const lookedAt: number[] = [];
  const step = 10_000;
  for (const end = clock.nowMs + holdMs; clock.nowMs < end; clock.nowMs += step) {
    if ((await due()).length > 0) lookedAt.push((order.heldUntil - clock.nowMs) / 1000);
  }
  // Two minutes after the start; one, two and five minutes later; thirty seconds before the end.
  expect(lookedAt).toEqual([780, 720, 600, 300, 30]);
  paid(await ledger.beginCapture({ attemptId: 'pay-one' }));
  expect(await due()).toEqual([]);
  clock.nowMs += 25_000;
  expect(await due()).toEqual(['pay-one']);
  expect(await due()).toEqual([]);
  const attempt = await ledger.getAttempt('pay-one');
  if (attempt) paid(await ledger.recordCapture(captureOf(attempt)));
  clock.nowMs += 365 * 24 * 60 * 60_000;
  expect(await due()).toEqual([]);
  await ledger.cancel({ orderId: 'one' });
  expect(await due()).toEqual(['pay-one']);
});

test('an attempt nobody has heard of', async () => {
  const { ledger } = await openHouse();
  const nobody = { attemptId: 'nobody', problem: 'x', capture: null, issue: 'x', captureRequestId: 'x', reason: 'x' };
  const rest = { graceMs: 1, isFinished: false, captureId: 'x', amountCents: 1, currency: 'EUR' };
  const paypal = { paypalOrderId: 'x', approveUrl: 'x', payeeMerchantId: null };
  const refused = { ok: false, reason: 'not_found' };
  expect(await ledger.getAttempt('nobody')).toBeNull();
  for (const name of ['beginCapture', 'recordCapture', 'recordCapturePending', 'recordDecline'] as const) {
    expect(await ledger[name]({ ...nobody, ...rest }), name).toEqual(refused);
  }
  for (const name of ['recordDenial', 'abandonPayment', 'quarantinePayment', 'recordPayPalOrder'] as const) {
    expect(await ledger[name]({ ...nobody, ...paypal }), name).toEqual(refused);
  }
  expect(await ledger.recordRefund(refundOf('nobody', 'FAILED'))).toEqual(refused);
});
