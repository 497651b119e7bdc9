import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { parseMoneyConfig } from '../server/config.ts';
import { runCompare } from '../server/payments/compare/run-compare.ts';
import { type Account, cancelOrder, takeAccount } from './money-soak/account.ts';
import { type Bought, buy, insist } from './money-soak/buy.ts';
import { endTrouble, killAround, planTrouble } from './money-soak/trouble.ts';
import { controlOf } from './paid/buyer.ts';
import { capture, createApproved, openPayPal } from './paid/shop-without-intents.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { setCapacity } from './site/set-capacity.ts';
import { atOnce } from './visitors/at-once.ts';

const usualOrders = 300;
const buyersAtOnce = 12;
const killEveryMs = 10_000;
const settlePatienceMs = 180_000;

export default {
  claim:
    'Orders are paid while a tenth of what PayPal is asked fails, a tenth of its webhooks is lost, late or doubled, and kill -9 ends a process every 10 s: afterwards one capture for each confirmed order, every cent with a ticket, sent back or an open task, and nobody without a mail.',
  seconds: 200,
  async run(context) {
    const orders = Number(context.args[0] ?? usualOrders);
    require(Number.isInteger(orders) && orders > 0, 'money-soak takes a number of orders');
    const stack = await context.startStack({
      only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx'],
      env: {
        TRUSTED_PROXIES: '127.0.0.1',
        // Six hours of the courier's patience are 43 s.
        PAYMENT_TIME_FACTOR: '0.002',
        PAYPAL_WEBHOOK_RETRY_SECONDS: '1,2,3',
        HOLD_MINUTES: '60',
      },
    });
    await requireOwnSite(stack);
    await setCapacity(stack, { quotaId: 'main', ticketTypeId: 'standard', capacity: orders, left: orders });
    const bought = await buyAmidTrouble(context, stack, orders);
    await requireSettled(context, stack, bought);
    await showControl(context, stack);
  },
} satisfies Proof;

async function buyAmidTrouble({ print }: ProofContext, stack: Stack, orders: number): Promise<Bought[]> {
  await planTrouble(stack);
  const startedAt = performance.now();
  const kills = killAround(stack, killEveryMs);
  const numbers = Array.from({ length: orders }, (_, number) => number);
  const bought = await atOnce(buyersAtOnce, numbers, async (number) => {
    const one = await buy(stack, number);
    if (number % 25 === 24) print(`${number + 1} buyers have been to PayPal`);
    return one;
  });
  const cancelling = bought.filter(({ manner }) => manner === 'cancels');
  for (const { orderId } of cancelling) await insist(() => cancelOrder(stack, orderId));
  const killed = await kills.stop();
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  print(
    `${orders} buyers in ${seconds} s, ${cancelling.length} orders cancelled; killed: ${killed.join(', ') || 'nobody'}`,
  );
  return bought;
}

async function requireSettled({ print }: ProofContext, stack: Stack, bought: Bought[]): Promise<void> {
  await endTrouble(stack);
  const startedAt = performance.now();
  let account: Account;
  for (;;) {
    account = await takeAccount(stack, bought);
    require(account.wrong.length === 0, account.wrong.join('\n'));
    if (account.open.length === 0) break;
    require(performance.now() - startedAt < settlePatienceMs, `not settled:\n${account.open.join('\n')}`);
    await pause(1_000);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const states = Object.entries(account.states).map(([state, count]) => `${count} ${state}`);
  print(`settled ${seconds} s after the last trouble: ${states.join(', ')}`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  const compared = await runCompare(() => parseMoneyConfig(stack.env), 1);
  require(compared === 0, "PayPal's account of what moved is not the ledger's");
  print("ledger:check: everything adds up; money:compare: PayPal's account says the same");
}

/** The same trouble for a shop that writes nothing down and tries again when it hears nothing. */
async function showControl({ print }: ProofContext, stack: Stack): Promise<void> {
  await planTrouble(stack);
  const paypal = openPayPal(stack, 2_000);
  const names = Array.from({ length: 60 }, (_, index) => index);
  const paid = await atOnce(4, names, async () => {
    const tried: string[] = [];
    for (;;) {
      const id = await insist(() => createApproved(stack, paypal));
      tried.push(id);
      if ((await capture(paypal, id)).ok) return tried;
    }
  });
  await endTrouble(stack);
  const { orders } = await controlOf(stack).ledger();
  const taken = new Set(orders.filter(({ captures }) => captures.length > 0).map(({ id }) => id));
  const twice = paid.filter((tried) => tried.filter((id) => taken.has(id)).length > 1).length;
  require(twice > 0, 'the control charged nobody twice: this trouble would not have shown it');
  print(`control, a shop that tries again with a new payment: ${twice} of ${paid.length} buyers are charged twice`);
}
