import { fileURLToPath } from 'node:url';
import type { ProofContext } from '../proof.ts';
import { compare } from './compare.ts';
import { makeOrders } from './make-orders.ts';
import { openDesk } from './open-desk.ts';
import { answers, describeProgram } from './run-program.ts';

const orders = 100;

/** A lake that is away, a courier that has taken orders and cannot write them, and is killed; then both are back. */
export async function killAmidOutage(
  context: ProofContext,
  how: 'as it is' | 'acknowledges first',
): Promise<{ orders: number; lost: number }> {
  const stack = await context.startStack({ only: ['ledger', 'redis'] });
  const desk = openDesk(context, stack);
  const hook = fileURLToPath(new URL('../controls/use-acknowledge-first.ts', import.meta.url));
  const courier = describeProgram({
    script: 'server/courier.js',
    env: stack.env,
    nodeArgs: how === 'as it is' ? [] : ['--import', hook],
    isReady: answers(`http://127.0.0.1:${stack.ports.courierMetrics}/metrics`),
  });
  context.onEnd(() => courier.kill());

  await desk.lake.start();
  await courier.start();
  await desk.offerSeats(10_000);
  const walk = async () => (await desk.queue.readWalk())?.endedAt != null;
  await desk.waitFor('the first pass over all orders has ended', 60, walk);
  await desk.lake.kill();
  await makeOrders(desk.ledger, 0, orders, 1);
  await desk.waitFor('the courier has tried to write', 60, async () => {
    return (await desk.metric('foyer_mirror_requests_total{outcome="away"')) > 0;
  });
  await courier.kill();

  await desk.lake.start();
  await courier.start();
  // Made after all the others, and so written after them.
  await makeOrders(desk.ledger, orders + 1, 1, 0);
  await desk.waitFor('everything is acknowledged', 120, async () => {
    const isOver = (await desk.redis.zcard(desk.orderAgainKey)) === 0;
    const { HELD = 0 } = (await desk.ledger.check()).orders;
    return isOver && HELD === 0 && (await desk.queue.measure()).waiting === 0;
  });
  const { missing, different } = await compare(desk.ledger, desk.client);
  await courier.kill();
  await stack.stop();
  return { orders: orders + 1, lost: missing.length + different.length };
}
