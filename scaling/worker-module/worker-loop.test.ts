import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { defaultLimits } from '../decision/limits.ts';
import { initialLoopState, type LoopState } from '../decision/loop-state.ts';
import { type Levels, makeReading } from '../decision/make-reading.ts';
import { createLoopMetrics } from '../loop/loop-metrics.ts';
import type { LoopStore } from '../loop/loop-store.ts';
import { createOutages } from '../loop/outages.ts';
import { nothingKnown } from '../observe.ts';
import { PrometheusAway } from '../prometheus/query.ts';
import { createWorkerLoop } from './worker-loop.ts';
import type { Worker } from './worker-pool.ts';

const minute = 60_000;
const limits = {
  ...defaultLimits,
  minWorkers: 1,
  maxWorkers: 4,
  cpuQuota: 4,
  memoryLimitBytes: 1_500_000_000,
  outerHoldMs: minute,
};

/** A PM2, a Redis and a Prometheus made by hand, and a clock that a test moves. */
function setUp() {
  let nowMs = Date.UTC(2026, 0, 10, 9);
  const world = {
    workers: [0, 1].map(
      (id): Worker => ({ id, status: 'online', startedAtMs: nowMs - 60 * minute, memoryBytes: 150_000_000 }),
    ),
    levels: {} as Levels,
    isPrometheusAway: false,
    isRedisAway: false,
    isLeaseTaken: false,
    stored: null as LoopState | null,
    isPaused: false,
    outerActedAtMs: null as number | null,
    failing: null as Error | null,
    did: [] as string[],
    said: [] as string[],
  };
  const requireRedis = () => {
    if (world.isRedisAway) throw new Error('Redis does not answer');
  };
  const store: LoopStore = {
    async read() {
      requireRedis();
      return world.stored
        ? { state: world.stored, isPaused: world.isPaused }
        : { state: initialLoopState, isPaused: world.isPaused };
    },
    async write(state) {
      requireRedis();
      world.did.push('remembered');
      world.stored = state;
    },
    async setPaused(isPaused) {
      world.isPaused = isPaused;
    },
    readLastAction: async () => world.outerActedAtMs,
  };
  const say = (_: object, message: string) => void world.said.push(message);
  const registry = new Registry();
  const metrics = createLoopMetrics(registry, { loop: 'workers', container: 'one' });
  const create = () =>
    createWorkerLoop(
      {
        pool: {
          list: async () => world.workers,
          async setCount(count) {
            world.did.push(`set to ${count}`);
            if (world.failing) throw world.failing;
            const { length } = world.workers;
            for (let id = length; id < count; id++)
              world.workers.push({ id, status: 'online', startedAtMs: nowMs, memoryBytes: 150_000_000 });
            world.workers.length = count;
          },
          async heal() {
            world.did.push('healed');
            const errored = world.workers.filter(({ status }) => status === 'errored');
            for (const worker of errored) worker.status = 'online';
            return errored.length;
          },
        },
        observer: {
          async observeContainers() {
            if (world.isPrometheusAway) throw new PrometheusAway('no answer');
            const reading = { ...nothingKnown, ...makeReading(nowMs - 5_000, world.levels) };
            return { containers: new Map([['one', reading]]), edgeErrorRatio: null };
          },
        },
        store,
        acquireLease: async () => {
          requireRedis();
          return world.isLeaseTaken
            ? null
            : {
                token: 1,
                renew: async () => true,
                release: async () => void world.did.push('released'),
              };
        },
        metrics,
        publish: () => {},
        outages: createOutages({ info: say, error: say }),
        log: { info: say },
        now: () => nowMs,
      },
      { container: 'one', limits },
    );
  let loop = create();
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
    setPaused: (isPaused: boolean) => loop.setPaused(isPaused),
    restart() {
      loop = create();
    },
  };
}

const busy = { cpu: 0.95 };
const idle = { cpu: 0.05, memory: 0.2, p95Seconds: 0.1 };
const acts = (did: string[]) => did.filter((each) => each.startsWith('set') || each === 'healed');

test('a busy container gets a worker at the second poll, remembered before it is started', async () => {
  const { world, poll, registry } = setUp();
  world.levels = busy;
  await poll();
  expect(acts(world.did)).toEqual([]);
  await poll();
  expect(world.did.slice(-3)).toEqual(['remembered', 'set to 3', 'released']);
  const page = await registry.metrics();
  expect(page).toContain(
    'foyer_scaler_actions_total{loop="workers",container="one",direction="up",reason="cpu-high"} 1',
  );
  expect(page).toContain('foyer_scaler_holds_total{loop="workers",container="one",reason="confirming-up"} 1');
  expect(page).toContain('foyer_scaler_desired{loop="workers",container="one"} 3');
  expect(page).toContain('foyer_scaler_maximum{loop="workers",container="one"} 4');
});

