import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { done } from './open-test-ledger.ts';
import { createTestShops, priceCents } from './open-test-shop.ts';
import type { SettlingSetting } from './settling-process.ts';

const { open } = createTestShops();
const program = fileURLToPath(new URL('./settling-process.ts', import.meta.url));
const partCents = 5_000;

test.each(['before', 'after'] as const)(
  'kill -9 amid a partial refund, %s its effect: that part goes back once, the rest stays',
  async (when) => {
    const { approve, settle, openProcess, ledger, redis, eventId, paypalUrl, control, clock, capturesOf, expectSound } =
      await open();
    const { attemptId, order } = await approve();
    await settle(attemptId);
    done(await ledger.refundAmount({ orderId: order.id, amountCents: partCents, act: actOf('part') }));
    await control.plan({ operation: 'refund', customId: attemptId, fault: { kind: 'timeout', when } });

    const { port } = redis.options;
    const setting: SettlingSetting = { redisPort: port ?? 0, eventId, paypalUrl, nowMs: clock.nowMs };
    const courier = spawn(process.execPath, [program, JSON.stringify(setting)], { stdio: 'inherit' });
    const ended = once(courier, 'exit');
    // Used up by the request that meets it: that one hangs at PayPal now, and the courier with it.
    await expect.poll(() => control.faults(), { timeout: 20_000 }).toEqual([]);
    expect(courier.exitCode).toBe(null);
    courier.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const atPayPal = async () => (await capturesOf(order.id)).flatMap(({ refunds }) => refunds);
    expect(await atPayPal()).toHaveLength(when === 'before' ? 0 : 1);
    expect((await expectSound()).money).toMatchObject([{ refundingCents: partCents, refundedCents: 0 }]);

    clock.nowMs += 60_000;
    await openProcess().settleUnsettled();
    expect(await atPayPal()).toMatchObject([{ status: 'COMPLETED', amount: { value: '50.00' } }]);
    expect(await ledger.getOrder(order.id)).toMatchObject({ state: 'CONFIRMED', refunds: [{ state: 'COMPLETED' }] });
    const rest = { capturedCents: priceCents, refundedCents: partCents, ticketedCents: priceCents - partCents };
    expect((await expectSound()).money).toMatchObject([rest]);
  },
);
