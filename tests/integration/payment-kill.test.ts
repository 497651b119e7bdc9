import { expect, test } from 'vitest';
import type { PayPal } from '../../server/payments/paypal.ts';
import { done, holdMs } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();

class Killed extends Error {}

/** `target` whose method `name` is as far as a process comes: it dies before the call, or with the answer in its hands. */
function dyingAt<T extends object>(target: T, name: string, when: 'before' | 'after'): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      const method: unknown = Reflect.get(object, property, receiver);
      if (property !== name || typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        if (when === 'after') await method.apply(object, args);
        throw new Killed(`${String(name)}, ${when}`);
      };
    },
  });
}

type Point = { owner: 'ledger' | 'paypal'; name: string; when: 'before' | 'after' };

const pointsOf = (owner: Point['owner'], ...names: string[]): Point[] =>
  names.flatMap((name) => (['before', 'after'] as const).map((when) => ({ owner, name, when })));

/** In the order in which a payment passes them. */
const points = [
  ...pointsOf('ledger', 'startPayment'),
  ...pointsOf('paypal', 'createOrder'),
  ...pointsOf('ledger', 'recordPayPalOrder'),
  ...pointsOf('paypal', 'getOrder'),
  ...pointsOf('ledger', 'beginCapture'),
  ...pointsOf('paypal', 'captureOrder'),
  ...pointsOf('ledger', 'recordCapture'),
];

test.each(points)(
  'a worker that dies at $name ($when) leaves one payment to be made, and one is made',
  async ({ owner, name, when }) => {
    const { fillIn, start, openProcess, client, control, ledger, clock, capturesOf, expectSound } = await open();
    const victim = openProcess(
      owner === 'ledger' ? { ledger: dyingAt(ledger, name, when) } : { paypal: dyingAt(client(), name, when) },
    );
    const order = await fillIn();
    const isStart = ['startPayment', 'createOrder', 'recordPayPalOrder'].includes(name);
    const dying = victim.service.start({ orderId: order.id });
    if (isStart) await expect(dying).rejects.toThrow(Killed);
    else await dying;
    await expectSound();

    // The buyer presses the button once more, approves, and comes back.
    const { attemptId, paypalOrderId } = await start(order.id);
    await control.approve(paypalOrderId);
    if (!isStart) await expect(victim.settle(attemptId)).rejects.toThrow(Killed);
    await expectSound();

    // Nobody comes back: the courier's new process does what is left.
    const heir = openProcess();
    for (let looks = 0; looks < 3; looks++) {
      clock.nowMs += 130_000;
      await heir.settleUnsettled();
    }
    expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED', payment: { state: 'CAPTURED' } });
    expect(await capturesOf(order.id)).toMatchObject([{ status: 'COMPLETED' }]);
    const { orders } = await control.ledger({ invoiceId: `${order.id}-1` });
    expect(orders).toHaveLength(1);
    expect((await expectSound()).money).toMatchObject([{ capturedCents: priceCents, ticketedCents: priceCents }]);
  },
);

const refundPoints = [...pointsOf('paypal', 'refundCapture'), ...pointsOf('ledger', 'recordRefund')];

test.each(refundPoints)(
  'a courier that dies at $name ($when) sends the money back once',
  async ({ owner, name, when }) => {
    const { approve, settle, openProcess, client, ledger, clock, capturesOf, expectSound } = await open();
    const { attemptId, order } = await approve();
    await settle(attemptId);
    done(await ledger.cancel({ orderId: order.id }));
    const victim = openProcess(
      owner === 'ledger' ? { ledger: dyingAt(ledger, name, when) } : { paypal: dyingAt(client(), name, when) },
    );
    await victim.settleUnsettled();
    await expectSound();
    clock.nowMs += 60_000;
    await openProcess().settleUnsettled();
    expect((await ledger.getAttempt(attemptId))?.state).toBe('REFUNDED');
    expect((await capturesOf(order.id)).flatMap((capture) => capture.refunds)).toHaveLength(1);
    await expectSound();
  },
);

