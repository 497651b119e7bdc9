// The container scaler: as many app containers as the load asks for, and in place of broken ones others.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createAskSocket } from '../../platform/ask-socket.ts';
import { createKeptLease } from '../../platform/keep-lease.ts';
import { createLog } from '../../platform/log.ts';
import { createRedis } from '../../platform/redis.ts';
import { repeat } from '../../platform/repeat.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { createLoopMetrics } from '../loop/loop-metrics.ts';
import { createLoopStore } from '../loop/loop-store.ts';
import { createOutages } from '../loop/outages.ts';
import { createObserver } from '../observe.ts';
import { createQuery } from '../prometheus/query.ts';
import { createBackoff } from './backoff.ts';
import { makeContainerLimits, readContainerScalerConfig } from './config.ts';
import { createContainerLoop } from './container-loop.ts';
import { createDoorClient } from './door-client.ts';
import { createFleetMetrics } from './fleet-metrics.ts';
import { formatSight } from './format-sight.ts';
import { readHostFreeBytes } from './host-memory.ts';
import { createMendCompanions } from './mend-companions.ts';
import { createScalerPage } from './scaler-page.ts';
import { createComposeTarget } from './targets/compose.ts';

const config = readContainerScalerConfig();
const log = createLog('container-scaler', config.LOG_LEVEL);
const now = () => Date.now();
const limits = makeContainerLimits(config);
const isDryRun = config.SCALER_DRY_RUN;
// The loop says itself, once an outage, that Redis is away.
const redis = createRedis(config.REDIS_URL, {
  name: 'container-scaler',
  onError: () => undefined,
  commandTimeoutMs: 3_000,
});
// Renewed three times while it lasts. A second scaler takes over half a minute after this one died.
const lease = createKeptLease({ redis, name: 'containers', ttlMs: 30_000 });

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const door = createDoorClient(createAskSocket(config.ENGINE_DOOR_SOCKET));
const target = createComposeTarget({ door, service: config.SCALED_SERVICE, log, now, pause });
const readMeminfo = () => {
  try {
    return readFileSync('/proc/meminfo', 'utf8');
  } catch {
    return null;
  }
};
// One poll after the other at first, a quarter of an hour at last.
const backoffTimes = { firstMs: 2 * limits.pollMs, mostMs: 900_000 };
const outages = createOutages(log);
const loop = createContainerLoop(
  {
    target,
    observer: createObserver(createQuery({ baseUrl: config.PROMETHEUS_URL, timeoutMs: 5_000 }), limits),
    store: createLoopStore(redis, 'containers', now),
    term: lease.term,
    readHostFreeBytes: () => readHostFreeBytes(readMeminfo()),
    mendCompanions: createMendCompanions({ target, backoff: createBackoff(backoffTimes), isDryRun, log, now }),
    backoff: createBackoff(backoffTimes),
    metrics: createLoopMetrics(registry, { loop: 'containers' }),
    fleetMetrics: createFleetMetrics(registry, { failureMs: 2 * limits.cooldownMs }),
    outages,
    log,
    now,
  },
  { limits, isDryRun, hasOwnMemoryFigure: config.SCALE_CONTAINER_MEMORY_MB !== undefined },
);

let lastPolledAt = performance.now();
async function poll(): Promise<void> {
  try {
    await loop.poll();
  } finally {
    lastPolledAt = performance.now();
  }
}
/** Bringing containers up and letting others drain takes two minutes at most. */
const silentMs = 2 * limits.pollMs + 180_000;

const repeaters = [
  // A dry run takes the lease from nobody who acts.
  { job: isDryRun ? async () => {} : lease.renew, intervalMs: 10_000, what: 'keeping the lease' },
  { job: poll, intervalMs: limits.pollMs, what: 'scaling' },
].map(({ job, intervalMs, what }) =>
  repeat({
    intervalMs,
    job,
    onOutage: (error) => log.error({ error: (error as Error).message }, `${what} fails; it is tried again`),
    onRecovery: () => log.info({}, `${what} works again`),
  }),
);

const page = createScalerPage({
  metrics: registry,
  isAtWork: () => performance.now() - lastPolledAt < silentMs,
  explain: async () => formatSight(await loop.look(), { isDryRun }),
});
page.listen(config.CONTAINER_SCALER_PORT, config.HOST, () => {
  log.info(
    { port: config.CONTAINER_SCALER_PORT, minContainers: limits.minContainers, maxContainers: limits.maxContainers },
    isDryRun ? 'looking on: a dry run changes nothing' : 'at work',
  );
});

onShutdown(async (signal) => {
  log.info({ signal }, 'closing');
  await Promise.all(repeaters.map((repeater) => repeater.stop()));
  // The next one need not wait until it lapses.
  await lease.release().catch(() => undefined);
  page.close();
  page.closeAllConnections();
  redis.disconnect();
}, 25_000);
