import { Registry } from 'prom-client';
import { defaultLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import { type Levels, makeReading } from '../decision/make-reading.ts';
import { createLoopMetrics } from '../loop/loop-metrics.ts';
import { createOutages } from '../loop/outages.ts';
import { nothingKnown, type ObservedContainer } from '../observe.ts';
import { PrometheusAway } from '../prometheus/query.ts';
import { createBackoff } from './backoff.ts';
import { createContainerLoop } from './container-loop.ts';
import { EngineAway } from './door-client.ts';
import { createFleetMetrics } from './fleet-metrics.ts';
import { formatSight } from './format-sight.ts';
import type { Fleet, FleetReplica } from './targets/target.ts';

const minute = 60_000;
const limits = {
  ...defaultLimits,
  minContainers: 3,
  maxContainers: 10,
  minWorkers: 1,
  containerMemoryBytes: 1,
  saturatedShare: 0.8,
  maxStep: 4,
};
export const gigabyte = 2 ** 30;

/** An engine, a Redis and a Prometheus made by hand, and a clock that a test moves. */
export function setUpScaler(options: { isDryRun?: boolean } = {}) {
  let nowMs = Date.UTC(2026, 0, 10, 9);
  const make = (number: number): FleetReplica => ({
    id: String(number),
    name: `foyer-app-${number}`,
    number,
    container: `host-${number}`,
    condition: 'healthy',
    ageMs: 60 * minute,
    memoryLimitBytes: gigabyte,
  });
  const world = {
    replicas: [1, 2, 3].map(make),
    isDeploying: false,
    levels: {} as Levels,
    saturated: 1,
    away: new Set<'engine' | 'redis' | 'prometheus'>(),
    term: 1 as number | null,
    stored: null as LoopState | null,
    isPaused: false,
    freeBytes: (20 * gigabyte) as number | null,
    failing: null as Error | null,
    healsInVain: false,
    did: [] as string[],
    said: [] as string[],
  };
  const requireThere = (what: 'engine' | 'redis') => {
    if (world.away.has(what)) throw new EngineAway(`${what} does not answer`);
  };
  const act = (what: string) => {
    world.did.push(what);
    if (world.failing) throw world.failing;
  };
  const say = (_: object, message: string) => void world.said.push(message);
  const registry = new Registry();
  const createPorts = () => ({
    target: {
      async look(): Promise<Fleet> {
        requireThere('engine');
        return { replicas: world.replicas, companions: [], isDeploying: world.isDeploying };
      },
      finishArrivals: async () => [],
      async add(count: number) {
        act(`add ${count}`);
        const from = world.replicas.length;
        const added = Array.from({ length: count }, (_, index) => make(from + 1 + index));
        world.replicas = [...world.replicas, ...added];
        return { added: added.map(({ name }) => name), failed: [] };
      },
      async remove(count: number) {
        act(`remove ${count}`);
        const removed = world.replicas.slice(-count);
        world.replicas = world.replicas.slice(0, -count);
        return removed.map(({ name }) => name);
      },
      async heal(names: string[]) {
        act(`heal ${names.join(', ')}`);
        if (world.healsInVain) return { added: [], failed: names };
        world.replicas = world.replicas.map((each) => ({ ...each, condition: 'healthy' as const }));
        return { added: names, failed: [] };
      },
      async restart() {},
    },
    observer: {
      async observeContainers() {
        if (world.away.has('prometheus')) throw new PrometheusAway('no answer');
        const reading: ObservedContainer = {
          ...nothingKnown,
          ...makeReading(nowMs - 5_000, world.levels),
          workers: { value: 1, atMs: nowMs - 5_000 },
          saturated: { value: world.saturated, atMs: nowMs - 5_000 },
        };
        return {
          containers: new Map(world.replicas.map(({ container }) => [container, reading])),
          edgeErrorRatio: null,
        };
      },
      observeP95Seconds: async () => ({ value: world.levels.p95Seconds ?? 0.4, atMs: nowMs - 5_000 }),
    },
    store: {
      async read() {
        requireThere('redis');
        return { state: world.stored ?? initialLoopState, isPaused: world.isPaused };
      },
      async write(state: LoopState) {
        requireThere('redis');
        world.did.push('remembered');
        world.stored = state;
      },
      async setPaused() {},
      readLastAction: async () => null,
    },
    term: () => world.term,
    readHostFreeBytes: () => world.freeBytes,
    mendCompanions: async () => {},
    backoff: createBackoff({ firstMs: minute, mostMs: 15 * minute }),
    metrics: createLoopMetrics(registry, { loop: 'containers' }),
    fleetMetrics: createFleetMetrics(registry, { failureMs: 10 * minute }),
    outages: createOutages({ info: say, error: say }),
    log: { info: say, error: say },
    now: () => nowMs,
  });
  const loopOptions = { limits, isDryRun: options.isDryRun ?? false, hasOwnMemoryFigure: false };
  let loop = createContainerLoop(createPorts(), loopOptions);
  const poll = async (times = 1) => {
    for (let count = 0; count < times; count++) {
      nowMs += limits.pollMs;
      await loop.poll();
    }
  };
  return {
    world,
    registry,
    poll,
    explain: async () => formatSight(await loop.look(), { isDryRun: loopOptions.isDryRun }),
    restart() {
      registry.clear();
      loop = createContainerLoop(createPorts(), loopOptions);
    },
  };
}
