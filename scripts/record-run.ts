// `npm run simulate:record -- PLAN [FILE]` runs a Foyer of its own with one worker, sends it the plan's load, and writes down as a
// trace what Prometheus measured: `npm run simulate -- --trace FILE` compares the model with it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../platform/random.ts';
import { requireOwnSite } from '../proofs/site/require-own-site.ts';
import { formatTrace, type TraceHead, type TraceLine } from '../scaling/simulator/trace.ts';
import { ensureBuilt } from './build.ts';
import { sendArrivals } from './load/send-arrivals.ts';
import { askPrometheus } from './record/ask-prometheus.ts';
import { measureCost } from './record/measure-cost.ts';
import { type Plan, plans } from './record/plans.ts';
import { projectDir } from './stack/project.ts';
import { type Stack, startStack } from './stack/start-stack.ts';

const lineMs = 15_000;
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const percentOf = (ratio: number) => String(Math.round(ratio * 1000) / 10);

function makeEnvironment({ cpuQuota, memoryLimitMb, thresholds, windows }: Plan): Record<string, string> {
  return {
    TRUSTED_PROXIES: '127.0.0.1',
    CPU_QUOTA: String(cpuQuota),
    MEMORY_LIMIT_MB: String(memoryLimitMb),
    SCALE_UP_THRESHOLD: percentOf(thresholds.up),
    SCALE_DOWN_THRESHOLD: percentOf(thresholds.down),
    ...(windows && {
      SCALE_POLL_SECONDS: String(windows.pollMs / 1000),
      SCALE_COOLDOWN_SECONDS: String(windows.cooldownMs / 1000),
      SCALE_DOWN_WINDOW_SECONDS: String(windows.downWindowMs / 1000),
    }),
  };
}

async function record(name: string, plan: Plan, stack: Stack, file: string): Promise<void> {
  const ask = (expression: string) => askPrometheus(stack.ports.prometheus, expression);
  const readPage = async () => await (await fetch(`http://127.0.0.1:${stack.ports.scalerMetrics}/metrics`)).text();
  /** Of all workers, those that are gone too. */
  const readCpuSeconds = async () =>
    [...(await readPage()).matchAll(/^process_cpu_seconds_total\{.*worker=.*\} (\S+)/gm)].reduce(
      (sum, [, seconds]) => sum + Number(seconds),
      0,
    );
  const costSeconds = await measureCost(stack.baseUrl, readCpuSeconds);
  console.log(`a page takes ${(costSeconds * 1000).toFixed(2)} ms of CPU`);
  // A worker's first minutes are not evidence, and the measuring must not be in the windows of the run.
  await pause(75_000, undefined, { signal: interruption.signal });

  const random = createRandom(1);
  const shareAt = plan.makeShare(random);
  // Drawn once for each second: noise remembers what it was before.
  const shares = Array.from({ length: plan.seconds + 60 }, (_, second) => shareAt(second));
  const cpuAtBegin = await readCpuSeconds();
  const arrivals = sendArrivals({
    baseUrl: stack.baseUrl,
    rateAt: (second) => (shares[Math.floor(second)] ?? 0) / costSeconds,
    random,
  });
  const lines: TraceLine[] = [];
  let before = { ...arrivals.counts(), second: 0 };
  try {
    while (before.second < plan.seconds && !interruption.signal.aborted) {
      await pause((lines.length + 1) * lineMs - arrivals.seconds() * 1000, undefined, { signal: interruption.signal });
      const now = { ...arrivals.counts(), second: arrivals.seconds() };
      const each = (of: 'offered' | 'failed') => (now[of] - before[of]) / (now.second - before.second);
      lines.push({
        second: Math.round(now.second * 10) / 10,
        offeredPerSecond: Math.round(each('offered') * 100) / 100,
        failedPerSecond: Math.round(each('failed') * 100) / 100,
        workers: (await ask('foyer_scaler_desired{loop="workers"}')) ?? 0,
        containers: 1,
        p95Seconds: await ask('foyer:container_request_duration:p95_1m'),
        cpu: await ask('foyer:container_cpu:ratio'),
      });
      before = now;
      const spent = (await readCpuSeconds()) - cpuAtBegin;
      const head: TraceHead = {
        format: 'foyer-trace/1',
        source: `${name}, ${plan.about}; one container of the local stack, recorded ${new Date().toISOString().slice(0, 10)}`,
        cpuQuota: plan.cpuQuota,
        memoryLimitBytes: plan.memoryLimitMb * 2 ** 20,
        minWorkers: 1,
        maxWorkers: plan.maxWorkers,
        minContainers: 1,
        maxContainers: 1,
        cpuSecondsPerRequest: Math.round((1e6 * spent) / Math.max(1, now.offered)) / 1e6,
        // Towards the end, when it has been through the load.
        workerBytes: (await ask('foyer:worker_memory:mean_bytes')) ?? undefined,
        cpuThresholds: plan.thresholds,
        scrapeMs: 15_000,
        ...(plan.windows ?? { pollMs: 30_000, cooldownMs: 300_000, downWindowMs: 300_000 }),
      };
      // Each time: a recording that is broken off is a shorter recording.
      await writeFile(file, formatTrace({ head, lines }));
    }
  } finally {
    arrivals.stop();
  }
  console.log(
    `${before.offered} requests, ${before.failed} failed; the module said:\n${await stack.logs('worker-module')}`,
  );
}

const [name = '', given] = process.argv.slice(2);
const plan = plans[name];
if (!plan) {
  console.error(`There is no plan "${name}". There are: ${Object.keys(plans).join(', ')}.`);
  process.exit(1);
}
const file = resolve(given ?? join(projectDir, 'scaling/simulator/traces', `${name}.jsonl`));
await mkdir(dirname(file), { recursive: true });
await ensureBuilt(console.log);
const dataDir = await mkdtemp(join(tmpdir(), 'foyer-record-'));
const stack = await startStack({
  dataDir,
  ports: 'free',
  webInstances: 1,
  maxWorkers: plan.maxWorkers,
  only: ['ledger', 'redis', 'lake', 'prometheus', 'web', 'courier', 'nginx', 'worker-module'],
  env: makeEnvironment(plan),
  signal: interruption.signal,
});
try {
  await requireOwnSite(stack);
  await record(name, plan, stack, file);
  console.log(`written to ${file}`);
} finally {
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit();
