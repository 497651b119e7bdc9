import { expect, test } from 'vitest';
import { createDailyComparison } from '../../server/payments/compare/compare-daily.ts';
import { createMoneyComparison } from '../../server/payments/compare/create-money-comparison.ts';
import { createDisputesLook } from '../../server/payments/compare/look-at-disputes.ts';
import { actOf } from './ledger-organizer-steps.ts';
import { done } from './open-test-ledger.ts';
import { createTestShops } from './open-test-shop.ts';

const { open } = createTestShops();
const dayMs = 24 * 60 * 60_000;

async function openCompared() {
  const shop = await open();
  const { ledger, client, clock, settle } = shop;
  // The stand-in lives today, the test's ledger in another year: no window is too wide for both.
  const from = Date.now() - dayMs;
  const compare = createMoneyComparison({ ledger, paypal: client(), now: () => clock.nowMs, timeFactor: 0 });
  const said: object[] = [];
  const onCompared = (compared: object) => void said.push(compared);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const daily = (term: () => number | null = () => 1) =>
    createDailyComparison({
      ...{ ledger, settle, term, onCompared, log, now: () => clock.nowMs },
      compare: ({ to }) => compare({ from, to }),
      lookAtDisputes: () => createDisputesLook({ ledger, paypal: client(), settle, log })(from),
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

test('what was on its way back when the buyer won is found in what the dispute took; where both went, or all came back, it differs', async () => {
  const { compare, pay, ledger, settleUnsettled, settle, control, client } = await openCompared();
  async function lose() {
    const paid = await pay();
    const { attemptId, orderId, captureId } = paid;
    done(await ledger.refundAmount({ orderId, amountCents: 1_000, act: actOf('soon') }));
    const { id: disputeId } = await control.dispute(captureId);
    await ledger.recordDispute({ attemptId, disputeId, problem: 'told by somebody' });
    return {
      ...paid,
      async end() {
        await control.resolveDispute(disputeId, 'RESOLVED_BUYER_FAVOUR');
        await settle(attemptId, { doubt: { disputeId } });
        await settleUnsettled();
      },
      async regain() {
        await control.resolveDispute(disputeId, 'RESOLVED_SELLER_FAVOUR');
        await settle(attemptId, { doubt: { disputeId } });
        expect((await ledger.getAttempt(attemptId))?.state).toBe('CAPTURED');
      },
    };
  }
  const once = await lose();
  await once.end();
  expect((await compare()).differences).toEqual([]);

  const twice = await lose();
  // It was asked for, and the answer was lost.
  const requestId = `${twice.attemptId}-refund-1-try-1`;
  const asked = { captureId: twice.captureId, requestId, amountCents: 1_000, currency: 'EUR', noteToPayer: '' };
  expect((await client().refundCapture(asked)).ok).toBe(true);
  await twice.end();
  const captureIds = async () => new Set((await compare()).differences.map(({ captureId }) => captureId));
  expect(await captureIds()).toEqual(new Set([twice.captureId]));

  await once.regain();
  expect(await captureIds()).toEqual(new Set([once.captureId, twice.captureId]));
});

test('what nobody heard of is settled by the daily comparison: a capture by hand, a chargeback', async () => {
  const { approve, pay, client, control, daily, compare, ledger, said, expectSound } = await openCompared();
  const { paypalOrderId, attemptId, order } = await approve();
  const byHand = await client().captureOrder({ paypalOrderId, requestId: `hand-${attemptId}` });
  const id = byHand.ok ? byHand.value.captures[0]?.id : '';
  const reversed = await pay();
  await control.reverse(reversed.captureId);
  expect((await compare()).differences.map((each) => each.captureId).sort()).toEqual([id, reversed.captureId].sort());
  await daily()();
  expect(said).toMatchObject([{ differences: 0 }]);
  expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED' });
  expect(await ledger.getOrder(reversed.orderId)).toMatchObject({ payment: { state: 'REVERSED' } });
  expect((await expectSound()).tasks).toMatchObject([{ kind: 'reversed' }]);
});

test('what differs all the same is a task, once a day, until both sides have it', async () => {
  const { pay, client, daily, clock, redis, eventId, said, ledger } = await openCompared();
  const { captureId, attemptId, orderId } = await pay();
  const part = { captureId, requestId: `part-${captureId}`, amountCents: 100, currency: 'EUR', noteToPayer: '' };
  const refund = await client().refundCapture(part);
  const id = refund.ok ? refund.value.id : '';
  await daily()();
  expect(said).toMatchObject([{ differences: 1 }]);
  const tasks = async () => (await ledger.check()).tasks;
  expect(await tasks()).toMatchObject([{ attemptId: `compare:${id}`, kind: 'money_differs' }]);
  const entry = { kind: 'refund', attemptId, orderId, invoiceId: 'x', paypalId: id, amountCents: 100, currency: 'EUR' };
  await redis.xadd(`{${eventId}}:money`, '*', ...Object.entries({ ...entry, at: Date.now() }).flat());
  // Not before a day is over, and not by a courier that stands by.
  await daily()();
  expect(await tasks()).toHaveLength(1);
  clock.nowMs += dayMs;
  await daily(() => null)();
  expect(await tasks()).toHaveLength(1);
  await daily()();
  expect(await tasks()).toEqual([]);
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

test('a dispute of which no webhook came is found by the day, and so is its end', async () => {
  const { pay, control, daily, clock, ledger } = await openCompared();
  const paid = await Promise.all(Array.from({ length: 3 }, pay));
  const disputes = await Promise.all(paid.map(({ captureId }) => control.dispute(captureId)));
  const states = () => Promise.all(paid.map(async ({ attemptId }) => (await ledger.getAttempt(attemptId))?.state));
  await daily()();
  expect(await states()).toEqual(Array(3).fill('DISPUTED'));
  await control.resolveDispute(disputes[0]?.id ?? '', 'RESOLVED_SELLER_FAVOUR');
  await control.resolveDispute(disputes[1]?.id ?? '', 'RESOLVED_BUYER_FAVOUR');
  clock.nowMs += dayMs;
  await daily()();
  expect(await states()).toEqual(['CAPTURED', 'REVERSED', 'DISPUTED']);
});

test('an app that may not see disputes compares all the same', async () => {
  const { pay, control, daily, said } = await openCompared();
  await pay();
  await control.plan({ operation: 'list-disputes', fault: { kind: 'status', status: 403 } });
  await daily()();
  expect(said).toMatchObject([{ differences: 0 }]);
});

test('while PayPal does not tell, nothing is concluded', async () => {
  const { pay, control, daily, ledger } = await openCompared();
  // Where no money has moved PayPal is not asked.
  const { transactions } = (await control.ledger()).calls;
  await daily()();
  expect((await control.ledger()).calls.transactions).toBe(transactions);
  await pay();
  await control.plan({ operation: 'transactions', fault: { kind: 'status', status: 503 } });
  await expect(daily()()).rejects.toThrow('PayPal does not tell');
  expect(await ledger.getComparison()).toBeNull();
});
