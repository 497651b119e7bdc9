import { type ProofContext, require } from '../proof.ts';
import { checkLedger } from '../site/check-ledger.ts';
import { readAccessLog } from '../site/read-access-log.ts';
import { ask } from '../visitors/helper-process.ts';
import { readWorkerReports, requireSameRequests } from './account.ts';
import { describeLeaving, describeLoad, requireAllAnswered, requireBusy } from './findings.ts';
import type { LoadReport } from './load-report.ts';
import { openSite, waitUntilBusy } from './open-site.ts';

export const usualWorkers = 2;
export const mostWorkers = 4;

/** Workers come and go under a load of `pace` requests a second; throws unless every single request was answered as it should be. */
export async function showDrain(context: ProofContext, { runs, pace }: { runs: number; pace: number }): Promise<void> {
  const { print } = context;
  const site = await openSite(context, { workers: usualWorkers, mostWorkers, pace });
  const { stack, load, scaler, reportsFolder, linesBefore } = site;
  let workersSeen = 0;
  let sent = 0;
  let seconds = 0;

  async function judge(what: string): Promise<void> {
    const report = await ask<LoadReport>(load, 'report');
    const left = (await readWorkerReports(reportsFolder)).slice(workersSeen);
    workersSeen += left.length;
    sent += report.sent;
    seconds += report.seconds;
    print(`${what}: ${describeLoad(report)}; ${describeLeaving(left)}`);
    requireAllAnswered(report);
    requireBusy(left);
  }

  await ask(load, 'begin');
  await ask(scaler, 1);
  await ask(scaler, mostWorkers);
  await waitUntilBusy(stack, mostWorkers);
  await ask(scaler, 1);
  await ask(scaler, usualWorkers);
  await judge(`${usualWorkers}..1..${mostWorkers}..1..${usualWorkers} workers`);
  for (let run = 1; run <= runs; run++) {
    await ask(scaler, usualWorkers + 1);
    await waitUntilBusy(stack, usualWorkers + 1);
    await ask(scaler, usualWorkers);
    await stack.reload('web');
    await judge(`run ${run}`);
  }

  const last = await ask<LoadReport>(load, 'end');
  requireAllAnswered(last);
  const { isClean, report } = await checkLedger(stack);
  require(isClean, `ledger:check found something:\n${report}`);
  // The workers that are left write their reports too.
  await stack.stop();
  const accessLog = await readAccessLog(stack);
  const reports = await readWorkerReports(reportsFolder);
  const arrived = requireSameRequests({ ...last, accessLog, linesBefore, reports });
  const achieved = sent / seconds;
  require(achieved >= pace, `the load was only ${achieved.toFixed(0)} requests a second`);
  print(
    `${arrived} requests, ${achieved.toFixed(0)} a second, each met by one worker, once: none failed, none was answered by the cache, none was tried again by nginx; ledger:check: everything adds up`,
  );
}
