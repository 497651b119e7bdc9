import { expect, test } from 'vitest';
import { priceCents } from './open-test-shop.ts';
import { createTestWebhookShops } from './open-test-webhooks.ts';

const { open } = createTestWebhookShops();
const sixHoursMs = 6 * 60 * 60_000;

async function openPaid() {
  const shop = await open();
  const { attemptId, order } = await shop.approve();
  await shop.untilPayment(order.id, 'CAPTURED');
  const [capture] = await shop.capturesOf(order.id);
  return { ...shop, attemptId, orderId: order.id, captureId: capture?.id ?? '' };
}

test('a dispute keeps the seat and the money where they are: no refund, no cancellation, a task', async () => {
  const { control, ledger, orderId, captureId, attemptId, untilPayment, expectSound } = await openPaid();
  const { id } = await control.dispute(captureId);
  expect(await untilPayment(orderId, 'DISPUTED')).toMatchObject({ state: 'CONFIRMED' });
  expect(await ledger.cancel({ orderId })).toMatchObject({ ok: false, reason: 'wrong_state' });
  const { tasks, money, quotas } = await expectSound();
  expect(tasks).toMatchObject([{ attemptId, kind: 'disputed', problem: expect.stringContaining('NOT_RECEIVED') }]);
  expect(money).toMatchObject([{ capturedCents: priceCents, ticketedCents: priceCents }]);
  expect(quotas).toMatchObject([{ sold: 1 }]);

  await control.resolveDispute(id, 'RESOLVED_SELLER_FAVOUR');
  await untilPayment(orderId, 'CAPTURED');
  expect((await expectSound()).tasks).toEqual([]);
  expect(await ledger.cancel({ orderId })).toMatchObject({ ok: true });
});

test('a dispute that the buyer wins takes the money; the seat waits until somebody cancels, without a refund', async () => {
  const { control, ledger, orderId, captureId, attemptId, untilPayment, settleUnsettled, capturesOf, expectSound } =
    await openPaid();
  const { id } = await control.dispute(captureId);
  await untilPayment(orderId, 'DISPUTED');
  await control.resolveDispute(id, 'RESOLVED_BUYER_FAVOUR');
  expect(await untilPayment(orderId, 'REVERSED')).toMatchObject({ state: 'CONFIRMED' });
  const { tasks, money, quotas } = await expectSound();
  const problem = expect.stringContaining('RESOLVED_BUYER_FAVOUR');
  expect(tasks).toMatchObject([{ attemptId, kind: 'reversed', problem }]);
  expect(money).toMatchObject([{ capturedCents: priceCents, ticketedCents: 0, refundedCents: priceCents }]);
  expect(quotas).toMatchObject([{ sold: 1 }]);

  expect(await ledger.cancel({ orderId })).toMatchObject({ ok: true, order: { state: 'CANCELLED', refunds: [] } });
  await settleUnsettled();
  expect((await capturesOf(orderId)).flatMap(({ refunds }) => refunds)).toEqual([]);
  const after = await expectSound();
  expect(after.tasks).toEqual([]);
  expect(after.quotas).toMatchObject([{ sold: 0 }]);
});

test('a chargeback is booked as gone, and as back where the bank decides for us after all', async () => {
  const { control, orderId, captureId, untilPayment, expectSound } = await openPaid();
  const { id } = await control.reverse(captureId);
  await untilPayment(orderId, 'REVERSED');
  expect((await expectSound()).tasks).toMatchObject([{ kind: 'reversed', problem: expect.stringContaining('bank') }]);
  await control.resolveDispute(id, 'RESOLVED_SELLER_FAVOUR');
  await untilPayment(orderId, 'CAPTURED');
  const { tasks, money } = await expectSound();
  expect(tasks).toEqual([]);
  expect(money).toMatchObject([{ ticketedCents: priceCents, refundedCents: 0 }]);
});

test.each([
  ['RESOLVED_SELLER_FAVOUR', 'CAPTURED'],
  ['RESOLVED_BUYER_FAVOUR', 'REVERSED'],
] as const)('where the webhook about the end (%s) is lost, the courier finds it', async (outcome, state) => {
  const { control, ledger, orderId, captureId, untilPayment, settleUnsettled, clock } = await openPaid();
  const { id } = await control.dispute(captureId);
  await untilPayment(orderId, 'DISPUTED');
  await control.webhooks.plan({ times: 10, plan: { kind: 'drop' } });
  await control.resolveDispute(id, outcome);
  await settleUnsettled();
  expect((await ledger.getOrder(orderId))?.payment?.state).toBe('DISPUTED');
  clock.nowMs += sixHoursMs;
  await settleUnsettled();
  expect((await ledger.getOrder(orderId))?.payment?.state).toBe(state);
});

test('a dispute about a payment of somebody else moves nothing', async () => {
  const mine = await openPaid();
  const other = await mine.approve();
  await mine.untilPayment(other.order.id, 'CAPTURED');
  const [capture] = await mine.capturesOf(other.order.id);
  await mine.control.webhooks.plan({ times: 10, plan: { kind: 'drop' } });
  const { id } = await mine.control.dispute(capture?.id ?? '');
  await mine.settle(mine.attemptId, { doubt: { disputeId: id } });
  expect((await mine.ledger.getOrder(mine.orderId))?.payment?.state).toBe('CAPTURED');
  await mine.settle(other.attemptId, { doubt: { disputeId: id } });
  expect((await mine.ledger.getOrder(other.order.id))?.payment?.state).toBe('DISPUTED');
});

test('money that somebody sent back at PayPal by hand is found by the webhook', async () => {
  const { client, orderId, captureId, untilPayment, expectSound } = await openPaid();
  const byHand = {
    captureId,
    requestId: `hand-${captureId}`,
    amountCents: priceCents,
    currency: 'EUR',
    noteToPayer: '',
  };
  expect((await client().refundCapture(byHand)).ok).toBe(true);
  await untilPayment(orderId, 'REVERSED');
  expect((await expectSound()).tasks).toMatchObject([{ problem: expect.stringContaining('not from here') }]);
});

test("Foyer's own refund is no reversal", async () => {
  const { ledger, orderId, untilPayment, settleUnsettled, eventOf, attemptId, expectSound } = await openPaid();
  await ledger.cancel({ orderId });
  await settleUnsettled();
  await eventOf('PAYMENT.CAPTURE.REFUNDED', attemptId);
  await untilPayment(orderId, 'REFUNDED');
  expect((await expectSound()).tasks).toEqual([]);
});
