import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { controlOf, createBuyer } from '../paid/buyer.ts';
import { require } from '../proof.ts';
import type { Manner } from './plan.ts';

export type Bought = { number: number; email: string; orderId: string; manner: Manner };

const patienceMs = 120_000;

/** One buyer from the tickets to whatever end they choose, as patient as anybody who has paid. */
export async function buy(stack: Stack, { number, manner }: { number: number; manner: Manner }): Promise<Bought> {
  const buyer = createBuyer(stack, number);
  await buyer.fillIn();
  const atPayPal = await insist(() => buyer.goToPayPal());
  const bought = { number, email: `buyer-${number}@example.org`, orderId: buyer.orderId(), manner };
  const token = new URL(atPayPal.url).searchParams.get('token') ?? '';
  if (manner === 'leaves') return bought;
  if (manner === 'closes') await insist(() => controlOf(stack).approve(token));
  else await insist(() => buyer.approve(atPayPal));
  return bought;
}

/** Tries again about whatever goes wrong, as long as somebody would. */
export async function insist<T>(step: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      require(Date.now() < giveUpAt, `for ${patienceMs / 1000} s: ${(error as Error).message}`);
      await pause(300);
    }
  }
}
