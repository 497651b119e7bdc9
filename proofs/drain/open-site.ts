import { setTimeout as pause } from 'node:timers/promises';
import { readBaseEnvironment } from '../../scripts/stack/environment.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { controlOf } from '../paid/buyer.ts';
import { type ProofContext, require } from '../proof.ts';
import { readAccessLog } from '../site/read-access-log.ts';
import { requireOwnSite } from '../site/require-own-site.ts';
import { setCapacity } from '../site/set-capacity.ts';
import { startHelper } from '../visitors/helper-process.ts';
import type { LoadOrder } from './load-report.ts';
import { stragglerMs } from './requests.ts';

/** More than are ever held at once. */
const seats = 50_000;

/** A Foyer whose workers are looked on at, a load that waits for its word, and the hand that changes the number of workers. */
export async function openSite(
  context: ProofContext,
  options: { workers: number; mostWorkers: number; pace: number; control?: URL },
) {
  const { workers, mostWorkers, pace, control } = options;
  const reportsFolder = await context.makeFolder();
  const watch = new URL(`./watch-worker.ts?folder=${encodeURIComponent(reportsFolder)}`, import.meta.url);
  const stack = await context.startStack({
    only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx'],
    env: { TRUSTED_PROXIES: '127.0.0.1' },
    webInstances: workers,
    maxWorkers: mostWorkers,
    nodeArgs: [watch, ...(control ? [control] : [])].map(({ href }) => `--import=${href}`),
  });
  await requireOwnSite(stack);
  await setCapacity(stack, { quotaId: 'main', capacity: seats, ticketTypeId: 'community', left: seats });
  await controlOf(stack).plan({
    operation: 'create',
    times: 1_000_000,
    fault: { kind: 'slow', delayMs: stragglerMs },
  });
  const order: LoadOrder = {
    baseUrl: stack.baseUrl,
    workersUrl: `http://127.0.0.1:${stack.ports.web}`,
    perSecond: pace,
  };
  const load = await startHelper(context, new URL('./load.ts', import.meta.url), { args: [JSON.stringify(order)] });
  const scaler = await startHelper(context, new URL('./scaler.ts', import.meta.url), {
    env: { ...readBaseEnvironment(), NODE_ENV: 'production', PM2_HOME: stack.pm2Home },
  });
  return { stack, load, scaler, reportsFolder, linesBefore: (await readAccessLog(stack)).length };
}

/** Until the newest of so many workers has its share of the load, stragglers too. */
export async function waitUntilBusy(stack: Stack, workers: number): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    const page = await fetch(`http://127.0.0.1:${stack.ports.metrics + workers - 1}/metrics`)
      .then((response) => response.text())
      .catch(() => '');
    const inFlight = Number(/^http_requests_in_flight(?:\{[^}]*\})? (\d+)/m.exec(page)?.[1] ?? 0);
    const answered = [...page.matchAll(/^http_request_duration_seconds_count\{[^}]*\} (\d+)/gm)];
    if (inFlight > 0 && answered.reduce((sum, [, count]) => sum + Number(count), 0) >= 5) return;
    require(Date.now() < giveUpAt, 'the newest worker gets none of the load');
    await pause(50);
  }
}
