import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../platform/random.ts';
import type { ProgramName } from '../../scripts/stack/programs.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import type { Fault } from '../../stand-ins/paypal/fault-schemas.ts';
import type { WebhookPlan } from '../../stand-ins/paypal/webhooks/plan-schema.ts';
import { controlOf } from '../paid/buyer.ts';

const operations = ['token', 'create', 'get', 'capture', 'get-capture', 'refund', 'get-refund'] as const;
const times = 1_000_000;
const victims: ProgramName[] = ['web', 'courier', 'paypal', 'ledger', 'redis', 'mailbox', 'lake'];

/** A tenth of all calls. Only so few time out, as each costs whoever asked ten seconds. */
const faults: [share: number, fault: Fault][] = [
  [0.02, { kind: 'status', status: 503, when: 'before', delayMs: 0 }],
  [0.02, { kind: 'status', status: 500, when: 'after', delayMs: 0 }],
  [0.01, { kind: 'status', status: 429, when: 'before', delayMs: 0 }],
  [0.015, { kind: 'disconnect', when: 'before' }],
  [0.015, { kind: 'disconnect', when: 'after' }],
  [0.01, { kind: 'malformed', status: 200, when: 'after' }],
  [0.005, { kind: 'timeout', when: 'before' }],
  [0.005, { kind: 'timeout', when: 'after' }],
];
const webhookPlans: [share: number, plan: WebhookPlan['plan']][] = [
  [0.03, { kind: 'drop' }],
  [0.03, { kind: 'delay', delayMs: 4_000 }],
  [0.02, { kind: 'duplicate', extra: 1 }],
  [0.02, { kind: 'reorder', delayMs: 4_000 }],
];

/** From now on a tenth of what PayPal is asked fails, before or after it had its effect, and a tenth of its webhooks is lost, late,
 *  doubled or out of order. */
export async function planTrouble(stack: Stack): Promise<void> {
  const control = controlOf(stack);
  for (const operation of operations) {
    for (const [share, fault] of chained(faults)) await control.plan({ operation, times, share, fault });
  }
  for (const [share, plan] of chained(webhookPlans)) await control.webhooks.plan({ times, share, plan });
}

/** The first that fits counts: each share is one of all, told as one of those that the others before it left. */
function chained<T>(plans: readonly (readonly [share: number, what: T])[]): [share: number, what: T][] {
  let left = 1;
  return plans.map(([share, what]) => {
    const told = share / left;
    left -= share;
    return [told, what];
  });
}

/** Ends it, and answers in words how much of it there was. */
export async function endTrouble(stack: Stack): Promise<string> {
  const control = controlOf(stack);
  const [calls, webhooks] = await Promise.all([control.faults(), control.webhooks.plans()]);
  await control.clearFaults();
  await control.webhooks.clearPlans();
  await control.webhooks.hurry();
  const metCalls = count(calls.map(({ planned, left }) => [nameOf(planned.fault), times - left]));
  const metWebhooks = count(webhooks.map(({ planned, left }) => [planned.plan.kind, times - left]));
  return `PayPal failed calls: ${metCalls}; webhooks: ${metWebhooks}`;
}

function nameOf(fault: Fault): string {
  const name = fault.kind === 'status' ? String(fault.status) : fault.kind;
  return 'when' in fault ? `${name} ${fault.when}` : name;
}

function count(met: [name: string, times: number][]): string {
  const sums = new Map<string, number>();
  for (const [name, more] of met) sums.set(name, (sums.get(name) ?? 0) + more);
  return [...sums].map(([name, sum]) => `${sum} ${name}`).join(', ');
}

/** `kill -9` of a process chosen by chance every `everyMs`, or once the one before is back where that takes longer, until it is told
 *  to stop; answers who was killed how often. */
export function killAround(stack: Stack, everyMs: number, seed: number): { stop(): Promise<string> } {
  const random = createRandom(seed);
  const killed: [string, number][] = [];
  const ending = new AbortController();
  const rest = (ms: number) => pause(Math.max(0, ms), false, { signal: ending.signal }).catch(() => true);
  const run = async () => {
    for (let dueAt = Date.now() + everyMs; !(await rest(dueAt - Date.now())); dueAt += everyMs) {
      const name = victims[Math.floor(random() * victims.length)] as ProgramName;
      // One that is just coming back has been killed enough.
      if ((await stack.pids(name)).length === 0) continue;
      await stack.kill(name, 'SIGKILL', name === 'web' ? Math.floor(random() * 2) : undefined);
      killed.push([name, 1]);
      await stack.waitUntilReady(name);
      dueAt = Math.max(dueAt, Date.now() - everyMs);
    }
  };
  const running = run();
  running.catch(() => {});
  return {
    async stop() {
      ending.abort();
      await running;
      return count(killed) || 'nobody';
    },
  };
}
