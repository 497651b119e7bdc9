import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { catalogueOf, done, ticketType } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();

async function openPaid(quantity = 1, currency = 'EUR') {
  const types = [ticketType('paid', ['house'], { priceCents })];
  const shop = await open({ catalogue: { ...catalogueOf({ house: 10 }, types), currency } });
  const { attemptId, order } = await shop.approve(quantity);
  await shop.settle(attemptId);
  const [capture] = await shop.capturesOf(order.id);
  let forms = 0;
  const nextAct = () => actOf(`form-${++forms}`);
  return {
    ...shop,
    attemptId,
    orderId: order.id,
    captureId: capture?.id ?? '',
    nextAct,
    refundsOf: async () => (await shop.capturesOf(order.id)).flatMap((each) => each.refunds),
    statesOf: async () => (await shop.ledger.getOrder(order.id))?.refunds.map(({ state }) => state),
    cancel: async () => done(await shop.ledger.cancel({ orderId: order.id })),
    sendBack: async (amountCents: number) =>
      done(await shop.ledger.refundAmount({ orderId: order.id, amountCents, act: nextAct() })),
  };
}

test('a cancelled order is paid back in full, once, by the courier', async () => {
  const { cancel, settleUnsettled, settle, refundsOf, ledger, orderId, attemptId, expectSound } = await openPaid();
  expect(await cancel()).toMatchObject({ refunds: [{ state: 'REQUESTED', amountCents: priceCents }] });
  await settleUnsettled();
  await settleUnsettled();
  expect(await ledger.getOrder(orderId)).toMatchObject({
    state: 'CANCELLED',
    payment: { state: 'REFUNDED' },
    refunds: [{ state: 'COMPLETED' }],
  });
  expect(await refundsOf()).toMatchObject([{ status: 'COMPLETED', amount: { value: '149.00' } }]);
  expect((await settle(attemptId))?.outcome).toBe('cancelled');
  expect((await expectSound()).money).toMatchObject([{ refundedCents: priceCents, ticketedCents: 0 }]);
});

test.each(['EUR', 'JPY'])('parts go back one after the other, then the rest, and never more: %s', async (currency) => {
  const shop = await openPaid(1, currency);
  const { sendBack, cancel, settleUnsettled, refundsOf, statesOf, ledger, orderId, nextAct, expectSound } = shop;
  await sendBack(5_000);
  await sendBack(900);
  await settleUnsettled();
  expect((await expectSound()).money).toMatchObject([{ refundedCents: 5_900, ticketedCents: priceCents - 5_900 }]);
  expect(await ledger.getOrder(orderId)).toMatchObject({ state: 'CONFIRMED', payment: { state: 'CAPTURED' } });
  const rest = priceCents - 5_900;
  expect(await ledger.refundAmount({ orderId, amountCents: rest + 1, act: nextAct() })).toMatchObject({
    reason: 'over_captured',
    remaining: rest,
  });
  await cancel();
  await settleUnsettled();
  expect(await statesOf()).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  const values = (await refundsOf()).map(({ amount }) => amount.value);
  expect(values).toEqual(currency === 'JPY' ? ['5000', '900', '9000'] : ['50.00', '9.00', '90.00']);
  expect((await expectSound()).money).toMatchObject([{ currency, refundedCents: priceCents, ticketedCents: 0 }]);
});

test('a form that is sent twice sends back one amount', async () => {
  const { ledger, orderId, settleUnsettled, refundsOf, expectSound } = await openPaid();
  const request = { orderId, amountCents: 1_000, act: actOf('once') };
  expect(await ledger.refundAmount(request)).toMatchObject({ ok: true, replayed: false });
  expect(await ledger.refundAmount(request)).toMatchObject({ ok: true, replayed: true });
  await settleUnsettled();
  expect(await refundsOf()).toHaveLength(1);
  await expectSound();
});

