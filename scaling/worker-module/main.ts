// The PM2 module that scales the workers of the container it runs in.
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { acquireLease } from '../../platform/lease.ts';
import { createLog } from '../../platform/log.ts';
import { createRedis } from '../../platform/redis.ts';
import { repeat } from '../../platform/repeat.ts';
import { serveMetrics } from '../../platform/serve-metrics.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import type { Decision } from '../decision/decision.ts';
import { createLoopMetrics } from '../loop/loop-metrics.ts';
import { createLoopStore } from '../loop/loop-store.ts';
import { createOutages } from '../loop/outages.ts';
import { createObserver } from '../observe.ts';
import { createQuery } from '../prometheus/query.ts';
import { moduleName, readWorkerModuleConfig } from './config.ts';
import { createContainerMetrics } from './container-metrics.ts';
import { type ReadText, readContainerResources } from './container-resources.ts';
import { createContainerPage } from './gather-metrics.ts';
import { makeWorkerLimits } from './limits.ts';
import { onTrigger, showInMonitor } from './pm2-monitor.ts';
import { connectPm2, createPm2Pool, openPm2MetricsBus } from './pm2-pool.ts';
import { describeFigures, nothingToShow, readSiteFigures, type SiteFigures } from './site-figures.ts';
import { createWorkerLoop } from './worker-loop.ts';

const config = readWorkerModuleConfig();
const log = createLog(moduleName, config.LOG_LEVEL);
const container = config.NAME;
const loopName = `workers:${container}`;
const readText: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
const limits = makeWorkerLimits(config, readContainerResources(readText), {
  cpus: availableParallelism(),
  memoryBytes: totalmem(),
});

await connectPm2();
const pool = createPm2Pool(config.WORKERS_APP);
// The loop says itself, once an outage, that Redis is away.
const redis = createRedis(config.REDIS_URL, { name: moduleName, onError: () => undefined, commandTimeoutMs: 3_000 });
const now = () => Date.now();

const registry = new Registry();
registry.setDefaultLabels({ container });
collectDefaultMetrics({ register: registry });
const containerMetrics = createContainerMetrics(registry, container);

const query = createQuery({ baseUrl: config.PROMETHEUS_URL, timeoutMs: 5_000 });
let last: { decision: Decision; ready: number } | null = null;
const loop = createWorkerLoop(
  {
    pool,
    observer: createObserver(query, limits),
    store: createLoopStore(redis, loopName, now),
    // Longer than PM2 takes to start a worker and to let one drain.
    acquireLease: () => acquireLease(redis, loopName, 90_000),
    metrics: createLoopMetrics(registry, { loop: 'workers', container }),
    publish(decision, ready) {
      last = { decision, ready };
      containerMetrics.setSaturation(decision.reason);
    },
    outages: createOutages(log),
    log,
    now,
  },
  { container, limits },
);

/** Every few seconds, as Prometheus reads them more often than the loop polls. */
async function measureResources(): Promise<void> {
  const { cpuQuota, memoryLimitBytes, workingSetBytes } = readContainerResources(readText);
  const isLimited = config.MEMORY_LIMIT_MB === undefined && memoryLimitBytes !== null;
  containerMetrics.setResources({
    cpuQuota: config.CPU_QUOTA ?? cpuQuota,
    memoryLimitBytes: limits.memoryLimitBytes,
    // Without a limit of its own the control group holds other things too.
    workingSetBytes: isLimited ? workingSetBytes : await sumProcesses(),
  });
}

async function sumProcesses(): Promise<number> {
  const workers = await pool.list();
  return process.memoryUsage.rss() + workers.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
}

let figures: SiteFigures = nothingToShow;
async function readFigures(): Promise<void> {
  figures = await readSiteFigures(query, container);
}

const repeaters = [
  { job: loop.poll, intervalMs: limits.pollMs, what: 'scaling' },
  { job: measureResources, intervalMs: 5_000, what: 'measuring' },
  { job: readFigures, intervalMs: 5_000, what: 'reading what is shown' },
].map(({ job, intervalMs, what }) =>
  repeat({
    intervalMs,
    job,
    onOutage: (error) =>
      log.error({ error: error instanceof Error ? error.message : String(error) }, `${what} fails; it is tried again`),
    onRecovery: () => log.info({}, `${what} works again`),
  }),
);

showInMonitor({
  ...Object.fromEntries(
    Object.keys(describeFigures(nothingToShow)).map((name) => [name, () => describeFigures(figures)[name] ?? '-']),
  ),
  'workers wanted': () => last?.decision.desired ?? '?',
  'workers ready': () => last?.ready ?? '?',
  scaling: () => last?.decision.reason ?? 'begins',
});
const setPaused = async (isPaused: boolean) => {
  await loop.setPaused(isPaused);
  log.info({ isPaused }, isPaused ? 'paused by hand' : 'resumed by hand');
  return { paused: isPaused };
};
onTrigger('pause', () => setPaused(true));
onTrigger('resume', () => setPaused(false));

const metricsPort = config.SCALER_METRICS_PORT;
const page = createContainerPage({
  own: registry,
  bus: await openPm2MetricsBus(config.WORKERS_APP),
  patienceMs: 1_000,
});
const metricsServer = serveMetrics(page, {
  host: config.HOST,
  port: metricsPort,
  onTaken: () => log.info({ metricsPort }, 'the port for metrics is taken; waiting for it'),
});
log.info({ metricsPort, minWorkers: limits.minWorkers, maxWorkers: limits.maxWorkers }, 'at work');
process.send?.('ready');

onShutdown(async (signal) => {
  log.info({ signal }, 'closing');
  await Promise.all(repeaters.map((repeater) => repeater.stop()));
  metricsServer.close();
  redis.disconnect();
}, 25_000);