test('a restart of the module keeps its cooldown', async () => {
  const { world, poll, restart } = setUp();
  world.levels = busy;
  await poll(2);
  restart();
  await poll(9);
  expect(acts(world.did)).toEqual(['set to 3']);
  await poll(1);
  expect(acts(world.did)).toEqual(['set to 3', 'set to 4']);
});

test('so does the loop itself when Redis has forgotten', async () => {
  const { world, poll } = setUp();
  world.levels = busy;
  await poll(2);
  world.stored = null;
  await poll(5);
  expect(acts(world.did)).toEqual(['set to 3']);
});

test('a process that dies while it acts has acted', async () => {
  const { world, poll, restart } = setUp();
  world.levels = busy;
  world.failing = new Error('PM2 does not answer');
  await poll();
  await expect(poll()).rejects.toThrow('PM2 does not answer');
  expect(world.did.at(-1)).toBe('released');
  world.failing = null;
  restart();
  await poll(5);
  expect(acts(world.did)).toEqual(['set to 3']);
});

test('idle workers leave one by one, down to the minimum', async () => {
  const { world, poll } = setUp();
  world.levels = idle;
  await poll(40);
  expect(acts(world.did)).toEqual(['set to 1']);
});

test('an outage of Prometheus is said once, takes nothing away and is over by itself', async () => {
  const { world, poll } = setUp();
  world.levels = idle;
  world.isPrometheusAway = true;
  await poll(30);
  expect(acts(world.did)).toEqual([]);
  expect(world.said.filter((line) => line.startsWith('Prometheus'))).toHaveLength(1);
  world.isPrometheusAway = false;
  await poll(11);
  expect(world.said).toContain('Prometheus is back');
  expect(acts(world.did)).toEqual(['set to 1']);
});

test('without Redis it does not know when it last acted, and holds', async () => {
  const { world, poll, registry } = setUp();
  world.levels = busy;
  world.isRedisAway = true;
  await poll(10);
  expect(world.did).toEqual([]);
  expect(world.said.filter((line) => line.startsWith('Redis is away;'))).toHaveLength(1);
  expect(await registry.metrics()).toContain('reason="state-away"} 10');
  world.isRedisAway = false;
  await poll(2);
  expect(acts(world.did)).toEqual(['set to 3']);
});

test('another process with the lease is left alone', async () => {
  const { world, poll } = setUp();
  world.levels = busy;
  world.isLeaseTaken = true;
  await poll(5);
  expect(world.did).toEqual([]);
});

test('paused it holds whatever happens, also after a restart; resumed it goes on', async () => {
  const { world, poll, setPaused, restart } = setUp();
  world.levels = busy;
  await setPaused(true);
  await poll(3);
  restart();
  await poll(3);
  expect(acts(world.did)).toEqual([]);
  await setPaused(false);
  await poll(2);
  expect(acts(world.did)).toEqual(['set to 3']);
});

test('a worker that PM2 gave up is started again; one that PM2 is about to start is left to it', async () => {
  const { world, poll, registry } = setUp();
  const [first] = world.workers;
  if (first) first.status = 'waiting restart';
  await poll();
  expect(await registry.metrics()).toContain(
    'foyer_scaler_holds_total{loop="workers",container="one",reason="heal"} 1',
  );
  if (first) first.status = 'errored';
  await poll();
  expect(first?.status).toBe('online');
  expect(await registry.metrics()).toContain('direction="heal",reason="heal"} 1');
});

test('the container loop has just acted: a minute is waited', async () => {
  const { world, poll } = setUp();
  world.levels = busy;
  await poll();
  world.outerActedAtMs = Date.UTC(2026, 0, 10, 9) + limits.pollMs;
  await poll();
  expect(acts(world.did)).toEqual([]);
  await poll(2);
  expect(acts(world.did)).toEqual(['set to 3']);
});

test('what it thinks is said when it changes, not at every poll', async () => {
  const { world, poll } = setUp();
  await poll(20);
  expect(world.said).toHaveLength(1);
  expect(world.said[0]).toContain('inside the band');
});
