import { expect, test } from 'vitest';
import { done } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();

async function openPaid() {
  const shop = await open();
  const { attemptId, order } = await shop.approve();
  await shop.settle(attemptId);
  const [capture] = await shop.capturesOf(order.id);
  return {
    ...shop,
    attemptId,
    orderId: order.id,
    captureId: capture?.id ?? '',
    refundsOf: async () => (await shop.capturesOf(order.id)).flatMap((each) => each.refunds),
    cancel: async () => done(await shop.ledger.cancel({ orderId: order.id })),
  };
}

test('a cancelled order is paid back in full, once, by the courier', async () => {
  const { cancel, settleUnsettled, settle, refundsOf, ledger, orderId, attemptId, expectSound } = await openPaid();
  expect(await cancel()).toMatchObject({ payment: { refund: { state: 'REQUESTED', amountCents: priceCents } } });
  await settleUnsettled();
  await settleUnsettled();
  expect(await ledger.getOrder(orderId)).toMatchObject({
    state: 'CANCELLED',
    payment: { state: 'REFUNDED', refund: { state: 'COMPLETED' } },
  });
  expect(await refundsOf()).toMatchObject([{ status: 'COMPLETED', amount: { value: '149.00' } }]);
  expect((await settle(attemptId))?.outcome).toBe('cancelled');
  expect((await expectSound()).money).toMatchObject([{ refundedCents: priceCents, ticketedCents: 0 }]);
});

test('whatever happens to the answer, the money goes back once', async () => {
  const faults = [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500, when: 'after' },
    { kind: 'disconnect', when: 'after' },
    { kind: 'malformed', when: 'after' },
  ] as const;
  for (const fault of faults) {
    const { cancel, settleUnsettled, refundsOf, control, clock, attemptId, ledger, expectSound } = await openPaid();
    await control.plan({ operation: 'refund', customId: attemptId, fault });
    // So that the news cannot come by another way.
    await control.plan({ operation: 'get-capture', customId: attemptId, fault: { kind: 'status', status: 500 } });
    await cancel();
    await settleUnsettled();
    expect((await ledger.getAttempt(attemptId))?.refundState).toBe('REQUESTED');
    clock.nowMs += 60_000;
    await settleUnsettled();
    const [refund, another] = await refundsOf();
    // PayPal told the same refund again: it was asked with the same request id.
    expect(await ledger.getAttempt(attemptId), JSON.stringify(fault)).toMatchObject({
      state: 'REFUNDED',
      refundId: refund?.id,
    });
    expect(another).toBeUndefined();
    await expectSound();
  }
});

test('a refund that PayPal has pending is asked about until it is done, or has failed', async () => {
  for (const end of ['COMPLETED', 'FAILED'] as const) {
    const { cancel, settleUnsettled, refundsOf, control, clock, attemptId, ledger, expectSound } = await openPaid();
    const pending = { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' } as const;
    await control.plan({ operation: 'refund', customId: attemptId, fault: pending });
    await cancel();
    await settleUnsettled();
    expect((await ledger.getAttempt(attemptId))?.refundState).toBe('PENDING');
    const [refund] = await refundsOf();
    await control.settleRefund(refund?.id ?? '', end);
    clock.nowMs += 60_000;
    await settleUnsettled();
    expect((await ledger.getAttempt(attemptId))?.refundState).toBe(end);
    const { tasks } = await expectSound();
    expect(tasks).toHaveLength(end === 'FAILED' ? 1 : 0);
    expect(await refundsOf()).toHaveLength(1);
  }
});

test('a refund that PayPal definitely refuses is a task for a person, and not asked for again', async () => {
  const { cancel, settleUnsettled, control, clock, attemptId, log, expectSound } = await openPaid();
  const refused = { kind: 'issue', issue: 'REFUND_FAILED_INSUFFICIENT_FUNDS' } as const;
  await control.plan({ operation: 'refund', customId: attemptId, fault: refused });
  await cancel();
  await settleUnsettled();
  const { tasks, money } = await expectSound();
  expect(tasks).toMatchObject([{ kind: 'refund_failed', problem: 'REFUND_FAILED_INSUFFICIENT_FUNDS' }]);
  expect(money).toMatchObject([{ inTasksCents: priceCents, refundedCents: 0 }]);
  expect(log.some(({ level, message }) => level === 'error' && message.includes('needs a person'))).toBe(true);
  const { calls } = await control.ledger();
  clock.nowMs += 24 * 60 * 60_000;
  await settleUnsettled();
  expect((await control.ledger()).calls.refund).toBe(calls.refund);
});

test('money that was sent back by hand is found, and not sent a second time', async () => {
  const { cancel, settleUnsettled, client, captureId, refundsOf, ledger, attemptId, expectSound } = await openPaid();
  const byHand = {
    captureId,
    requestId: `by-hand-${captureId}`,
    amountCents: priceCents,
    currency: 'EUR',
    noteToPayer: '',
  };
  expect((await client().refundCapture(byHand)).ok).toBe(true);
  await cancel();
  await settleUnsettled();
  expect((await ledger.getAttempt(attemptId))?.state).toBe('REFUNDED');
  expect(await refundsOf()).toHaveLength(1);
  await expectSound();
});
