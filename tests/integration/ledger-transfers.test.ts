import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { dayMs } from '../../core/orders/transfer.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { actOf } from './ledger-organizer-steps.ts';
import { createTestHouses, priceCents } from './open-test-house.ts';
import {
  captureOf,
  done,
  holdMs,
  paid,
  paypalOrderOf,
  refundOf,
  sellerOf,
  startMs,
  transferTerms,
} from './open-test-ledger.ts';

const { openHouse, url } = createTestHouses();

const offered = { seller: sellerOf('A'), transfer: transferTerms };
const owed = { amountCents: priceCents, currency: 'EUR' };

/** An order of one seat that waits for its transfer. */
async function openAwaiting(seats?: number) {
  const house = await openHouse(seats, offered);
  const { ledger } = house;
  done(await house.hold('order', { paid: 1 }));
  done(await house.give('order', 1));
  const order = done(await ledger.chooseTransfer({ orderId: 'order' }));
  const expectSound = async () => expect((await ledger.check()).findings).toEqual([]);
  const sweep = () => ledger.sweepTransfers({ limit: 10 });
  const markPaid = () => ledger.markTransferPaid({ orderId: 'order', ...owed, act: actOf('paid') });
  return { ...house, order, expectSound, sweep, markPaid };
}

test('its seats are kept for days, not minutes, and the invoice is written at once', async () => {
  const { ledger, clock, order, expectSound } = await openAwaiting();
  expect(order).toMatchObject({
    state: 'AWAITING_TRANSFER',
    transfer: { dueAt: startMs + 14 * dayMs, remindedAt: null, endsAt: null, bank: transferTerms.bank },
    documents: [{ kind: 'invoice', number: 'A-2030-0001', totalCents: priceCents }],
  });
  expect(await ledger.getDocument('A-2030-0001')).toMatchObject({
    transfer: { dueAt: startMs + 14 * dayMs, bank: transferTerms.bank },
  });
  clock.nowMs += 10 * holdMs;
  expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
  expect(await ledger.getAvailability()).toMatchObject({ holdsEndBy: null, transferDays: 14 });
  expect((await ledger.check()).quotas).toMatchObject([{ held: 1, sold: 0 }]);
  expect(await ledger.chooseTransfer({ orderId: 'order' })).toMatchObject({ ok: true, replayed: true });
  expect(await ledger.extend({ orderId: 'order', holdMs })).toMatchObject({ reason: 'wrong_state' });
  await expectSound();
});

test.each([
  ['it is switched off', { transfer: null as never }],
  ['nobody writes invoices', { seller: null as never }],
  ['it would be due after the conference begins', { transfer: { ...transferTerms, lastDueAt: startMs + dayMs } }],
])('it is not offered where %s', async (_, changes) => {
  const { ledger, hold, give } = await openHouse(1, { ...offered, ...changes });
  done(await hold('order', { paid: 1 }));
  done(await give('order', 1));
  expect((await ledger.getAvailability()).transferDays).toBeNull();
  expect(await ledger.chooseTransfer({ orderId: 'order' })).toMatchObject({ reason: 'transfer_not_offered' });
});

test('what is free, and what nobody is named for, is not paid by transfer', async () => {
  const { ledger, hold, give } = await openHouse(2, offered);
  done(await hold('gratis', { free: 1 }));
  done(await give('gratis', 1));
  expect(await ledger.chooseTransfer({ orderId: 'gratis' })).toMatchObject({ reason: 'transfer_not_offered' });
  done(await hold('nameless', { paid: 1 }));
  expect(await ledger.chooseTransfer({ orderId: 'nameless' })).toMatchObject({ reason: 'details_missing' });
});

test('an organizer marks the exact amount as paid, once, and the audit says who', async () => {
  const { ledger, expectSound, markPaid } = await openAwaiting();
  const wrong = [{ amountCents: priceCents - 1 }, { amountCents: priceCents + 1 }, { currency: 'USD' }];
  for (const amount of wrong) {
    const request = { orderId: 'order', ...owed, ...amount, act: actOf('wrong') };
    expect(await ledger.markTransferPaid(request)).toMatchObject({ ok: false, reason: 'amount_differs' });
  }
  const [first, second] = await Promise.all([markPaid(), markPaid()]);
  expect([first, second].map((reply) => reply.ok && reply.replayed)).toEqual([false, true]);
  expect(done(first)).toMatchObject({ state: 'CONFIRMED', payment: { method: 'transfer', state: 'CAPTURED' } });
  expect(done(first).documents).toHaveLength(1);
  expect(await ledger.getAudit('order')).toMatchObject([{ action: 'marked_paid', after: owed }]);
  const { money } = await ledger.check();
  expect(money).toMatchObject([{ capturedCents: priceCents, ticketedCents: priceCents }]);
  await expectSound();
});

