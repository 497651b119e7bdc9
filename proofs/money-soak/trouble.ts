import { setTimeout as pause } from 'node:timers/promises';
import type { ProgramName } from '../../scripts/stack/programs.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { controlOf } from '../paid/buyer.ts';

const operations = ['create', 'get', 'capture', 'get-capture', 'refund', 'get-refund'] as const;
const times = 1_000_000;
const victims: ProgramName[] = ['web', 'courier', 'paypal', 'ledger', 'web', 'mailbox'];

/** From now on a tenth of what PayPal is asked fails, before or after it had its effect, and a tenth of its webhooks is lost, late,
 *  doubled or out of order. */
export async function planTrouble(stack: Stack): Promise<void> {
  const control = controlOf(stack);
  for (const operation of operations) {
    const plan = (share: number, fault: Parameters<typeof control.plan>[0]['fault']) =>
      control.plan({ operation, times, share, fault });
    await plan(0.03, { kind: 'status', status: 503, when: 'before' });
    await plan(0.03, { kind: 'status', status: 500, when: 'after' });
    await plan(0.02, { kind: 'disconnect', when: 'before' });
    await plan(0.02, { kind: 'disconnect', when: 'after' });
  }
  await control.webhooks.plan({ times, share: 0.03, plan: { kind: 'drop' } });
  await control.webhooks.plan({ times, share: 0.03, plan: { kind: 'delay', delayMs: 4_000 } });
  await control.webhooks.plan({ times, share: 0.02, plan: { kind: 'duplicate', extra: 1 } });
  await control.webhooks.plan({ times, share: 0.02, plan: { kind: 'reorder', delayMs: 4_000 } });
}

export async function endTrouble(stack: Stack): Promise<void> {
  const control = controlOf(stack);
  await control.clearFaults();
  await control.webhooks.clearPlans();
  await control.webhooks.hurry();
}

/** `kill -9` of one process after the other, with `everyMs` between them, until it is told to stop; answers who was killed. */
export function killAround(stack: Stack, everyMs: number): { stop(): Promise<string[]> } {
  const killed: string[] = [];
  const ending = new AbortController();
  const run = async () => {
    for (let turn = 0; ; turn++) {
      const isOver = await pause(everyMs, false, { signal: ending.signal }).catch(() => true);
      if (isOver) return;
      const name = victims[turn % victims.length] as ProgramName;
      await stack.kill(name, 'SIGKILL', name === 'web' ? turn % 2 : undefined);
      killed.push(name);
      await stack.waitUntilReady(name);
    }
  };
  const running = run();
  return {
    async stop() {
      ending.abort();
      await running;
      return killed;
    },
  };
}
