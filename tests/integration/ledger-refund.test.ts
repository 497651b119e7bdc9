import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { createTestHouses, priceCents } from './open-test-house.ts';
import { captureOf, done, holdMs, paid, refundOf } from './open-test-ledger.ts';

const { openHouse } = createTestHouses();

test('money for seats that are gone goes back by itself, and whoever pays afterwards pays another invoice', async () => {
  const { ledger, startPaying, register, clock } = await openHouse(1);
  const { attempt } = await startPaying('one', { paid: 1 });
  clock.nowMs += holdMs;
  await register('other', { free: 1 });
  expect(await ledger.beginCapture({ attemptId: 'pay-one' })).toMatchObject({ reason: 'payment_over' });
  const returned = paid(await ledger.returnCapture(captureOf(attempt)));
  expect(returned.order).toMatchObject({
    state: 'EXPIRED',
    payment: { state: 'REFUNDING' },
    refunds: [{ reason: 'no_seats', amountCents: priceCents, state: 'REQUESTED' }],
  });
  expect(await ledger.returnCapture(captureOf(attempt))).toMatchObject({ ok: true, replayed: true });
  expect(await ledger.check()).toMatchObject({ money: [{ refundingCents: priceCents }], tasks: [], findings: [] });
  expect(await ledger.claimUnsettled({ limit: 9 })).toEqual(['pay-one']);
  paid(await ledger.recordRefund(refundOf('pay-one', 'COMPLETED')));
  done(await ledger.cancel({ orderId: 'other' }));
  done(await ledger.holdAgain({ orderId: 'one', holdMs }));
  const again = paid(await ledger.startPayment({ orderId: 'one', attemptId: 'two' }));
  expect(again.attempt.invoiceId).toBe('one-2');
  expect((await ledger.check()).findings).toEqual([]);
});

test('a second payment for an order that is paid goes back, and its tickets stay', async () => {
  const { ledger, startTwice, capture } = await openHouse();
  const first = await startTwice('one');
  await capture('two');
  const { order } = paid(await ledger.returnCapture(first));
  expect(order).toMatchObject({ state: 'CONFIRMED', payment: { attemptId: 'two', state: 'CAPTURED' } });
  expect(order.refunds).toMatchObject([{ attemptId: 'pay-one', reason: 'duplicate' }]);
  expect(await ledger.check()).toMatchObject({
    money: [{ capturedCents: 5000, ticketedCents: 2500, refundingCents: 2500 }],
    findings: [],
  });
});

test('money for an order that was cancelled meanwhile goes back too', async () => {
  const { ledger, startTwice, capture } = await openHouse();
  const first = await startTwice('one');
  await capture('two');
  done(await ledger.cancel({ orderId: 'one' }));
  const { order } = paid(await ledger.returnCapture(first));
  expect(order.refunds.map(({ reason }) => reason)).toEqual(['cancelled', 'order_cancelled']);
  paid(await ledger.recordRefund(refundOf('two', 'COMPLETED')));
  paid(await ledger.recordRefund(refundOf('pay-one', 'COMPLETED')));
  expect(await ledger.check()).toMatchObject({ money: [{ refundedCents: 5000 }], findings: [] });
});

test('money for an earlier choice ends what was begun with the same invoice: PayPal would refuse it', async () => {
  const { ledger, startTwice } = await openHouse();
  const { order } = paid(await ledger.returnCapture(await startTwice('one')));
  expect(order).toMatchObject({ state: 'HELD', payment: { attemptId: 'two', state: 'ABANDONED' } });
  expect(order.refunds).toMatchObject([{ attemptId: 'pay-one', reason: 'superseded' }]);
  expect(paid(await ledger.startPayment({ orderId: 'one', attemptId: 'three' })).attempt.invoiceId).toBe('one-2');
  expect((await ledger.check()).findings).toEqual([]);
});

