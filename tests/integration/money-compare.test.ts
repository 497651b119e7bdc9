import { expect, test } from 'vitest';
import { createDailyComparison } from '../../server/payments/compare/compare-daily.ts';
import { createMoneyComparison } from '../../server/payments/compare/create-money-comparison.ts';
import { done } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';

const { open } = createTestShops();
const dayMs = 24 * 60 * 60_000;

async function openCompared() {
  const shop = await open();
  const { ledger, client, clock } = shop;
  // The stand-in lives today, the test's ledger in another year: no window is too wide for both.
  const from = Date.now() - dayMs;
  const compare = createMoneyComparison({ ledger, paypal: client(), now: () => clock.nowMs, timeFactor: 0 });
  const said: object[] = [];
  const onCompared = (compared: object) => void said.push(compared);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const daily = (term: () => number | null = () => 1) =>
    createDailyComparison({
      ...{ ledger, term, onCompared, log, now: () => clock.nowMs },
      compare: () => compare({ from }),
    });
  return {
    ...shop,
    said,
    daily,
    async compare() {
      const result = await compare({ from });
      if (!result.ok) throw new Error(JSON.stringify(result.failure));
      return result.comparison;
    },
    async pay() {
      const { attemptId, order } = await shop.approve();
      await shop.settle(attemptId);
      const [capture] = await shop.capturesOf(order.id);
      return { attemptId, orderId: order.id, captureId: capture?.id ?? '' };
    },
  };
}

test('captures, refunds and reversals are on both sides', async () => {
  const { compare, pay, ledger, settleUnsettled, settle, control } = await openCompared();
  const [, cancelled, disputed, won] = [await pay(), await pay(), await pay(), await pay()];
  done(await ledger.cancel({ orderId: cancelled?.orderId ?? '' }));
  await settleUnsettled();
  await control.reverse(disputed?.captureId ?? '');
  await settle(disputed?.attemptId ?? '', { doubt: { disputeId: null } });
  const dispute = await control.reverse(won?.captureId ?? '');
  await settle(won?.attemptId ?? '', { doubt: { disputeId: dispute.id } });
  await control.resolveDispute(dispute.id, 'RESOLVED_SELLER_FAVOUR');
  await settle(won?.attemptId ?? '', { doubt: { disputeId: dispute.id } });
  const { differences, compared } = await compare();
  expect(differences).toEqual([]);
  // Four captures, a refund, two reversals and one that came back, on either side.
  expect(compared).toBe(16);
});

test('a capture that nobody booked is found, is a task, and ends it once it is settled', async () => {
  const { approve, client, daily, compare, settle, clock, said, expectSound } = await openCompared();
  const { attemptId, paypalOrderId } = await approve();
  const byHand = await client().captureOrder({ paypalOrderId, requestId: `hand-${attemptId}` });
  const id = byHand.ok ? byHand.value.captures[0]?.id : '';
  expect((await compare()).differences).toMatchObject([{ id, problem: expect.stringContaining(`took ${priceCents}`) }]);
  await daily()();
  expect(said).toMatchObject([{ differences: 1 }]);
  expect((await expectSound()).tasks).toMatchObject([{ attemptId: `compare:${id}`, kind: 'money_differs' }]);
  await settle(attemptId);
  // Not before a day is over.
  await daily()();
  expect((await expectSound()).tasks).toHaveLength(1);
  clock.nowMs += dayMs;
  await daily(() => null)();
  expect((await expectSound()).tasks).toHaveLength(1);
  await daily()();
  expect((await expectSound()).tasks).toEqual([]);
});

test('money that PayPal sent back by itself, and money that it never took', async () => {
  const { pay, client, compare, redis, eventId } = await openCompared();
  const { captureId } = await pay();
  const part = { captureId, requestId: `part-${captureId}`, amountCents: 100, currency: 'EUR', noteToPayer: '' };
  const refund = await client().refundCapture(part);
  const { attemptId, orderId } = await pay();
  const entry = { kind: 'capture', attemptId, orderId, invoiceId: 'x', paypalId: '0NEVERTAKEN000000' };
  await redis.xadd(
    `{${eventId}}:money`,
    '*',
    ...Object.entries({ ...entry, amountCents: 5, currency: 'EUR', at: Date.now() }).flat(),
  );
  const { differences } = await compare();
  expect(differences.map(({ id }) => id).sort()).toEqual(
    ['0NEVERTAKEN000000', refund.ok ? refund.value.id : ''].sort(),
  );
});

test('while PayPal does not tell, nothing is concluded', async () => {
  const { control, daily, ledger } = await openCompared();
  await control.plan({ operation: 'transactions', fault: { kind: 'status', status: 503 } });
  await expect(daily()()).rejects.toThrow('PayPal does not tell');
  expect(await ledger.getComparison()).toBeNull();
});
