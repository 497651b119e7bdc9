import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { createPm2, findPm2Home, type Pm2 } from '../../scripts/stack/pm2.ts';
import { projectDir } from '../../scripts/stack/project.ts';
import { findFreePort, type RedisServer, startRedisServer } from '../redis-server.ts';

/** The built module as PM2 installs it, with a real Redis; Prometheus says what a test tells it to. Only windows are short. */
let folder: string;
let pm2: Pm2;
let redis: RedisServer;
let prometheus: Server;
let metricsUrl: string;
let cpu = 0.5;
let mood: 'well' | 'away' | 'empty' = 'well';

/** A worker that only measures, as the site's do. */
const worker = `
import { Counter, Gauge, Registry } from '${projectDir}/node_modules/prom-client/index.js';
import { answerMetrics } from '${projectDir}/build/server/http/answer-metrics.js';
const registry = new Registry();
registry.setDefaultLabels({ container: 'tested', worker: process.env.NODE_APP_INSTANCE });
new Counter({ name: 'answered_total', help: 'Answered', registers: [registry] }).inc(5);
new Gauge({ name: 'in_flight', help: 'In flight', registers: [registry] }).set(1);
answerMetrics(registry, process);
process.send('ready');
process.on('SIGINT', () => process.exit(0));
setInterval(() => {}, 1_000);
`;

function answerLikePrometheus(): object {
  const at = Date.now() / 1000;
  const series = {
    'foyer:container_cpu:ratio': cpu,
    'foyer:container_memory:ratio': 0.1,
    'foyer:container_requests:rate1m': 0,
    'foyer:container_sample_age:seconds': 0,
  };
  const result = Object.entries(mood === 'empty' ? {} : series).map(([name, value]) => ({
    metric: { __name__: name, container: 'tested' },
    values: [[at, String(value)]],
  }));
  return { status: 'success', data: { resultType: 'matrix', result } };
}

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'foyer-module-'));
  redis = await startRedisServer();
  prometheus = createServer((request, response) => {
    request.resume();
    if (mood === 'away') request.socket.destroy();
    else response.end(JSON.stringify(answerLikePrometheus()));
  }).listen(0, '127.0.0.1');
  await once(prometheus, 'listening');
  const address = prometheus.address();
  const metricsPort = await findFreePort();
  metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  const script = join(folder, 'worker.mjs');
  await writeFile(script, worker);
  pm2 = createPm2(findPm2Home(folder), {
    HOME: folder,
    PATH: process.env.PATH ?? '',
    NAME: 'tested',
    REDIS_URL: redis.url,
    PROMETHEUS_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    SCALER_METRICS_PORT: String(metricsPort),
    MAX_WORKERS: '1',
    CPU_QUOTA: '2',
    MEMORY_LIMIT_MB: '1500',
    // Polls further apart than two of these are not in a row; a busy machine needs its time.
    SCALE_POLL_SECONDS: '2',
    SCALE_COOLDOWN_SECONDS: '600',
    SCALE_DOWN_WINDOW_SECONDS: '1',
    SCALE_YOUNG_SECONDS: '0.1',
  });
  await pm2.start([{ name: 'web', script, exec_mode: 'cluster', instances: 1, wait_ready: true, kill_timeout: 2_000 }]);
  // The name of the folder must be that of the package, and its address a file's: PM2 takes it apart.
  await pm2.run('install', `file://${join(projectDir, 'build/scaling/worker-module')}`);
}, 120_000);

afterAll(async () => {
  await pm2?.kill();
  prometheus?.closeAllConnections();
  prometheus?.close();
  await redis?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}, 60_000);

const listWorkers = async () => (await pm2.list()).filter(({ name }) => name === 'web');
const readLog = () => readFile(join(pm2.home, 'logs/worker-module-out.log'), 'utf8');
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 40_000, interval: 300 });

test('an option that is set in PM2 wins over the environment', async () => {
  const seesMaximum = (maximum: number) => async () => {
    const page = await (await fetch(metricsUrl)).text();
    expect(page).toContain(`foyer_scaler_maximum{loop="workers",container="tested"} ${maximum}`);
  };
  await eventually(seesMaximum(1));
  await pm2.run('set', 'worker-module:max-workers', '2');
  await eventually(seesMaximum(2));
}, 90_000);

