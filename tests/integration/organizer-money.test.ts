import { expect, test } from 'vitest';
import {
  captureOf,
  catalogueOf,
  done,
  paid,
  refundOf,
  sellerOf,
  ticketType,
  transferTerms,
} from './open-test-ledger.ts';
import { createTestOrganizers } from './open-test-organizers.ts';

const { open } = createTestOrganizers();
const catalogue = catalogueOf({ house: 20 }, [ticketType('paid', ['house'], { priceCents: 9_900 })]);

const addsUp = (sum: Record<string, number>) =>
  (sum.ticketedCents ?? 0) + (sum.refundedCents ?? 0) + (sum.refundingCents ?? 0) + (sum.inTasksCents ?? 0);

test('money adds up before one’s eyes, as the recount has it; each task says what to do and is ended from there', async () => {
  const { signIn, buy, startPaying, ledger, clock } = await open({ catalogue });
  const { get, post } = signIn('olu');
  expect((await get('/money')).body).toMatchObject({ sums: [], tasks: [] });

  await buy('AAAA', { paid: 2 }, 'ada@example.org');
  await buy('BBBB', { paid: 1 }, 'bo@example.org');
  expect((await post('/registrations/AAAA-2/cancel', { note: 'ill' })).body).toMatchObject({
    order: { state: 'CONFIRMED', refunds: [{ amountCents: 9_900, registrationId: 'AAAA-2' }] },
    audit: [{ action: 'ticket_cancelled', note: 'ill' }],
  });
  paid(await ledger.recordRefund(refundOf('pay-AAAA', 'FAILED', 'INSUFFICIENT_FUNDS')));
  expect((await post('/orders/BBBB/refund', { amount: '12,50' })).body.order.refunds).toMatchObject([
    { amountCents: 1_250 },
  ]);
  clock.nowMs += 1_000;
  const { attempt } = await startPaying('CCCC', { paid: 1 });
  const { attemptId, ...odd } = { ...captureOf(attempt), amountCents: 500 };
  paid(await ledger.quarantinePayment({ attemptId, problem: 'captured 500 EUR, not 9900 EUR', capture: odd }));

  clock.nowMs += 60_000;
  const { sums, tasks } = (await get('/money')).body;
  expect(sums).toHaveLength(1);
  expect(sums[0]).toMatchObject({ capturedCents: 30_200, refundingCents: 1_250, inTasksCents: 10_400 });
  expect(addsUp(sums[0])).toBe(sums[0].capturedCents);
  const { unaccountedCents, ...counted } = sums[0];
  expect(unaccountedCents).toBe(0);
  expect((await ledger.check()).money).toEqual([counted]);
  expect(tasks).toMatchObject([
    { kind: 'refund_failed', refundId: 'pay-AAAA-refund-1', actions: ['try-again', 'by-hand'], buyer: 'Ada' },
    { kind: 'quarantined', attemptId, actions: ['send-back', 'accept'] },
  ]);
  for (const task of tasks) expect(task.happened.length * task.todo.length).toBeGreaterThan(0);

  const refund = '/orders/AAAA/refunds/pay-AAAA-refund-1';
  expect(await post(`${refund}/by-hand`, { how: ' ' })).toMatchObject({
    status: 422,
    body: { fields: { how: expect.any(String) } },
  });
  expect((await post(`${refund}/try-again`)).body.order.refunds).toMatchObject([{ state: 'REQUESTED', tries: 2 }]);
  expect(await post(`${refund}/by-hand`, { how: 'in cash' })).toMatchObject({ status: 409 });
  expect((await post('/orders/CCCC/payments/pay-CCCC/accept')).body.order).toMatchObject({ state: 'CONFIRMED' });
  expect((await get('/money')).body.tasks).toEqual([]);
  expect((await ledger.check()).findings).toEqual([]);
});

test('an amount is read as people write it, in the order’s currency, and never more than is left', async () => {
  const { signIn, buy } = await open({ catalogue: { ...catalogue, currency: 'JPY' } });
  await buy('AAAA', { paid: 1 });
  const { post } = signIn('olu');
  for (const amount of ['12.50', '-5', 'all', '', '1e3'])
    expect(await post('/orders/AAAA/refund', { amount }), amount).toMatchObject({ status: 422 });
  expect(await post('/orders/AAAA/refund', { amount: '9901' })).toMatchObject({
    status: 409,
    body: { reason: 'over_captured', message: expect.stringContaining('9,900') },
  });
  const form = { requestId: crypto.randomUUID(), amount: '9900' };
  expect((await post('/orders/AAAA/refund', form)).body).toMatchObject({ replayed: false });
  expect((await post('/orders/AAAA/refund', form)).body).toMatchObject({ replayed: true });
  expect(await post('/orders/NOBODY/refund', { amount: '1' })).toMatchObject({ status: 404 });
});

test('what came by bank transfer goes back by bank transfer, and the task says so', async () => {
  const { signIn, hold, give, ledger, clock } = await open({
    catalogue: { ...catalogue, seller: sellerOf('A'), transfer: transferTerms },
  });
  const { get, post } = signIn('olu');
  done(await hold('AAAA', { paid: 1 }));
  done(await give('AAAA', 1));
  done(await ledger.chooseTransfer({ orderId: 'AAAA' }));
  expect((await post('/orders/AAAA/mark-paid', { amount: '99' })).body.order).toMatchObject({ state: 'CONFIRMED' });
  const { refunds, payment } = (await post('/orders/AAAA/cancel')).body.order;
  expect(refunds).toMatchObject([{ amountCents: 9_900 }]);
  const problem = 'it was paid by bank transfer';
  paid(await ledger.recordRefund({ ...refundOf(payment.attemptId, 'FAILED', problem), isDefinite: false }));
  const [task] = (await get('/money')).body.tasks;
  expect(task).toMatchObject({ title: expect.stringContaining('bank transfer'), actions: ['by-hand'] });
  expect(JSON.stringify(task)).not.toContain('PayPal');
  const { order } = (await post(`/orders/AAAA/refunds/${task.refundId}/by-hand`, { how: 'Bank transfer 17.' })).body;
  expect(order.refunds).toMatchObject([{ state: 'COMPLETED', how: 'Bank transfer 17.' }]);
  clock.nowMs += 60_000;
  expect((await get('/money')).body).toMatchObject({
    tasks: [],
    sums: [{ refundedCents: 9_900, unaccountedCents: 0 }],
  });
  expect((await ledger.check()).findings).toEqual([]);
});