test('only exactly what was asked for goes back by itself; nothing that may still get its seats', async () => {
  const { ledger, startPaying, buy } = await openHouse();
  await buy('other', { paid: 1 });
  const { attempt } = await startPaying('one', { paid: 1 });
  const right = captureOf(attempt);
  expect(await ledger.returnCapture(right)).toMatchObject({ reason: 'wrong_state' });
  await ledger.release({ orderId: 'one' });
  for (const wrong of [{ amountCents: 2499 }, { currency: 'USD' }, { captureId: 'capture-pay-other' }])
    expect(await ledger.returnCapture({ ...right, ...wrong })).toMatchObject({ reason: 'payment_differs' });
  expect((await ledger.getOrder('one'))?.refunds).toEqual([]);
});

/** An order whose money is booked and odd. */
async function openOdd(capture: { amountCents: number } | null = { amountCents: 100 }) {
  const house = await openHouse(1);
  const { attempt } = await house.startPaying('one', { paid: 1 });
  const { attemptId, ...usual } = captureOf(attempt);
  const odd = { attemptId, problem: 'another amount', capture: capture && { ...usual, ...capture } };
  paid(await house.ledger.quarantinePayment(odd));
  const about = { orderId: 'one', attemptId };
  return { ...house, about };
}

test('odd money is sent back by an organizer: seats and task go in the same step', async () => {
  const { ledger, about } = await openOdd();
  const order = done(await ledger.refundQuarantined({ ...about, act: actOf('a') }));
  expect(order).toMatchObject({
    state: 'CANCELLED',
    cancelledBy: 'organizer',
    refunds: [{ reason: 'not_accepted', amountCents: 100 }],
  });
  expect(await ledger.refundQuarantined({ ...about, act: actOf('a') })).toMatchObject({ replayed: true });
  expect(await ledger.check()).toMatchObject({ tasks: [], quotas: [{ held: 0, sold: 0 }], findings: [] });
  expect(await ledger.getAudit('one')).toMatchObject([{ action: 'payment_refunded', after: { amountCents: 100 } }]);
});

test('odd money is taken for the tickets, and later goes back as what it was', async () => {
  const { ledger, about } = await openOdd();
  expect(done(await ledger.acceptPayment({ ...about, act: actOf('a') })).state).toBe('CONFIRMED');
  expect(await ledger.check()).toMatchObject({
    money: [{ ticketedCents: 100, inTasksCents: 0 }],
    quotas: [{ held: 0, sold: 1 }],
    findings: [],
  });
  const cancelled = done(await ledger.cancel({ orderId: 'one' }));
  expect(cancelled.refunds).toMatchObject([{ amountCents: 100 }]);
});

test('an odd payment without money is let go, and its seats with it', async () => {
  const { ledger, about } = await openOdd(null);
  const act = actOf('a');
  expect(await ledger.acceptPayment({ ...about, act })).toMatchObject({ reason: 'wrong_state' });
  expect(await ledger.refundQuarantined({ ...about, act })).toMatchObject({ reason: 'wrong_state' });
  expect(done(await ledger.dropPayment({ ...about, act }))).toMatchObject({ state: 'EXPIRED', expiryReason: 'denied' });
  expect(await ledger.check()).toMatchObject({ tasks: [], quotas: [{ held: 0 }], findings: [] });
});

test('a slow answer to the request before is not believed of the one that a person had asked again', async () => {
  const { ledger, buy } = await openHouse();
  await buy('one', { paid: 1 });
  done(await ledger.cancel({ orderId: 'one' }));
  const first = { ...refundOf('pay-one', 'FAILED', 'INSUFFICIENT_FUNDS'), isDefinite: true };
  paid(await ledger.recordRefund(first));
  done(await ledger.retryRefund({ orderId: 'one', refundId: first.refundId, act: actOf('again') }));
  const late = paid(await ledger.recordRefund(first));
  expect(late).toMatchObject({ replayed: true, order: { refunds: [{ state: 'REQUESTED', tries: 2 }] } });
  expect(await ledger.check()).toMatchObject({ money: [{ refundingCents: priceCents }], tasks: [], findings: [] });
  paid(await ledger.recordRefund({ ...refundOf('pay-one', 'COMPLETED'), requestId: `${first.refundId}-try-2` }));
  expect(await ledger.check()).toMatchObject({ money: [{ refundedCents: priceCents }], tasks: [], findings: [] });
});
