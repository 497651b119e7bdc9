import type { Stack } from '../scripts/stack/start-stack.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { seatsOf } from './race/choices.ts';
import { gatherCrowd } from './race/crowd.ts';
import type { StepReport } from './race/crowd-member.ts';
import { runAlone } from './race/run-alone.ts';
import { checkLedger } from './site/check-ledger.ts';
import { letLedgerHesitate } from './site/let-ledger-hesitate.ts';
import { readAccessLog } from './site/read-access-log.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { setCapacity } from './site/set-capacity.ts';

const lastSeats = 50;
const size = { processes: 8, visitors: 2_000, atOnce: 200 };
const programs = ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'] as const;
const setting = { only: programs, env: { TRUSTED_PROXIES: '127.0.0.1' } };

export default {
  claim: `Of ${size.visitors} attempts by ${size.processes} processes at the last ${lastSeats} seats exactly ${lastSeats} are sold, and everybody else is told so politely.`,
  seconds: 55,
  async run(context) {
    await proveClaim(context);
    await showControl(context);
  },
} satisfies Proof;

async function proveClaim(context: ProofContext): Promise<void> {
  const { print } = context;
  const stack = await context.startStack(setting);
  await requireOwnSite(stack);
  await setCapacity(stack, { quotaId: 'main', capacity: lastSeats, ticketTypeId: 'community', left: lastSeats });
  const { held, told, other, confirmed } = await race(context, stack);

  require(countSeats(held) === lastSeats, `${countSeats(held)} seats were held`);
  require(countSeats(confirmed) === lastSeats, `${countSeats(confirmed)} seats were confirmed`);
  const [strange] = other;
  require(!strange, `visitor ${strange?.visitor} was answered ${strange?.status}: ${strange?.words}`);
  require(held.length + told.length === size.visitors, `only ${held.length + told.length} visitors had an answer`);
  print(
    `${lastSeats} seats sold in ${held.length} orders; ${told.length} visitors told, with 409, why and how to go on`,
  );

  const failures = (await readAccessLog(stack)).filter((line) => line.status >= 500 || line.status === 429);
  require(failures.length === 0, `nginx answered ${failures[0]?.status} ${failures.length} times`);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  require(/^main +50 +0 +50 +0$/m.test(report), `the ledger does not say 50 of 50 sold:\n${report}`);
  print('ledger:check: everything adds up');
  await stack.stop();
}

async function showControl(context: ProofContext): Promise<void> {
  const { print } = context;
  const nodeArgs = [`--import=${new URL('./controls/use-check-then-write.ts', import.meta.url).href}`];
  const stack = await context.startStack({ ...setting, nodeArgs });
  await requireOwnSite(stack);
  const seats = { quotaId: 'main', ticketTypeId: 'community', left: lastSeats };
  await setCapacity(stack, { ...seats, capacity: lastSeats });
  const alone = await runAlone(stack.baseUrl, lastSeats + 10);
  require(alone === lastSeats, `the control, one visitor after the other, sold ${alone} of ${lastSeats} seats`);
  print(`control (look, then take, in two round trips), one visitor after the other: ${alone} of ${lastSeats} seats`);

  await setCapacity(stack, { ...seats, capacity: 2 * lastSeats });
  const { held } = await race(context, stack);
  const sold = countSeats(held);
  const { isClean } = await checkLedger(stack);
  require(sold >
    lastSeats, `the control sold ${sold} of the last ${lastSeats} seats: this load would not have caught it`);
  require(!isClean, 'the control has oversold, and ledger:check does not see it');
  print(`control, the same crowd: ${sold} of the last ${lastSeats} seats; ledger:check finds it`);
}

/** The crowd takes its steps, and the figures are printed. */
async function race(context: ProofContext, stack: Stack) {
  const crowd = await gatherCrowd(context, { baseUrl: stack.baseUrl, ...size });
  const opened = await crowd.take('openForms');
  context.print(`the ticket form opened: ${describePace(opened)}`);
  const unopened = opened.reports.find((report) => report.outcome !== 'form');
  require(!unopened, `a visitor who opened the form was answered ${unopened?.status}: ${unopened?.words}`);
  const [waiting, sent] = await letLedgerHesitate(stack, size.atOnce, () => crowd.take('sendForms'));
  context.print(
    `the ticket form sent: ${describePace(sent)}, ${size.atOnce} at once; ${waiting} met at the ledger's door`,
  );
  const confirmed = await crowd.take('confirm');
  crowd.leave();
  const of = (reports: StepReport[], outcome: StepReport['outcome']) =>
    reports.filter((report) => report.outcome === outcome);
  return {
    held: of(sent.reports, 'held'),
    told: of(sent.reports, 'told'),
    confirmed: of(confirmed.reports, 'confirmed'),
    other: [...of(sent.reports, 'other'), ...of(confirmed.reports, 'other')],
  };
}

function describePace({ reports, seconds }: { reports: StepReport[]; seconds: number }): string {
  const times = reports.map((report) => report.ms).sort((a, b) => a - b);
  const p95 = ((times[Math.floor(times.length * 0.95)] ?? 0) / 1000).toFixed(2);
  return `${reports.length} in ${seconds.toFixed(1)} s (${Math.round(reports.length / seconds)} a second, p95 ${p95} s)`;
}

function countSeats(reports: StepReport[]): number {
  return reports.reduce((sum, report) => sum + seatsOf(report.visitor), 0);
}
