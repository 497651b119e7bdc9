import { type ProofContext, require } from '../proof.ts';
import { compare } from './compare.ts';
import { makeOrders } from './make-orders.ts';
import { openDesk } from './open-desk.ts';
import { percentile, watchLake } from './watch-lake.ts';

const outageMs = 60_000;
/** What was changed so shortly before the lake died may have been on its way. */
const onItsWayMs = 3_000;
/** "Within seconds", on two cores that also make the orders and send the mails about them. */
const mostLagMs = 10_000;
/** Up to 15 s until the next try, and a minute's orders to be written beside those that go on coming. */
const mostCatchUpMs = 45_000;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function mirrorRush(
  context: ProofContext,
  { count, seconds: duration }: { count: number; seconds: number },
) {
  const { print } = context;
  const stack = await context.startStack({ only: ['ledger', 'redis', 'mailbox', 'courier'] });
  const desk = openDesk(context, stack);
  await desk.lake.start();
  await desk.offerSeats(count * 3);
  const watch = watchLake(desk.client);
  context.onEnd(() => watch.stop());

  const requests = { written: 0, throttled: 0, refused: 0, away: 0 };
  const countRequests = async () => {
    for (const outcome of Object.keys(requests) as (keyof typeof requests)[]) {
      requests[outcome] += await desk.metric(`foyer_mirror_requests_total{outcome="${outcome}"`);
    }
  };
  const startedAt = Date.now();
  const making = makeOrders(desk.ledger, 0, count, duration);
  making.catch(() => {});
  await pause(Math.max(0, (duration * 1000 - outageMs) / 2));
  await desk.lake.kill();
  const downAt = Date.now();
  await pause(outageMs / 2);
  // Its counters begin anew with it.
  await countRequests();
  await stack.kill('courier', 'SIGKILL');
  await pause(downAt + outageMs - Date.now());
  await desk.lake.start();
  const upAt = Date.now();
  print(
    `the lake was killed ${seconds(downAt - startedAt)} after the first order, and was away for ${seconds(upAt - downAt)}`,
  );
  await making;
  const madeAt = Date.now();
  await desk.waitFor('every change is acknowledged', 300, async () => (await desk.queue.measure()).waiting === 0);
  // What nobody went on with has run out by then, and what may have been on its way is written again.
  await desk.waitFor('every order has come to rest, and is acknowledged', 120, async () => {
    const { HELD = 0 } = (await desk.ledger.check()).orders;
    const again = await desk.redis.zcard(desk.orderAgainKey);
    return HELD === 0 && again === 0 && (await desk.queue.measure()).waiting === 0;
  });
  await countRequests();

  const found = await compare(desk.ledger, desk.client);
  const states = Object.entries(found.states).map(([state, orders]) => `${orders} ${state}`);
  print(`${found.orders} orders (${states.join(', ')}), ${found.documents} documents`);
  require(found.orders === count, `${found.orders} orders were made, not ${count}`);
  require(found.missing.length ===
    0, `${found.missing.length} orders are missing in the lake: ${found.missing[0]}, ...`);
  require(found.different.length ===
    0, `${found.different.length} are not as in the ledger: ${found.different[0]}, ...`);
  require(found.strange.length === 0, `${found.strange.length} documents too many: ${found.strange[0]}, ...`);
  print('each document compared with the ledger, field by field: none is missing, different or too many');

  const changes: { changedAt: number; storedAt: number }[] = [];
  for (const [orderId, { changedAt, revision, updatedAt }] of found.changes) {
    // The listener was away with the lake. What came in before it was back says itself when it was written last, which may have
    // been once more than needed: such a lag is too long rather than too short.
    const storedAt = watch.storedAt(orderId, revision) ?? updatedAt;
    changes.push({ changedAt, storedAt });
  }
  const lastStoredAt = Math.max(...changes.map(({ storedAt }) => storedAt));
  const isOfOutage = ({ changedAt }: { changedAt: number }) => changedAt > downAt - onItsWayMs && changedAt < upAt;
  const ofOutage = changes.filter(isOfOutage).map(({ storedAt }) => storedAt - upAt);
  const caughtUpAt = upAt + percentile(ofOutage, 0.99);
  const others = changes.filter((change) => !isOfOutage(change));
  const lagOf = ({ changedAt, storedAt }: { changedAt: number; storedAt: number }) => storedAt - changedAt;
  const behind = others.filter(({ changedAt }) => changedAt >= upAt && changedAt < caughtUpAt).map(lagOf);
  const usual = others.filter(({ changedAt }) => changedAt < upAt || changedAt >= caughtUpAt).map(lagOf);
  const written = requests.written + requests.throttled + requests.refused + requests.away;
  print(
    `made in ${seconds(madeAt - startedAt)} by the ledger's own transitions, all of it mirrored ${seconds(lastStoredAt - startedAt)} after the first order`,
  );
  print(
    `${written} mutation requests: ${requests.written} written, ${requests.throttled} told to wait (429), ${requests.away} without an answer, ${requests.refused} refused`,
  );
  print(
    `lag with the lake there: ${seconds(percentile(usual, 0.5))} (median), ${seconds(percentile(usual, 0.99))} (99th percentile) of ${usual.length} orders`,
  );
  print(
    `what had changed while it was away, ${ofOutage.length} orders, was there ${seconds(caughtUpAt - upAt)} (99th percentile) after it was back; meanwhile the lag of ${behind.length} new ones was ${seconds(percentile(behind, 0.99))} (99th percentile)`,
  );
  require(usual.length > count / 10, `only ${usual.length} orders changed while the lake was there and nothing waited`);
  require(percentile(usual, 0.99) < mostLagMs, `the lag is more than ${seconds(mostLagMs)} at the 99th percentile`);
  require(caughtUpAt - upAt < mostCatchUpMs, `a minute's outage was not made up for in ${seconds(mostCatchUpMs)}`);
  watch.stop();
  await stack.stop();
}
