import { expect, test } from 'vitest';
import { createTestHouses, paidType } from './open-test-house.ts';
import { captureOf, catalogueOf, createVisitor, done, holdMs, paid, ticketType } from './open-test-ledger.ts';

const { open, openHouse } = createTestHouses();
const graceMs = 300_000;

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
