import { expect, test } from 'vitest';
import { isAttemptSignature } from '../../server/payments/attempt-link.ts';
import { catalogueOf, done, holdMs, ticketType } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();
const secret = 's'.repeat(32);

test('a start leads to an order at PayPal that says what is owed, and where to come back to', async () => {
  const { fillIn, start, control } = await open();
  const order = await fillIn(2);
  const started = await start(order.id);
  expect(started.order).toMatchObject({ state: 'PAYING', payment: { state: 'AWAITING_APPROVAL' } });
  const { orders } = await control.ledger({ orderId: started.paypalOrderId });
  expect(orders).toMatchObject([
    {
      amount: { currency_code: 'EUR', value: ((2 * priceCents) / 100).toFixed(2) },
      customId: started.attemptId,
      invoiceId: `${order.id}-1`,
      description: `2 tickets, order ${order.id}`,
      brandName: 'The Conference',
      returnUrl: `http://127.0.0.1:8080${started.returnPath}`,
    },
  ]);
  expect(started.approveUrl).toContain(started.paypalOrderId);
  const link = new URL(orders[0]?.cancelUrl ?? '');
  expect(link.pathname).toBe(`/pay/cancel/${started.attemptId}`);
  expect(isAttemptSignature(started.attemptId, link.searchParams.get('s'), secret)).toBe(true);
});

test('pressed twice, or in two tabs at once, it is one order at PayPal', async () => {
  const { fillIn, start, service, openProcess, control } = await open();
  const order = await fillIn();
  const others = [openProcess().service, openProcess().service, service];
  const starts = await Promise.all(others.map((each) => each.start({ orderId: order.id })));
  // Whoever asks while PayPal still makes the order may be told to try again, and nothing else.
  for (const each of starts) if (!each.ok) expect(each.reason).toBe('provider_away');
  const again = await start(order.id);
  for (const each of starts) if (each.ok) expect(each.paypalOrderId).toBe(again.paypalOrderId);
  const { orders } = await control.ledger({ invoiceId: `${order.id}-1` });
  expect(orders).toHaveLength(1);
});

test('a PayPal that is away or slow keeps the hold, and the next press goes on with the same request', async () => {
  const { fillIn, start, service, openProcess, client, control, ledger } = await open();
  const faults = [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500, when: 'after' },
    { kind: 'disconnect', when: 'after' },
    { kind: 'malformed', when: 'after' },
    { kind: 'timeout', when: 'before' },
  ] as const;
  for (const fault of faults) {
    const order = await fillIn();
    await control.plan({ operation: 'create', invoiceId: `${order.id}-1`, fault });
    const hasty = openProcess({ paypal: client(500) }).service;
    const away = await (fault.kind === 'timeout' ? hasty : service).start({ orderId: order.id });
    expect(away, JSON.stringify(fault)).toMatchObject({
      ok: false,
      reason: 'provider_away',
      order: { state: 'PAYING', heldUntil: order.heldUntil, payment: { state: 'CREATING' } },
    });
    const started = await start(order.id);
    expect(started.attemptId).toBe((await ledger.getOrder(order.id))?.payment?.attemptId);
    const { orders } = await control.ledger({ invoiceId: `${order.id}-1` });
    expect(orders).toHaveLength(1);
  }
});

test('a definite no of PayPal gives the attempt up, keeps the hold, and is told to an operator', async () => {
  const { fillIn, service, control, log, start } = await open();
  const order = await fillIn();
  const fault = { kind: 'issue', issue: 'PAYEE_ACCOUNT_RESTRICTED' } as const;
  await control.plan({ operation: 'create', invoiceId: `${order.id}-1`, fault });
  expect(await service.start({ orderId: order.id })).toMatchObject({
    ok: false,
    reason: 'provider_refused',
    order: { state: 'HELD', payment: { state: 'ABANDONED', problem: 'PAYEE_ACCOUNT_RESTRICTED' } },
  });
  expect(log.filter(({ level }) => level === 'error')).toHaveLength(1);
  await start(order.id);
});

