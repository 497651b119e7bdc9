import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { holdMs } from './open-test-ledger.ts';
import { createTestShops, graceMs } from './open-test-shop.ts';

const { open } = createTestShops();

test('a decline keeps the seats; the next try with the same order at PayPal is captured under another request id', async () => {
  const { approve, settle, settleUnsettled, start, control, clock, ledger, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  clock.nowMs += holdMs - 60_000;
  await control.plan({
    operation: 'capture',
    orderId: paypalOrderId,
    fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' },
  });
  expect(await settle(attemptId)).toMatchObject({
    outcome: 'declined',
    order: { state: 'PAYING', heldUntil: clock.nowMs + graceMs, payment: { isDeclined: true } },
  });
  // PayPal still calls it approved: neither a reload nor the courier may try the same card again.
  expect(await settle(attemptId)).toMatchObject({ outcome: 'declined' });
  clock.nowMs += graceMs - 20_000;
  await settleUnsettled();
  expect(await capturesOf(order.id)).toEqual([]);
  expect((await ledger.getAttempt(attemptId))?.declines).toBe(1);

  const again = await start(order.id);
  expect(again).toMatchObject({ attemptId, paypalOrderId });
  await control.approve(paypalOrderId);
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect((await ledger.getAttempt(attemptId))?.captureRequestId).toBe(`${attemptId}-capture-2`);
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});

test('DECLINED inside a 201 finishes the order at PayPal: the same seats are paid with another one', async () => {
  const { approve, settle, start, control, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  const outcome = { kind: 'outcome', status: 'DECLINED', reason: 'DECLINED_BY_RISK_FRAUD_FILTERS' } as const;
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: outcome });
  expect(await settle(attemptId)).toMatchObject({
    outcome: 'declined',
    order: { state: 'HELD', payment: { state: 'DENIED', problem: 'DECLINED_BY_RISK_FRAUD_FILTERS' } },
  });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'declined' });
  const second = await start(order.id);
  expect(second.paypalOrderId).not.toBe(paypalOrderId);
  await control.approve(second.paypalOrderId);
  expect(await settle(second.attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect((await capturesOf(order.id)).map(({ status }) => status)).toEqual(['DECLINED', 'COMPLETED']);
  await expectSound();
});

test.each(['COMPLETED', 'DECLINED'] as const)(
  'a payment that is pending keeps its seats until it is %s',
  async (end) => {
    const { approve, settle, settleUnsettled, control, clock, ledger, capturesOf, expectSound } = await open();
    const { attemptId, paypalOrderId, order } = await approve();
    const pending = { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' } as const;
    await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: pending });
    expect(await settle(attemptId)).toMatchObject({ outcome: 'pending', order: { state: 'PAYMENT_PENDING' } });
    clock.nowMs += 3 * holdMs;
    await ledger.expireDue({ limit: 10 });
    expect(await settle(attemptId)).toMatchObject({ outcome: 'pending' });
    expect((await expectSound()).quotas).toMatchObject([{ held: 1 }]);
    const [capture] = await capturesOf(order.id);
    await control.settleCapture(capture?.id ?? '', end);
    clock.nowMs += 3 * holdMs;
    await settleUnsettled();
    expect(await ledger.getOrder(order.id)).toMatchObject(
      end === 'COMPLETED' ? { state: 'CONFIRMED' } : { state: 'EXPIRED', expiryReason: 'denied' },
    );
    expect((await settle(attemptId))?.outcome).toBe(end === 'COMPLETED' ? 'confirmed' : 'over');
    await expectSound();
  },
);

test('what PayPal is still checking cannot be cancelled or let go, and ends as PayPal says', async () => {
  for (const end of ['COMPLETED', 'DECLINED'] as const) {
    const { approve, settle, control, ledger, capturesOf, expectSound } = await open();
    const { attemptId, paypalOrderId, order } = await approve();
    const pending = { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' } as const;
    await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: pending });
    await settle(attemptId);
    const orderId = order.id;
    const refused = { ok: false, reason: 'wrong_state', order: { state: 'PAYMENT_PENDING' } };
    expect(await ledger.cancel({ orderId })).toMatchObject(refused);
    expect(await ledger.cancel({ orderId, act: actOf('organizer') })).toMatchObject(refused);
    expect(await ledger.release({ orderId })).toMatchObject(refused);
    expect(await ledger.cancelTicket({ registrationId: `${orderId}-1` })).toMatchObject({ ok: false });
    await expectSound();

    const [capture] = await capturesOf(orderId);
    await control.settleCapture(capture?.id ?? '', end);
    expect((await settle(attemptId))?.outcome).toBe(end === 'COMPLETED' ? 'confirmed' : 'over');
    expect((await ledger.cancel({ orderId })).ok).toBe(end === 'COMPLETED');
    await settle(attemptId);
    const refunds = (await capturesOf(orderId)).flatMap((each) => each.refunds);
    expect(refunds).toHaveLength(end === 'COMPLETED' ? 1 : 0);
    expect((await expectSound()).quotas).toMatchObject([{ held: 0, sold: 0 }]);
  }
});