test('one ticket of several is cancelled: its seat, its price and its ticket go, the others stay', async () => {
  const { ledger, orderId, settleUnsettled, refundsOf, expectSound } = await openPaid(3);
  const registrationId = `${orderId}-2`;
  done(await ledger.cancelTicket({ registrationId, act: actOf('one') }));
  await settleUnsettled();
  expect(await ledger.getOrder(orderId)).toMatchObject({
    state: 'CONFIRMED',
    registrations: [{ cancelledAt: null }, { cancelledAt: expect.any(Number) }, { cancelledAt: null }],
    refunds: [{ state: 'COMPLETED', registrationId, amountCents: priceCents, reason: 'ticket_cancelled' }],
  });
  expect(await refundsOf()).toMatchObject([{ amount: { value: '149.00' } }]);
  expect((await ledger.getRefusedTickets()).refused).toEqual([`${registrationId}.1`]);
  const report = await expectSound();
  expect(report.quotas).toMatchObject([{ sold: 2, held: 0 }]);
  expect(report.money).toMatchObject([{ ticketedCents: 2 * priceCents, refundedCents: priceCents }]);
  // The buyer goes on; the last ticket is the order.
  done(await ledger.cancelTicket({ registrationId: `${orderId}-1` }));
  expect(done(await ledger.cancelTicket({ registrationId: `${orderId}-3` }))).toMatchObject({ state: 'CANCELLED' });
  await settleUnsettled();
  expect((await expectSound()).money).toMatchObject([{ ticketedCents: 0, refundedCents: 3 * priceCents }]);
  expect(await refundsOf()).toHaveLength(3);
});

test('whatever happens to the answer, the money goes back once', async () => {
  const faults = [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500, when: 'after' },
    { kind: 'disconnect', when: 'after' },
    { kind: 'malformed', when: 'after' },
  ] as const;
  for (const fault of faults) {
    const { sendBack, settleUnsettled, refundsOf, statesOf, control, clock, attemptId, expectSound } = await openPaid();
    await control.plan({ operation: 'refund', customId: attemptId, fault });
    // So that the news cannot come by another way.
    await control.plan({ operation: 'get-capture', customId: attemptId, fault: { kind: 'status', status: 500 } });
    await sendBack(5_000);
    await settleUnsettled();
    expect(await statesOf()).toEqual(['REQUESTED']);
    clock.nowMs += 60_000;
    await settleUnsettled();
    // PayPal told the same refund again: it was asked with the same request id.
    expect(await statesOf(), JSON.stringify(fault)).toEqual(['COMPLETED']);
    expect(await refundsOf()).toHaveLength(1);
    await expectSound();
  }
});

