import { expect, test } from 'vitest';
import { holdMs } from './open-test-ledger.ts';
import { createTestShops } from './open-test-shop.ts';

const { open } = createTestShops();

test.each(['before', 'after'] as const)(
  'a hold that ends %s the approval: it is captured if the seats are there, and else never',
  async (when) => {
    for (const isThere of [true, false]) {
      const { fillIn, start, settle, control, clock, capturesOf, expectSound } = await open({ seats: 1 });
      const { attemptId, paypalOrderId, order } = await start((await fillIn()).id);
      if (when === 'before') clock.nowMs += holdMs;
      await control.approve(paypalOrderId);
      if (when === 'after') clock.nowMs += holdMs;
      if (!isThere) await fillIn();
      expect((await settle(attemptId))?.outcome).toBe(isThere ? 'confirmed' : 'seats_gone');
      expect(await capturesOf(order.id)).toHaveLength(isThere ? 1 : 0);
      expect((await settle(attemptId))?.outcome).toBe(isThere ? 'confirmed' : 'seats_gone');
      await expectSound();
    }
  },
);

test('a hold whose time ends while PayPal takes the money ends nothing', async () => {
  const { approve, fillIn, openAroundCapture, ledger, clock, capturesOf, expectSound } = await open({ seats: 1 });
  const { attemptId, order } = await approve();
  const { settle } = openAroundCapture(async (take) => {
    clock.nowMs += 2 * holdMs;
    expect(await ledger.expireDue({ limit: 10 })).toEqual([]);
    await expect(fillIn()).rejects.toThrow('sold_out');
    return take();
  });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});

test('who approved and never came back is found before the seats are lost', async () => {
  const { fillIn, start, settleUnsettled, control, clock, ledger, capturesOf } = await open();
  const { paypalOrderId, order } = await start((await fillIn()).id);
  // Looked at as often as anybody is who takes their time: the next of these looks would come too late.
  for (const minutes of [2, 1, 2, 5]) {
    clock.nowMs += minutes * 60_000;
    await settleUnsettled();
  }
  await control.approve(paypalOrderId);
  clock.nowMs = order.heldUntil - 30_001;
  await settleUnsettled();
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'PAYING' });
  clock.nowMs += 1;
  await settleUnsettled();
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await capturesOf(order.id)).toHaveLength(1);
});