test('a capture that is asked for again is asked for by the same name', async () => {
  const { approve, openAroundCapture, control, capturesOf } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  const names: string[] = [];
  const { settle } = openAroundCapture((take, { requestId }) => {
    names.push(requestId);
    return take();
  });
  await control.plan({
    operation: 'capture',
    orderId: paypalOrderId,
    times: 2,
    fault: { kind: 'status', status: 503 },
  });
  for (const outcome of ['being_confirmed', 'being_confirmed', 'confirmed'])
    expect((await settle(attemptId))?.outcome).toBe(outcome);
  // PayPal may be carrying out the first one still: by another name it would be a second capture.
  expect(names).toEqual(Array(3).fill(`${attemptId}-capture-1`));
  expect(await capturesOf(order.id)).toHaveLength(1);
});

const faults = [
  { kind: 'timeout', when: 'after' },
  { kind: 'timeout', when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'status', status: 503, when: 'before' },
  { kind: 'status', status: 429, when: 'before' },
  { kind: 'status', status: 409, when: 'before' },
  { kind: 'disconnect', when: 'after' },
  { kind: 'malformed', when: 'after' },
] as const;

test.each(faults)('a capture whose answer is lost (%o) is unknown, never failed, and taken once', async (fault) => {
  const { approve, openProcess, client, control, ledger, clock, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault });
  // The second look at the order, right after it, fails as well: only the first one is answered.
  const hasty = client(500);
  let reads = 0;
  const paypal: PayPal = {
    ...hasty,
    getOrder(id) {
      reads += 1;
      return reads === 1
        ? hasty.getOrder(id)
        : Promise.resolve({ ok: false, kind: 'unknown', issue: null, status: null, debugId: null });
    },
  };
  const { settle } = openProcess({ paypal });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'being_confirmed', order: { state: 'COMMITTING' } });
  clock.nowMs += 2 * holdMs;
  expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
  await openProcess().settleUnsettled();
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  expect((await ledger.getAttempt(attemptId))?.captureRequestId).toBe(`${attemptId}-capture-1`);
  await expectSound();
});

test.each(faults)('a lost answer (%o) is looked up at once: taken or not known, but no decline', async (fault) => {
  const { approve, openProcess, client, control, ledger, capturesOf } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault });
  const { settle } = openProcess({ paypal: client(500) });
  const hasHappened = fault.when === 'after';
  expect((await settle(attemptId))?.outcome).toBe(hasHappened ? 'confirmed' : 'being_confirmed');
  expect((await ledger.getOrder(order.id))?.state).toBe(hasHappened ? 'CONFIRMED' : 'COMMITTING');
  expect((await ledger.getAttempt(attemptId))?.declines).toBe(0);
  expect((await settle(attemptId))?.outcome).toBe('confirmed');
  expect(await capturesOf(order.id)).toHaveLength(1);
});

test('while PayPal is away nothing is taken and nothing is lost, however long it is', async () => {
  const { approve, settle, settleUnsettled, control, ledger, clock, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  await control.plan({ operation: 'get', orderId: paypalOrderId, times: 1000, fault: { kind: 'status', status: 503 } });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'provider_away', order: { state: 'PAYING' } });
  for (let minutes = 0; minutes < 60; minutes += 5) {
    clock.nowMs += 5 * 60_000;
    await ledger.expireDue({ limit: 10 });
    await settleUnsettled();
  }
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'EXPIRED' });
  await control.clearFaults();
  clock.nowMs += 60 * 60_000;
  await settleUnsettled();
  // The seats are still there, so the late approval gets them.
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});

test('a PayPal that takes all its time for each answer is not asked once more while the buyer waits', async () => {
  const { approve, openProcess, client, control, settle, ledger, capturesOf } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: { kind: 'timeout', when: 'after' } });
  const hurried = openProcess({ paypal: client(500), patienceMs: 400 });
  const { get } = (await control.ledger()).calls;
  expect((await hurried.settle(attemptId))?.outcome).toBe('being_confirmed');
  expect((await control.ledger()).calls.get).toBe((get ?? 0) + 1);
  expect((await ledger.getAttempt(attemptId))?.state).toBe('CAPTURING');
  expect((await settle(attemptId))?.outcome).toBe('confirmed');
  expect(await capturesOf(order.id)).toHaveLength(1);
});

test('credentials that PayPal refuses say nothing about a payment', async () => {
  const { approve, openProcess, control, ledger, capturesOf } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: { kind: 'status', status: 403 } });
  const { settle } = openProcess();
  expect(await settle(attemptId)).toMatchObject({ outcome: 'being_confirmed', order: { state: 'COMMITTING' } });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  expect((await ledger.getAttempt(attemptId))?.declines).toBe(0);
});