test.each(['COMPLETED', 'FAILED'] as const)(
  'a refund that PayPal has pending is asked about until it is %s',
  async (end) => {
    const { cancel, settleUnsettled, refundsOf, statesOf, control, clock, attemptId, expectSound } = await openPaid();
    const pending = { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' } as const;
    await control.plan({ operation: 'refund', customId: attemptId, fault: pending });
    await cancel();
    await settleUnsettled();
    expect(await statesOf()).toEqual(['PENDING']);
    expect((await expectSound()).money).toMatchObject([{ refundingCents: priceCents }]);
    const [refund] = await refundsOf();
    await control.settleRefund(refund?.id ?? '', end);
    clock.nowMs += 60_000;
    await settleUnsettled();
    expect(await statesOf()).toEqual([end]);
    const { tasks } = await expectSound();
    expect(tasks).toHaveLength(end === 'FAILED' ? 1 : 0);
    expect(await refundsOf()).toHaveLength(1);
  },
);

const refused = { kind: 'issue', issue: 'REFUND_FAILED_INSUFFICIENT_FUNDS' } as const;

test('a refund that PayPal definitely refuses is a task, is not asked for again by itself, and goes when a person says so', async () => {
  const shop = await openPaid();
  const { cancel, settleUnsettled, control, clock, attemptId, orderId, ledger, log, refundsOf, nextAct, expectSound } =
    shop;
  await control.plan({ operation: 'refund', customId: attemptId, fault: refused });
  await cancel();
  await settleUnsettled();
  const { tasks, money } = await expectSound();
  const refundId = `${attemptId}-refund-1`;
  expect(tasks).toMatchObject([{ kind: 'refund_failed', refundId, problem: 'REFUND_FAILED_INSUFFICIENT_FUNDS' }]);
  expect(money).toMatchObject([{ inTasksCents: priceCents, refundedCents: 0 }]);
  expect(log.some(({ level, message }) => level === 'error' && message.includes('needs a person'))).toBe(true);
  const { calls } = await control.ledger();
  clock.nowMs += 24 * 60 * 60_000;
  await settleUnsettled();
  expect((await control.ledger()).calls.refund).toBe(calls.refund);

  done(await ledger.retryRefund({ orderId, refundId, act: nextAct() }));
  expect((await expectSound()).tasks).toEqual([]);
  await settleUnsettled();
  // By another name: PayPal answers the first one with its first answer, for good.
  expect((await ledger.getOrder(orderId))?.refunds).toMatchObject([
    { state: 'COMPLETED', requestId: `${refundId}-try-2`, problem: null },
  ]);
  expect(await refundsOf()).toHaveLength(1);
  expect(await expectSound()).toMatchObject({ money: [{ refundedCents: priceCents }], tasks: [] });
});

test('a refund that was not what was asked for is not asked for once more: what a person did by hand closes it', async () => {
  const { sendBack, settle, attemptId, orderId, ledger, refundsOf, client, openProcess, nextAct, expectSound } =
    await openPaid();
  await sendBack(5_000);
  const real = client();
  const odd = openProcess({
    paypal: {
      ...real,
      refundCapture: (request) => real.refundCapture({ ...request, amountCents: request.amountCents - 1_000 }),
    },
  });
  await odd.settle(attemptId);
  const refundId = `${attemptId}-refund-1`;
  expect(await expectSound()).toMatchObject({ tasks: [{ problem: expect.stringContaining('refunded 4000 EUR') }] });
  const again = await ledger.retryRefund({ orderId, refundId, act: nextAct() });
  expect(again).toMatchObject({ ok: false, reason: 'wrong_state' });
  await settle(attemptId);
  expect(await refundsOf()).toHaveLength(1);
  done(await ledger.refundByHand({ orderId, refundId, how: 'The missing €10 by bank transfer.', act: nextAct() }));
  expect((await ledger.getOrder(orderId))?.refunds).toMatchObject([
    { state: 'COMPLETED', how: 'The missing €10 by bank transfer.' },
  ]);
  expect(await expectSound()).toMatchObject({ money: [{ refundedCents: 5_000 }], tasks: [] });
});

test('money that was sent back by hand is found, and not sent a second time', async () => {
  const { cancel, settleUnsettled, client, captureId, refundsOf, ledger, attemptId, expectSound } = await openPaid();
  const common = { captureId, currency: 'EUR', noteToPayer: '' };
  const byHand = { ...common, requestId: `by-hand-${captureId}`, amountCents: priceCents };
  expect((await client().refundCapture(byHand)).ok).toBe(true);
  await cancel();
  await settleUnsettled();
  expect((await ledger.getAttempt(attemptId))?.state).toBe('REFUNDED');
  expect(await refundsOf()).toHaveLength(1);
  await expectSound();
});

test('a part that was sent back by hand unknown to the ledger stops the rest until a person has looked', async () => {
  const { cancel, settleUnsettled, client, captureId, refundsOf, expectSound } = await openPaid();
  const common = { captureId, currency: 'EUR', noteToPayer: '' };
  const byHand = { ...common, requestId: `by-hand-${captureId}`, amountCents: 1_000 };
  expect((await client().refundCapture(byHand)).ok).toBe(true);
  await cancel();
  await settleUnsettled();
  expect(await expectSound()).toMatchObject({ tasks: [{ kind: 'refund_failed' }] });
  expect(await refundsOf()).toHaveLength(1);
});

test('what a buyer cancels goes back until the deadline; afterwards the organizers decide', async () => {
  const deadline = Date.UTC(2030, 5, 1);
  const types = [ticketType('paid', ['house'], { priceCents }), ticketType('free', ['house'])];
  const shop = await open({ catalogue: { ...catalogueOf({ house: 10 }, types), cancelUntil: deadline } });
  const { ledger, clock, expectSound } = shop;
  const buy = async () => {
    const { attemptId, order } = await shop.approve(2);
    await shop.settle(attemptId);
    return order.id;
  };
  const [early, late] = [await buy(), await buy()];
  clock.nowMs = deadline - 1;
  done(await ledger.cancelTicket({ registrationId: `${early}-1` }));
  clock.nowMs = deadline;
  const closed = { ok: false, reason: 'cancel_closed', order: { state: 'CONFIRMED' } };
  expect(await ledger.cancel({ orderId: late })).toMatchObject(closed);
  expect(await ledger.cancelTicket({ registrationId: `${early}-2` })).toMatchObject(closed);
  done(await ledger.cancel({ orderId: late, act: actOf('late') }));
  expect((await expectSound()).money).toMatchObject([{ refundingCents: 3 * priceCents, ticketedCents: priceCents }]);
});

test('nobody gets in and then their money back', async () => {
  const { ledger, orderId } = await openPaid(2);
  done(await ledger.checkIn({ registrationId: `${orderId}-1`, revision: 1, act: actOf('door') }));
  expect(await ledger.cancel({ orderId })).toMatchObject({ reason: 'cancel_closed' });
  expect(await ledger.cancelTicket({ registrationId: `${orderId}-2` })).toMatchObject({ reason: 'cancel_closed' });
  done(await ledger.cancelTicket({ registrationId: `${orderId}-2`, act: actOf('kind') }));
});
