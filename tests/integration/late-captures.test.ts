import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { createTestWebhookShops } from './open-test-webhooks.ts';

const { open } = createTestWebhookShops();

test('money that PayPal took for a payment that its buyer let go of is booked, and goes back by itself', async () => {
  const { approve, ledger, client, control, attemptOf, untilPayment, settleUnsettled, capturesOf, expectSound } =
    await open();
  await control.webhooks.plan({ eventType: 'CHECKOUT.ORDER.APPROVED', plan: { kind: 'drop' } });
  const { attemptId, paypalOrderId, order } = await approve();
  expect(await ledger.release({ orderId: order.id })).toMatchObject({ ok: true });
  expect(await ledger.getAttempt(attemptId)).toMatchObject({ state: 'ABANDONED' });
  // A request that PayPal was slow to carry out, long after it had said no to it.
  expect(await client().captureOrder({ paypalOrderId, requestId: `${attemptId}-capture-1` })).toMatchObject({
    ok: true,
  });
  await attemptOf(attemptId, 'REFUNDED', settleUnsettled);
  expect(await capturesOf(order.id)).toMatchObject([{ status: 'REFUNDED' }]);
  await untilPayment(order.id, 'REFUNDED');
  const { money, tasks } = await expectSound();
  expect(money).toMatchObject([{ capturedCents: 14_900, refundedCents: 14_900 }]);
  expect(tasks).toEqual([]);
});

test('money that PayPal took behind what a person has before them, or has let go, is booked as well', async () => {
  for (const isDropped of [false, true]) {
    const { approve, ledger, client, control, settle, attemptOf, settleUnsettled, expectSound } = await open();
    await control.webhooks.plan({ eventType: 'CHECKOUT.ORDER.APPROVED', plan: { kind: 'drop' } });
    const { attemptId, paypalOrderId, order } = await approve();
    await control.alterOrder(paypalOrderId, { customId: 'somebody-else' });
    expect(await settle(attemptId)).toMatchObject({ outcome: 'needs_attention' });
    await control.alterOrder(paypalOrderId, { customId: attemptId });
    const act = actOf('dropped');
    if (isDropped) expect(await ledger.dropPayment({ orderId: order.id, attemptId, act })).toMatchObject({ ok: true });
    expect(await client().captureOrder({ paypalOrderId, requestId: `whoever-${attemptId}` })).toMatchObject({
      ok: true,
    });
    const attempt = await attemptOf(attemptId, isDropped ? 'REFUNDED' : 'QUARANTINED', settleUnsettled);
    expect(attempt.capturedCents).toBe(14_900);
    const { tasks } = await expectSound();
    expect(tasks).toHaveLength(isDropped ? 0 : 1);
  }
});