test('a busy container gets a worker; the cooldown survives a kill -9 of the module; then the newest leaves', async () => {
  const [first] = await listWorkers();
  cpu = 0.95;
  await eventually(async () => expect((await listWorkers()).map(({ status }) => status)).toEqual(['online', 'online']));
  cpu = 0.05;
  const [module] = (await pm2.list()).filter(({ name }) => name === 'worker-module');
  if (module) process.kill(module.pid, 'SIGKILL');
  // Idle for its whole window: only what the dead process wrote down keeps the worker.
  await eventually(async () => expect(await readLog()).toContain('"reason":"cooldown"'));
  expect(await readLog()).not.toContain('"reason":"idle"');
  expect(await listWorkers()).toHaveLength(2);
  await pm2.run('set', 'worker-module:scale-cooldown-seconds', '1');
  await eventually(async () => expect((await listWorkers()).map(({ id }) => id)).toEqual([first?.id]));
  expect(await readLog()).toContain('"reason":"idle"');
}, 90_000);

test('its page says what it wants, what it did and what its container has', async () => {
  const page = await (await fetch(metricsUrl)).text();
  expect(page).toMatch(/foyer_scaler_desired\{loop="workers",container="tested"\} 1/);
  expect(page).toMatch(
    /foyer_scaler_actions_total\{loop="workers",container="tested",direction="down",reason="idle"\} 1/,
  );
  expect(page).toMatch(/foyer_container_saturated\{container="tested",reason=""\} 0/);
  expect(page).toMatch(/foyer_container_cpu_quota_cores\{container="tested"\} 2/);
  expect(page).toMatch(/foyer_container_memory_working_set_bytes\{container="tested"\} \d{8,}/);
});

test('pm2 trigger pauses and resumes it, and PM2 shows what it thinks', async () => {
  expect(await pm2.run('trigger', 'worker-module', 'pause')).toContain('{"paused":true}');
  cpu = 0.95;
  await eventually(async () => expect(await readLog()).toContain('"reason":"paused"'));
  await eventually(async () => expect(await pm2.run('describe', 'worker-module')).toMatch(/scaling\s*│ paused/));
  const shown = await pm2.run('describe', 'worker-module');
  expect(shown).toMatch(/requests\/s\s*│ 0\.0/);
  expect(shown).toMatch(/workers wanted\s*│ 1/);
  // The box of `pm2 monit` has eight lines; PM2's own figures of a process would take them all.
  expect(shown).not.toContain('Heap Size');
  expect(await listWorkers()).toHaveLength(1);
  expect(await pm2.run('trigger', 'worker-module', 'resume')).toContain('{"paused":false}');
  await eventually(async () => expect(await listWorkers()).toHaveLength(2));
}, 90_000);

test('Prometheus away, then back with empty answers: an idle worker stays, and the outage is one line', async () => {
  const seesHolds = (reason: string, atLeast: number) => async () => {
    const page = await (await fetch(metricsUrl)).text();
    const [, count = '0'] = page.match(new RegExp(`holds_total\\{.*reason="${reason}"\\} (\\d+)`)) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(atLeast);
  };
  const linesBefore = (await readLog()).split('\n').length;
  cpu = 0.05;
  mood = 'away';
  await eventually(seesHolds('prometheus-away', 3));
  mood = 'empty';
  await eventually(seesHolds('samples-missing', 3));
  cpu = 0.95;
  mood = 'well';
  await eventually(async () => expect(await readLog()).toMatch(/Prometheus is back/));
  expect(await listWorkers()).toHaveLength(2);
  const lines = (await readLog()).split('\n').slice(linesBefore - 1);
  expect(lines.filter((line) => line.includes('Prometheus is away'))).toHaveLength(1);
}, 90_000);

test('its page is that of the whole container, and what a worker counted stays on it when the worker has left', async () => {
  const read = async () => (await fetch(metricsUrl)).text();
  const of = (name: string, page: string) => page.match(new RegExp(`^${name}\\{.*`, 'gm'));
  const both = ['0', '1'].map((worker) => `container="tested",worker="${worker}"`);
  const counted = both.map((labels) => `answered_total{${labels}} 5`);
  await eventually(async () =>
    expect(of('in_flight', await read())).toEqual(both.map((labels) => `in_flight{${labels}} 1`)),
  );
  cpu = 0.05;
  await eventually(async () => expect(await listWorkers()).toHaveLength(1));
  const page = await read();
  expect(of('in_flight', page)).toEqual([`in_flight{${both[0]}} 1`]);
  expect(of('answered_total', page)).toEqual(counted);
  expect(page.match(/^# TYPE process_cpu_seconds_total/gm)).toHaveLength(1);
}, 90_000);
