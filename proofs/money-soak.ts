import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { parseMoneyConfig } from '../server/config.ts';
import { runCompare } from '../server/payments/compare/run-compare.ts';
import { type Books, judge, readBooks } from './money-soak/account.ts';
import { type Bought, buy } from './money-soak/buy.ts';
import { showCarelessShop, showWithoutComparing } from './money-soak/controls.ts';
import { type Desk, openDesk } from './money-soak/desk.ts';
import { openShop } from './money-soak/open-shop.ts';
import { planBuyers } from './money-soak/plan.ts';
import { endTrouble, killAround, planTrouble } from './money-soak/trouble.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { setCapacity } from './site/set-capacity.ts';
import { atOnce } from './visitors/at-once.ts';

const usualOrders = 5_000;
const buyersAtOnce = 24;
const killEveryMs = 10_000;
/** After the last trouble something has to move within this, until nothing is left to move. */
const standstillMs = 120_000;

export default {
  claim:
    'Orders are paid, cancelled and refunded while a tenth of what PayPal is asked fails, a tenth of its webhooks is lost, late or doubled, and kill -9 ends a process by chance every 10 s: afterwards one capture for each confirmed order, every cent with a ticket, sent back or an open task, seats within capacity, and nobody without a mail. `money-soak 300 10 7` is ten runs of 300 orders with the seeds 7 to 16.',
  seconds: 900,
  async run(context) {
    const [orders = usualOrders, runs = 1, seed = Math.floor(Math.random() * 1e6)] = context.args.map(Number);
    const areCounts = [orders, runs, seed].every((each) => Number.isInteger(each) && each >= 0) && orders > 0;
    require(areCounts, 'money-soak takes how many orders, how many runs and the first seed');
    for (let run = 0; run < runs; run++) {
      context.print(`run ${run + 1} of ${runs}: ${orders} orders to be paid, seed ${seed + run}`);
      await soak(context, orders, seed + run, run === runs - 1);
    }
    await showWithoutComparing(context, seed);
  },
} satisfies Proof;

async function soak(context: ProofContext, orders: number, seed: number, isLast: boolean): Promise<void> {
  const planned = planBuyers(orders, seed);
  const stack = await openShop(context, { seed });
  const desk = openDesk(stack);
  try {
    await setCapacity(stack, {
      quotaId: 'main',
      ticketTypeId: 'standard',
      capacity: planned.length,
      left: planned.length,
    });
    await planTrouble(stack);
    const startedAt = performance.now();
    const kills = killAround(stack, killEveryMs, seed);
    const bought = await buyAll(context, stack, desk, planned);
    const killed = await kills.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    context.print(
      `${planned.length} buyers in ${Math.round(seconds)} s (${(planned.length / seconds).toFixed(1)}/s); killed: ${killed}`,
    );
    context.print(await endTrouble(stack));
    await requireSettled(context, stack, desk, bought);
    if (isLast) await showCarelessShop(context, stack);
  } finally {
    desk.close();
    await stack.stop();
  }
}

async function buyAll(
  { print }: ProofContext,
  stack: Stack,
  desk: Desk,
  planned: ReturnType<typeof planBuyers>,
): Promise<Bought[]> {
  const acts: Promise<void>[] = [];
  const tenth = Math.ceil(planned.length / 10);
  const bought = await atOnce(buyersAtOnce, planned, async (one) => {
    const done = await buy(stack, one);
    if (one.manner === 'cancelled') acts.push(desk.cancel(done.orderId));
    if (one.manner === 'part-back') acts.push(desk.sendPartBack(done.orderId));
    if (one.number % tenth === tenth - 1) print(`${one.number + 1} buyers have been to PayPal`);
    return done;
  });
  await Promise.all(acts);
  return bought;
}

async function requireSettled(context: ProofContext, stack: Stack, desk: Desk, bought: Bought[]): Promise<void> {
  const { print } = context;
  const startedAt = performance.now();
  let lastMove = { at: startedAt, left: Number.POSITIVE_INFINITY };
  let books: Books[];
  for (;;) {
    books = await readBooks(stack, desk, bought);
    const { open, wrong } = judge(books);
    require(wrong.length === 0, wrong.slice(0, 20).join('\n'));
    // The mailbox refuses nothing, so no mail has anything wrong with it.
    const [setAside] = await desk.readMailsSetAside();
    require(!setAside, `a mail is set aside: ${JSON.stringify(setAside)}`);
    if (open.length === 0) break;
    const now = performance.now();
    if (open.length < lastMove.left) lastMove = { at: now, left: open.length };
    require(now - lastMove.at < standstillMs, `${open.length} are not settled:\n${open.slice(0, 20).join('\n')}`);
    await pause(2_000);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const states = Map.groupBy(books, ({ order }) => order?.state);
  const told = [...states].map(([state, those]) => `${those.length} ${state}`).join(', ');
  const tasks = books.filter(({ hasTask }) => hasTask).length;
  const mails = books.reduce((sum, each) => sum + each.mails.length, 0);
  print(`settled ${seconds} s after the last trouble: ${told}; ${tasks} open tasks, ${mails} mails`);
  const { quotas } = await desk.ledger.check();
  for (const { quotaId, held, sold, capacity } of quotas)
    require(held + sold <= capacity, `${quotaId}: ${held} held and ${sold} sold of ${capacity}`);
  const main = quotas.find(({ quotaId }) => quotaId === 'main');
  const confirmed = states.get('CONFIRMED')?.length ?? 0;
  require(main?.sold === confirmed, `${main?.sold} seats are sold, ${confirmed} orders are confirmed`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  const compared = await runCompare(() => parseMoneyConfig(stack.env), 1);
  require(compared === 0, "PayPal's account of what moved is not the ledger's");
  print(`${confirmed} seats sold; ledger:check: everything adds up; money:compare: PayPal's account says the same`);
}