test('PayPal remains possible until then, and never both', async () => {
  const { ledger, capture, expectSound, markPaid } = await openAwaiting();
  const { attempt } = paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
  const created = paid(await ledger.recordPayPalOrder(paypalOrderOf(attempt.id)));
  expect(created.order.state).toBe('AWAITING_TRANSFER');
  await expectSound();
  // Captured first: the organizer hears that it is paid.
  const { order } = await capture('pay-order');
  expect(order.documents).toHaveLength(1);
  expect(await markPaid()).toMatchObject({ ok: false, reason: 'wrong_state' });
  await expectSound();
});

test('marked as paid first, what was begun at PayPal is never captured', async () => {
  const { ledger, expectSound, markPaid } = await openAwaiting();
  paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
  paid(await ledger.recordPayPalOrder(paypalOrderOf('pay-order')));
  done(await markPaid());
  expect(await ledger.beginCapture({ attemptId: 'pay-order' })).toMatchObject({ ok: false, reason: 'payment_over' });
  expect(await ledger.getAttempt('pay-order')).toMatchObject({ state: 'ABANDONED', problem: 'paid_by_transfer' });
  await expectSound();
});

test('what PayPal takes for a try that is over goes back, and the transfer is awaited as before', async () => {
  const { ledger, expectSound, markPaid } = await openAwaiting();
  paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
  const { attempt } = paid(await ledger.recordPayPalOrder(paypalOrderOf('pay-order')));
  paid(await ledger.abandonPayment({ attemptId: attempt.id, problem: 'let go' }));
  const returned = paid(await ledger.returnCapture(captureOf(attempt)));
  expect(returned.order).toMatchObject({ state: 'AWAITING_TRANSFER', refunds: [{ reason: 'superseded' }] });
  await expectSound();
  const { order } = paid(await ledger.recordRefund(refundOf(attempt.id, 'COMPLETED')));
  expect(order).toMatchObject({ state: 'AWAITING_TRANSFER', payment: { state: 'REFUNDED' } });
  await expectSound();
  expect(done(await markPaid()).payment).toMatchObject({ method: 'transfer', state: 'CAPTURED' });
  await expectSound();
});

test('while PayPal is asked for the money nobody marks it; a decline leads back to the transfer', async () => {
  const { ledger, sweep, clock, expectSound, markPaid } = await openAwaiting();
  paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
  paid(await ledger.recordPayPalOrder(paypalOrderOf('pay-order')));
  const { attempt } = paid(await ledger.beginCapture({ attemptId: 'pay-order' }));
  expect(await markPaid()).toMatchObject({ ok: false, reason: 'wrong_state' });
  clock.nowMs += 15 * dayMs;
  expect(await sweep()).toEqual({ reminded: [], ended: [] });
  const { captureRequestId } = attempt;
  const decline = { attemptId: attempt.id, captureRequestId, issue: 'NO', graceMs: holdMs, isFinished: true };
  const declined = paid(await ledger.recordDecline(decline));
  expect(declined.order).toMatchObject({ state: 'AWAITING_TRANSFER', transfer: { dueAt: startMs + 14 * dayMs } });
  expect(await sweep()).toEqual({ reminded: ['order'], ended: [] });
  await expectSound();
  done(await markPaid());
  await expectSound();
});

test('a pending payment that is denied leads back to the transfer too', async () => {
  const { ledger, expectSound, markPaid } = await openAwaiting();
  paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
  paid(await ledger.recordPayPalOrder(paypalOrderOf('pay-order')));
  const { attempt } = paid(await ledger.beginCapture({ attemptId: 'pay-order' }));
  const { captureId } = captureOf(attempt);
  paid(await ledger.recordCapturePending({ attemptId: attempt.id, captureId, reason: 'ECHECK' }));
  const { order } = paid(await ledger.recordDenial({ attemptId: attempt.id, issue: 'NO' }));
  expect(order.state).toBe('AWAITING_TRANSFER');
  await expectSound();
  done(await markPaid());
  await expectSound();
});

