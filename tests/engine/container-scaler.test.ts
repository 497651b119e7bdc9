// The container scaler and its door as they are deployed, on a real Docker Engine with containers as small as can be and a real
// Redis; Prometheus says what a test tells it to. Only windows are short.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findNamesIn } from '../../scripts/checks/metric-names.ts';
import { findFreePort, type RedisServer, startRedisServer } from '../redis-server.ts';
import { openDoor, startProgram } from './open-door.ts';
import { findEngine } from './open-engine.ts';
import { openProject, type TestProject } from './open-project.ts';

const engine = await findEngine();
if (!engine) console.warn('No Docker Engine answers on this machine: the container scaler is not tried on one.');

describe.skipIf(!engine)('the container scaler', () => {
  let folder: string;
  let project: TestProject;
  let redis: RedisServer;
  let prometheus: Server;
  let door: Awaited<ReturnType<typeof openDoor>>;
  let scaler: ReturnType<typeof startProgram>;
  let url: string;
  let cpu = 0.5;

  function answerLikePrometheus(hostnames: string[]): object {
    const at = Date.now() / 1000;
    const series = {
      'foyer:container_cpu:ratio': cpu,
      'foyer:container_memory:ratio': 0.1,
      'foyer:container_requests:rate1m': 0,
      'foyer:container_sample_age:seconds': 0,
      'foyer:container_workers:count': 1,
      foyer_container_saturated: 1,
    };
    const result = hostnames.flatMap((container) =>
      Object.entries(series).map(([name, value]) => ({
        metric: { __name__: name, container },
        values: [[at, String(value)]],
      })),
    );
    return { status: 'success', data: { resultType: 'matrix', result } };
  }

  async function startScaler(): Promise<void> {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    const address = prometheus.address() as AddressInfo;
    scaler = startProgram('scaling/container-scaler/main.ts', {
      CONTAINER_SCALER_PORT: String(port),
      ENGINE_DOOR_SOCKET: door.socket,
      REDIS_URL: redis.url,
      PROMETHEUS_URL: `http://127.0.0.1:${address.port}`,
      // Polls further apart than two of these are not in a row; a busy machine needs its time.
      SCALE_POLL_SECONDS: '2',
      SCALE_COOLDOWN_SECONDS: '600',
      SCALE_DOWN_WINDOW_SECONDS: '1',
      SCALE_YOUNG_SECONDS: '0.1',
      SCALE_CONTAINER_MEMORY_MB: '1',
    });
  }

  beforeAll(async () => {
    if (!engine) return;
    folder = await mkdtemp(join(tmpdir(), 'foyer-scaler-'));
    project = await openProject(engine, 'foyer-scaler-test');
    redis = await startRedisServer();
    prometheus = createServer(async (request, response) => {
      request.resume();
      const hostnames = (await project.list()).map(({ Id }) => Id.slice(0, 12));
      response.end(JSON.stringify(answerLikePrometheus(hostnames)));
    }).listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    const ids = await Promise.all([1, 2, 3].map((number) => project.addReplica(number)));
    await Promise.all(ids.map(project.waitUntilHealthy));
    door = await openDoor({ project: project.name, folder });
    await startScaler();
  }, 180_000);

  afterAll(async () => {
    await scaler?.stop('SIGKILL');
    await door?.stop('SIGKILL');
    prometheus?.closeAllConnections();
    prometheus?.close();
    await redis?.stop();
    await project?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 300 });
  const names = async () => (await project.list()).map(({ Name }) => Name.slice(`/${project.name}-`.length)).sort();
  const find = async (name: string) => (await project.list()).find(({ Name }) => Name === `/${project.name}-${name}`);
  const read = async (path: string) => (await fetch(`${url}${path}`)).text();

  test('saturated, it adds one that is healthy before visitors reach it under the name of the service', async () => {
    await eventually(async () => expect(await read('/metrics')).toContain('foyer_scaler_healthy{loop="containers"} 3'));
    cpu = 0.95;
    await eventually(() => expect(scaler.said()).toContain('visitors reach'));
    expect(await names()).toEqual(['app-1', 'app-2', 'app-3', 'app-4']);
    const made = await find('app-4');
    expect(made?.State.Health?.Status).toBe('healthy');
    expect(made?.NetworkSettings.Networks[project.front]?.Aliases).toContain('app');
    expect(made?.Config.Labels['com.docker.compose.container-number']).toBe('4');
    const attached = door.said().indexOf(`/${made?.Id}/attach`);
    expect(attached).toBeGreaterThan(door.said().indexOf(`/${made?.Id}/start`));
  }, 120_000);

  test('it says in words what it sees and why it waits', async () => {
    await eventually(async () => expect(await read('/explain')).toMatch(/cooldown.*4 stay/));
    const text = await read('/explain');
    expect(text).toMatch(/foyer-scaler-test-app-4 +healthy/);
    expect(text).toContain('this process has the lease to act');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  }, 120_000);

  test('it tells every figure that its sources name, and the loop it shares with the workers', async () => {
    const page = await read('/metrics');
    const named = [...findNamesIn('scaling/loop'), ...findNamesIn('scaling/container-scaler')];
    expect(named.length).toBeGreaterThan(9);
    expect(named.filter((name) => !new RegExp(`^${name}\\{`, 'm').test(page))).toEqual([]);
  });

  test('a scaler that is killed keeps its cooldown, and the next one takes over', async () => {
    await scaler.stop('SIGKILL');
    await startScaler();
    // The lease of the dead one lapses first.
    await eventually(async () => expect(await read('/explain')).toContain('this process has the lease to act'));
    await eventually(async () => expect(await read('/metrics')).toMatch(/holds_total\{.*reason="cooldown"\} [1-9]/));
    expect(await names()).toHaveLength(4);
  }, 120_000);

  test('a replica that falls ill is replaced under its number by a healthy one', async () => {
    cpu = 0.5;
    const before = await find('app-2');
    await project.askContainer(before?.Id ?? '', '/fall-ill');
    await eventually(async () => {
      const now = await find('app-2');
      expect(now?.Id).not.toBe(before?.Id);
      expect(now?.NetworkSettings.Networks[project.front]?.Aliases).toContain('app');
    });
    expect(await names()).toEqual(['app-1', 'app-2', 'app-3', 'app-4']);
  }, 120_000);

  test('an unhealthy container of another service is restarted, once', async () => {
    const id = await project.addReplica(1, 'redis');
    await project.waitUntilHealthy(id);
    await project.askContainer(id, '/fall-ill');
    await eventually(() => expect(scaler.said()).toContain('foyer-scaler-test-redis-1 is unhealthy: it is restarted'));
    await project.waitUntilHealthy(id);
    expect(scaler.said().match(/redis-1 is unhealthy/g)).toHaveLength(1);
    await engine?.({ method: 'DELETE', path: `/containers/${id}?force=1&v=1` });
  }, 120_000);

  test('without the door it holds and says so once; with it, it goes on, and by hand scaled to five it stays five', async () => {
    await door.stop('SIGKILL');
    await eventually(async () =>
      expect(await read('/metrics')).toMatch(/holds_total\{.*reason="engine-away"\} ([3-9]|\d\d)/),
    );
    expect(scaler.said().match(/The Docker Engine is away/g)).toHaveLength(1);
    await project.waitUntilHealthy(await project.addReplica(5));
    door = await openDoor({ project: project.name, folder });
    await eventually(() => expect(scaler.said()).toContain('The Docker Engine is back'));
    await eventually(async () => expect(await read('/metrics')).toContain('foyer_scaler_healthy{loop="containers"} 5'));
    expect(await read('/metrics')).toContain('foyer_scaler_desired{loop="containers"} 5');
  }, 120_000);
});
