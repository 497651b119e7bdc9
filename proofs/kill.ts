import { Redis } from 'ioredis';
import type { ProgramName } from '../scripts/stack/programs.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { findMissing } from './kill/find-missing.ts';
import { registerAll } from './kill/register-all.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { setCapacity } from './site/set-capacity.ts';

const people = 500;
const setting = {
  only: ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'] as const,
  env: { TRUSTED_PROXIES: '127.0.0.1' },
};
const capacity = { quotaId: 'main', capacity: 1_000, ticketTypeId: 'community', left: 1_000 };

// A killed process shows what is on the way to the disk when it dies; a power cut would be another proof.
export default {
  claim: `Whatever kill -9 ends amid ${people} registrations, a web worker, the courier or the ledger itself: every order that was answered as confirmed is there afterwards, once.`,
  seconds: 45,
  async run(context) {
    await proveClaim(context);
    await showControl(context);
  },
} satisfies Proof;

async function proveClaim(context: ProofContext): Promise<void> {
  const { print } = context;
  const stack = await context.startStack(setting);
  await requireOwnSite(stack);
  await setCapacity(stack, capacity);
  const kill = (name: ProgramName, instance?: number) => () => killOne(stack, print, name, instance);
  const { confirmed, troubles, restarts, seconds } = await registerAll(stack, people, [
    { after: 80, strike: kill('web', 0) },
    { after: 160, strike: kill('ledger') },
    { after: 240, strike: kill('courier') },
    { after: 320, strike: kill('ledger') },
    { after: 320, strike: kill('web', 1) },
    { after: 400, strike: kill('ledger') },
  ]);
  const errors = [...troubles].map(([status, times]) => `${times} times ${status || 'no answer'}`).join(', ');
  print(`${confirmed.length} registrations in ${seconds.toFixed(1)} s; tried again after ${errors || 'nothing'}`);

  const missing = await findMissing(stack, confirmed);
  require(missing.length === 0, `${missing.length} confirmed orders are not there: ${missing[0]?.orderId}, ...`);
  require(restarts === 0, `${restarts} orders were gone before they were confirmed`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  const seats = confirmed.reduce((sum, registration) => sum + registration.seats, 0);
  const isExact = new RegExp(`^CONFIRMED +${people}$`, 'm').test(report) && !/^(HELD|EXPIRED) /m.test(report);
  require(isExact, `a form that was sent again left more than one order:\n${report}`);
  require(new RegExp(`^main +1000 +0 +${seats} `, 'm').test(
    report,
  ), `the ledger does not say ${seats} sold:\n${report}`);
  print(
    `all ${confirmed.length} are there, by their links and in the ledger; ${seats} seats sold; ledger:check: everything adds up`,
  );
  await stack.stop();
}

async function showControl(context: ProofContext): Promise<void> {
  const { print } = context;
  const stack = await context.startStack(setting);
  await requireOwnSite(stack);
  await setCapacity(stack, capacity);
  // Foyer would not start on such a ledger, so it becomes one behind its back.
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  await redis.config('SET', 'appendonly', 'no');
  redis.disconnect();
  const { confirmed } = await registerAll(stack, 200, [{ after: 100, strike: () => killOne(stack, print, 'ledger') }]);
  const missing = await findMissing(stack, confirmed);
  require(missing.length > 0, 'the control, a ledger without its append-only file, has lost nothing');
  print(
    `control, a ledger without its append-only file: ${missing.length} of ${confirmed.length} confirmed orders are gone`,
  );
}

async function killOne(stack: Stack, print: ProofContext['print'], name: ProgramName, instance?: number) {
  await stack.kill(name, 'SIGKILL', instance);
  const killedAt = performance.now();
  await stack.waitUntilReady(name);
  // While one worker is away the other answers, so how long that took means something for the others only.
  const isAlone = instance === undefined;
  print(`kill -9 ${name}${isAlone ? `: back after ${Math.round(performance.now() - killedAt)} ms` : ` ${instance}`}`);
}