test('overdue it is reminded of once; after the days of grace its seats go back with a credit note', async () => {
  const { ledger, clock, sweep, expectSound } = await openAwaiting();
  clock.nowMs += 14 * dayMs - 1;
  expect(await sweep()).toEqual({ reminded: [], ended: [] });
  // The courier was away for a week: the grace begins with the reminder all the same.
  clock.nowMs += 7 * dayMs;
  expect(await sweep()).toEqual({ reminded: ['order'], ended: [] });
  expect(await ledger.getOrder('order')).toMatchObject({
    transfer: { remindedAt: clock.nowMs, endsAt: clock.nowMs + 5 * dayMs },
  });
  expect(await sweep()).toEqual({ reminded: [], ended: [] });
  clock.nowMs += 5 * dayMs;
  expect(await sweep()).toEqual({ reminded: [], ended: ['order'] });
  const order = await ledger.getOrder('order');
  expect(order).toMatchObject({ state: 'EXPIRED', expiryReason: 'unpaid', transfer: null });
  expect(order?.documents.map(({ number }) => number)).toEqual(['A-2030-0001', 'A-CN-2030-0001']);
  expect(await ledger.getDocument('A-CN-2030-0001')).toMatchObject({ reason: 'not_paid', totalCents: priceCents });
  expect((await ledger.check()).quotas).toMatchObject([{ held: 0, sold: 0 }]);
  await expectSound();
});

test('money that comes after the end gets the seats again if they are there, with a new invoice', async () => {
  const { ledger, clock, hold, sweep, expectSound, markPaid } = await openAwaiting(1);
  for (const days of [14, 5]) {
    clock.nowMs += days * dayMs;
    await sweep();
  }
  done(await hold('other', { paid: 1 }));
  expect(await markPaid()).toMatchObject({ ok: false, reason: 'sold_out' });
  done(await ledger.release({ orderId: 'other' }));
  const order = done(await markPaid());
  expect(order.documents.map(({ number }) => number)).toEqual(['A-2030-0001', 'A-CN-2030-0001', 'A-2030-0002']);
  expect((await ledger.check()).quotas).toMatchObject([{ held: 0, sold: 1 }]);
  await expectSound();
});

test('buyer and organizer may call it off; then it is not marked as paid any more', async () => {
  for (const act of [undefined, actOf('off')]) {
    const { ledger, expectSound, markPaid } = await openAwaiting();
    const request = { orderId: 'order', ...(act ? { act } : {}) };
    expect(done(await ledger.callOff(request))).toMatchObject({ state: 'EXPIRED', expiryReason: 'called_off' });
    expect(await ledger.callOff(request)).toMatchObject({ ok: true, replayed: true });
    expect(await markPaid()).toMatchObject({ ok: false, reason: 'wrong_state' });
    expect(await ledger.getAudit('order')).toHaveLength(act ? 1 : 0);
    await expectSound();
    // And may be had again, to be paid in whatever way.
    done(await ledger.holdAgain({ orderId: 'order', holdMs }));
    done(await ledger.chooseTransfer({ orderId: 'order' }));
    done(await markPaid());
    await expectSound();
  }
});

test('a transfer and PayPal at the same moment: one of them pays', async () => {
  for (let round = 0; round < 20; round++) {
    const { ledger, eventId, expectSound, markPaid } = await openAwaiting();
    const connection = new Redis(url());
    try {
      const other = createLedger({ redis: connection, eventId, nowMs: () => startMs });
      const { attempt } = paid(await ledger.startPayment({ orderId: 'order', attemptId: 'pay-order' }));
      paid(await ledger.recordPayPalOrder(paypalOrderOf(attempt.id)));
      const byPayPal = async () => {
        const begun = await other.beginCapture({ attemptId: attempt.id });
        return begun.ok && (await other.recordCapture(captureOf(begun.attempt))).ok;
      };
      const results = await Promise.all(
        round % 2 ? [byPayPal(), markPaid().then(({ ok }) => ok)] : [markPaid().then(({ ok }) => ok), byPayPal()],
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect((await ledger.check()).money).toMatchObject([{ capturedCents: priceCents, ticketedCents: priceCents }]);
      await expectSound();
    } finally {
      connection.disconnect();
    }
  }
});