test('a start that finds the payment approved already ends it instead of paying again', async () => {
  const { approve, service, capturesOf } = await open();
  const { order } = await approve();
  const again = { ok: false, reason: 'already_paid', order: { state: 'CONFIRMED' } };
  expect(await service.start({ orderId: order.id })).toMatchObject(again);
  expect(await service.start({ orderId: order.id })).toMatchObject(again);
  expect(await capturesOf(order.id)).toHaveLength(1);
});

test('what cannot be paid is not begun', async () => {
  const { fillIn, service, clock, control } = await open();
  const before = (await control.ledger()).calls.create ?? 0;
  expect(await service.start({ orderId: 'nobody' })).toEqual({ ok: false, reason: 'not_found' });
  const order = await fillIn();
  clock.nowMs += holdMs;
  expect(await service.start({ orderId: order.id })).toMatchObject({ ok: false, reason: 'hold_expired' });
  expect((await control.ledger()).calls.create ?? 0).toBe(before);
});

test('seats that were let go while PayPal made the order are not paid for', async () => {
  const { fillIn, client, openProcess, ledger, control, settle } = await open();
  const order = await fillIn();
  const paypal = client();
  const { service } = openProcess({
    paypal: {
      ...paypal,
      async createOrder(request) {
        const reply = await paypal.createOrder(request);
        await ledger.release({ orderId: order.id });
        return reply;
      },
    },
  });
  expect(await service.start({ orderId: order.id })).toMatchObject({ ok: false, reason: 'hold_expired' });
  const { orders } = await control.ledger({ invoiceId: `${order.id}-1` });
  await control.approve(orders[0]?.id ?? '');
  const attemptId = (await ledger.getOrder(order.id))?.payment?.attemptId ?? '';
  expect((await settle(attemptId))?.outcome).toBe('over');
});

test('a return link needs its signature and no cookie; it opens no other payment', async () => {
  const { approve, service, ledger } = await open();
  const { attemptId, returnPath, order } = await approve();
  const signature = new URL(returnPath, 'http://foyer.test').searchParams.get('s');
  expect(await service.settle({ attemptId, signature: null })).toEqual({ ok: false, reason: 'forbidden' });
  expect(await service.settle({ attemptId: 'p0', signature })).toEqual({ ok: false, reason: 'forbidden' });
  expect(await service.openCancelled({ attemptId: 'p0', signature })).toEqual({ ok: false, reason: 'forbidden' });
  expect(await service.openCancelled({ attemptId, signature })).toMatchObject({ ok: true, order: { state: 'PAYING' } });
  expect((await ledger.getOrder(order.id))?.state).toBe('PAYING');
  expect(await service.settle({ attemptId, signature })).toMatchObject({ ok: true, outcome: 'confirmed' });
});

test('seats whose time ends while PayPal makes the order are not paid for by going there', async () => {
  const { fillIn, client, openProcess, ledger, clock } = await open();
  const order = await fillIn();
  const paypal = client();
  const { service } = openProcess({
    paypal: {
      ...paypal,
      async createOrder(request) {
        const reply = await paypal.createOrder(request);
        clock.nowMs += holdMs;
        return reply;
      },
    },
  });
  const late = { ok: false, reason: 'hold_expired', order: { state: 'EXPIRED' } };
  expect(await service.start({ orderId: order.id })).toMatchObject(late);
  // Its way to PayPal is known all the same, for whoever gets the seats again.
  expect((await ledger.getOrder(order.id))?.payment).toMatchObject({ state: 'AWAITING_APPROVAL' });
});

test('what is free never meets PayPal: begun, confirmed, looked at by the courier and cancelled without a question', async () => {
  const free = catalogueOf({ house: 1 }, [ticketType('paid', ['house'])]);
  const { fillIn, service, settleUnsettled, ledger, clock, control } = await open({ catalogue: free });
  const { calls } = await control.ledger();
  const { id: orderId } = await fillIn();
  expect(await service.start({ orderId })).toMatchObject({ ok: false, reason: 'nothing_to_pay' });
  done(await ledger.confirm({ orderId }));
  clock.nowMs += 24 * 60 * 60_000;
  await settleUnsettled();
  expect(done(await ledger.cancel({ orderId }))).toMatchObject({ payment: null, refunds: [] });
  await settleUnsettled();
  expect((await control.ledger()).calls).toEqual(calls);
});
