import { expect, test } from 'vitest';
import { createTestShops } from './open-test-shop.ts';

const { open } = createTestShops();

/** What a proxy in the way says is not PayPal's word: it must cost nobody a payment. */
const strange = { kind: 'malformed', status: 404 } as const;

test("a 404 that is not PayPal's does not end a payment that waits for its approval", async () => {
  const { approve, settle, control, ledger } = await open();
  const { attemptId } = await approve();
  await control.plan({ operation: 'get', fault: strange });
  expect(await settle(attemptId)).toMatchObject({ outcome: 'provider_away' });
  expect((await ledger.getAttempt(attemptId))?.state).toBe('AWAITING_APPROVAL');
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
});

test.each([1, 2])('nor is money that was taken forgotten by one, in the same breath or later (%d)', async (reads) => {
  const { approve, openProcess, client, settle, control, ledger, capturesOf, expectSound } = await open();
  const { attemptId, paypalOrderId, order } = await approve();
  const hasty = openProcess({ paypal: client(1_000) });
  await control.plan({ operation: 'capture', orderId: paypalOrderId, fault: { kind: 'timeout', when: 'after' } });
  // The first read is the one before the capture.
  const beginning = hasty.settle(attemptId);
  await expect.poll(async () => (await ledger.getAttempt(attemptId))?.state).toBe('CAPTURING');
  await control.plan({ operation: 'get', orderId: paypalOrderId, times: reads, fault: strange });
  expect(await beginning).toMatchObject({ outcome: 'being_confirmed' });
  if (reads === 2) expect(await settle(attemptId)).toMatchObject({ outcome: 'being_confirmed' });
  expect((await ledger.getAttempt(attemptId))?.state).toBe('CAPTURING');
  expect(await settle(attemptId)).toMatchObject({ outcome: 'confirmed' });
  expect(await capturesOf(order.id)).toHaveLength(1);
  await expectSound();
});
