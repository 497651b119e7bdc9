import type { Stack } from '../../scripts/stack/start-stack.ts';
import { controlOf } from '../paid/buyer.ts';
import { capture, createApproved, openPayPal } from '../paid/shop-without-intents.ts';
import { type ProofContext, require } from '../proof.ts';
import { checkLedger } from '../site/check-ledger.ts';
import { atOnce } from '../visitors/at-once.ts';
import { buy, insist } from './buy.ts';
import { openShop } from './open-shop.ts';
import { planBuyers } from './plan.ts';
import { endTrouble, planTrouble } from './trouble.ts';

const careless = 200;
const blind = 40;

/** The same trouble for a shop that writes nothing down and tries again when it hears nothing. */
export async function showCarelessShop({ print }: ProofContext, stack: Stack): Promise<void> {
  await planTrouble(stack);
  const paypal = openPayPal(stack, 2_000);
  const buyers = Array.from({ length: careless }, (_, index) => index);
  const paid = await atOnce(4, buyers, async () => {
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

/** Foyer with one guard gone: what PayPal took is booked in two steps, first looking, then writing. */
export async function showWithoutComparing(context: ProofContext, seed: number): Promise<void> {
  const control = new URL('../controls/use-without-compare-and-set.ts', import.meta.url);
  const stack = await openShop(context, { seed, nodeArgs: [`--import=${control.href}`] });
  await planTrouble(stack);
  const bought = await atOnce(8, planBuyers(blind, seed), (planned) => buy(stack, planned));
  await endTrouble(stack);
  const { isClean, report } = await checkLedger(stack);
  require(!isClean, `the control books in two steps, and ${bought.length} buyers do not show it`);
  const found = report.split('\n').filter((line) => line.includes('booked are')).length;
  context.print(`control, Foyer that looks and then writes: ${found} of ${bought.length} payments are booked twice`);
}
