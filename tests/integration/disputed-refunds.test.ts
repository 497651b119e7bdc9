import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { done } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();

/** Without webhooks: an event that is late would ask for the refund before the test has told of the dispute. */
async function openPaid() {
  const shop = await open();
  const { attemptId, order } = await shop.approve();
  await shop.settle(attemptId);
  const [capture] = await shop.capturesOf(order.id);
  return { ...shop, attemptId, orderId: order.id, captureId: capture?.id ?? '' };
}

test('what was to go back before the buyer complained waits until PayPal has decided', async () => {
  const { ledger, orderId, attemptId, settle, capturesOf, expectSound } = await openPaid();
  const refunds = async () => (await capturesOf(orderId)).flatMap((each) => each.refunds);
  const goodwill = (form: string) => ledger.refundAmount({ orderId, amountCents: 1_000, act: actOf(form) });
  expect(await goodwill('before')).toMatchObject({ ok: true });
  await ledger.recordDispute({ attemptId, disputeId: 'PP-D-SOON', problem: 'told by somebody' });
  expect(await goodwill('during')).toMatchObject({ ok: false, reason: 'wrong_state' });
  await settle(attemptId);
  expect(await refunds()).toEqual([]);
  expect((await ledger.getOrder(orderId))?.refunds).toMatchObject([{ state: 'REQUESTED' }]);
  await expectSound();

  await ledger.endDispute({ attemptId });
  await settle(attemptId);
  expect(await refunds()).toMatchObject([{ status: 'COMPLETED', amount: { value: '10.00' } }]);
  await expectSound();
});

/** Money that an organizer sends back, of which nothing was heard yet when PayPal decided for the buyer. */
async function openLostBeforeRefund(amountCents: number) {
  const shop = await openPaid();
  const { control, ledger, orderId, attemptId, captureId, settle } = shop;
  const { id: disputeId } = await control.dispute(captureId);
  done(await ledger.refundAmount({ orderId, amountCents, act: actOf('before') }));
  await ledger.recordDispute({ attemptId, disputeId, problem: 'told by somebody' });
  const { calls } = await control.ledger();
  return {
    ...shop,
    refundState: async () => (await ledger.getOrder(orderId))?.refunds.map(({ state }) => state),
    lose: async () => {
      await control.resolveDispute(disputeId, 'RESOLVED_BUYER_FAVOUR');
      await settle(attemptId, { doubt: { disputeId } });
      expect((await ledger.getAttempt(attemptId))?.state).toBe('REVERSED');
    },
    expectNothingAsked: async () => expect((await control.ledger()).calls.refund).toBe(calls.refund),
  };
}

test.each([
  ['a part', 1_000],
  ['all of it', priceCents],
])('what was still to go back is back with the rest once the buyer has won: %s', async (_what, amountCents) => {
  const { lose, control, ledger, orderId, attemptId, clock, settleUnsettled, refundState, ...shop } =
    await openLostBeforeRefund(amountCents);
  await lose();
  await control.plan({ operation: 'get-capture', customId: attemptId, fault: { kind: 'status', status: 503 } });
  await settleUnsettled();
  expect(await refundState()).toEqual(['REQUESTED']);
  clock.nowMs += 60_000;
  await settleUnsettled();
  expect(await refundState()).toEqual(['COMPLETED']);
  await shop.expectNothingAsked();
  const { tasks, money } = await shop.expectSound();
  expect(tasks).toMatchObject([{ kind: 'reversed' }]);
  expect(money).toMatchObject([{ refundedCents: priceCents, refundingCents: 0, ticketedCents: 0 }]);
  expect(await ledger.cancel({ orderId })).toMatchObject({ ok: true });
  expect((await shop.expectSound()).tasks).toEqual([]);
  clock.nowMs += 10 * 24 * 60 * 60_000;
  expect(await ledger.claimUnsettled({ limit: 9 })).toEqual([]);
});

test('where PayPal does not say that all of a lost payment has gone, a person looks for what was still to go back', async () => {
  const { ledger, orderId, attemptId, settleUnsettled, refundState, ...shop } = await openLostBeforeRefund(1_000);
  const known = { attemptId, disputeId: null };
  expect(await ledger.recordReversal({ ...known, problem: 'told by somebody' })).toMatchObject({ ok: true });
  expect(await ledger.cancel({ orderId })).toMatchObject({ ok: true });
  await settleUnsettled();
  expect(await refundState()).toEqual(['FAILED']);
  await shop.expectNothingAsked();
  const { tasks, money } = await shop.expectSound();
  const refundId = `${attemptId}-refund-1`;
  expect(tasks).toMatchObject([{ kind: 'refund_failed', refundId, problem: expect.stringContaining('taken back') }]);
  expect(money).toMatchObject([{ refundedCents: priceCents - 1_000, inTasksCents: 1_000 }]);
  expect(await ledger.retryRefund({ orderId, refundId, act: actOf('again') })).toMatchObject({ ok: false });
  const how = 'It went with the dispute.';
  expect(await ledger.refundByHand({ orderId, refundId, how, act: actOf('hand') })).toMatchObject({ ok: true });
  expect(await shop.expectSound()).toMatchObject({ tasks: [], money: [{ refundedCents: priceCents }] });
});

test('a dispute about money that was all to go back ends for us too', async () => {
  const { control, ledger, attemptId, captureId, settleUnsettled, refundState, lose, ...shop } =
    await openLostBeforeRefund(priceCents);
  await lose();
  await ledger.endDispute({ attemptId });
  expect((await shop.expectSound()).tasks).toEqual([]);
  expect((await ledger.getAttempt(attemptId))?.state).toBe('CAPTURED');
});

test('what a bank takes back while it is going back anyway is sent once', async () => {
  const { control, ledger, orderId, captureId, settleUnsettled, capturesOf, expectSound } = await openPaid();
  done(await ledger.cancel({ orderId }));
  await control.reverse(captureId);
  await settleUnsettled();
  expect(await ledger.getOrder(orderId)).toMatchObject({ payment: { state: 'REFUNDED' } });
  expect((await capturesOf(orderId)).flatMap(({ refunds }) => refunds)).toEqual([]);
  expect(await expectSound()).toMatchObject({ tasks: [], money: [{ refundedCents: priceCents }] });
});

test('what PayPal refuses because of a chargeback is not tried again: the buyer has it by other ways', async () => {
  const { control, ledger, orderId, attemptId, settleUnsettled, expectSound } = await openPaid();
  const fault = { kind: 'issue', issue: 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK' } as const;
  await control.plan({ operation: 'refund', customId: attemptId, fault });
  done(await ledger.cancel({ orderId }));
  await settleUnsettled();
  expect((await ledger.getOrder(orderId))?.refunds).toMatchObject([{ state: 'FAILED', mayTryAgain: false }]);
  expect((await expectSound()).tasks).toMatchObject([{ problem: expect.stringContaining('bank of the buyer') }]);
});
