import { setTimeout as pause } from 'node:timers/promises';
import type { Project } from '../../scripts/test-stack/compose-project.ts';
import { require } from '../proof.ts';

/** What is struck, and when it is whole again. Times in milliseconds. */
export type Blow = { what: string; strike(): Promise<void>; recover(): Promise<void> };

type Inspected = {
  State: { Pid: number; Status: string; StartedAt: string; Health?: { Status: string } };
};

const patienceMs = 120_000;

/**
 * Everything that runs, one after the other. `kill -9` by the process's number and not `docker kill`: after that Docker takes it for
 * stopped by hand and does not start it again.
 */
export function createBlows(project: Project): Blow[] {
  const inspect = async (id: string) => {
    const [inspected] = JSON.parse(await project.docker(['inspect', id])) as Inspected[];
    require(inspected !== undefined, `${id} is gone`);
    return inspected;
  };

  /** The container of a service as a whole: its first process. Docker starts it again; of the app the scaler may put another in its place. */
  const container = (service: string): Blow => {
    let ids: string[] = [];
    let startedAt = '';
    return {
      what: service === 'app' ? 'an app container' : service,
      async strike() {
        ids = await project.containersOf(service);
        const { State } = await inspect(ids[0] ?? '');
        startedAt = State.StartedAt;
        process.kill(State.Pid, 'SIGKILL');
      },
      recover: () =>
        until(`${service} is healthy again`, async () => {
          const now = await project.containersOf(service);
          const states = await Promise.all(
            now.map(async (id) => (await inspect(id)).State).map((state) => state.catch(() => null)),
          );
          const isWell = states.every(
            (state) =>
              state?.Status === 'running' && state.StartedAt !== startedAt && state.Health?.Status === 'healthy',
          );
          return isWell && now.length >= ids.length;
        }),
    };
  };

  return [
    worker(project, inspect),
    ...['app', 'nginx', 'redis', 'ledger', 'studio', 'prometheus', 'scaler', 'courier', 'engine-door'].map(container),
  ];
}

/** One of the processes that serve pages, in a container that goes on. */
function worker(project: Project, inspect: (id: string) => Promise<Inspected>): Blow {
  let id = '';
  let killed = 0;
  const findWorkers = async () => {
    const lines = (await project.docker(['top', id, '-eo', 'pid,args'])).split('\n').slice(1);
    return lines
      .filter((line) => /build\/server\/web\.js/.test(line))
      .map((line) => Number(line.trim().split(/\s+/)[0]));
  };
  return {
    what: 'a worker',
    async strike() {
      [id = ''] = await project.containersOf('app');
      require((await inspect(id)).State.Status === 'running', 'the app container does not run');
      [killed = 0] = await findWorkers();
      require(killed > 0, 'there is no worker in the app container');
      process.kill(killed, 'SIGKILL');
    },
    recover: () =>
      until('another worker answers', async () => {
        const isThere = (await findWorkers()).some((pid) => pid !== killed);
        const check = ['exec', id, '/foyer/containers/healthy.sh', '3000', '/api/health'];
        return isThere && (await project.tryDocker(check)).exitCode === 0;
      }),
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const giveUpAtMs = Date.now() + patienceMs; !(await isSo()); await pause(100)) {
    require(Date.now() < giveUpAtMs, `${what}: not within ${patienceMs / 1000} s`);
  }
}
