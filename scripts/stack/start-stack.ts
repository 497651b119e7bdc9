import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { prepareDataDir, setLongLogAside, writePublicKey } from './data-dir.ts';
import { createEnvironment, pickAddresses, readBaseEnvironment } from './environment.ts';
import { endLeftovers, findProcesses } from './leftovers.ts';
import { writeNginxFiles } from './nginx-files.ts';
import { createPm2, findPm2Home, type Pm2, type Pm2Process } from './pm2.ts';
import { findFreePorts, type Ports, requireFreePorts } from './ports.ts';
import {
  describePrograms,
  type Program,
  type ProgramName,
  programNames,
  usualPrograms,
  writeRedisFiles,
} from './programs.ts';
import { writePrometheusFiles } from './prometheus-files.ts';
import { waitUntilReady } from './readiness.ts';

export type StackOptions = {
  /** Kept between runs; one stack at a time per folder. */
  dataDir: string;
  ports: Ports | 'free';
  webInstances?: number;
  /** How many workers the worker module may have at most; it scales nothing unless told. */
  maxWorkers?: number;
  /** For web, courier and lake; what the stack itself decides (addresses, ports) wins. TRUSTED_PROXIES is nginx's. */
  env?: Record<string, string>;
  /** How often Prometheus scrapes and evaluates; 15 unless told, which is long for a test. */
  prometheusEverySeconds?: number;
  /** These and no others. Unless told it is everything but Studio, which needs `ensureStudioBuilt` done. */
  only?: readonly ProgramName[];
  /** What Node is told before it runs a web worker: a proof's control puts itself there by `--import`. */
  nodeArgs?: string[];
  progress?: (message: string) => void;
  /** Aborting ends the start and stops what was started. */
  signal?: AbortSignal;
  /** Called once nothing stands in the way, before the first process starts. */
  onPrepared?: (run: { baseUrl: string; pm2Home: string; variables: Record<string, string> }) => void;
};

export type Stack = {
  /** The site through nginx, without a slash at its end. */
  baseUrl: string;
  ports: Ports;
  dataDir: string;
  /** What web and courier were given: REDIS_URL, LEDGER_URL, LAKE_URL, PAYPAL_STAND_IN_URL, ORDER_LINK_SECRET and so on. */
  env: Record<string, string>;
  pm2Home: string;
  /** Process ids in the order of their instances; one that is restarting is left out. */
  pids(name: ProgramName): Promise<number[]>;
  /** Sends a signal to one instance, or to all of them; PM2 starts anew what ends by it. Returns the process ids. */
  kill(name: ProgramName, signal: NodeJS.Signals, instance?: number): Promise<number[]>;
  /** Ends a program and leaves it ended, as an outage does, until `resume`. */
  halt(name: ProgramName): Promise<void>;
  /** Starts what was halted, and resolves once it answers. */
  resume(name: ProgramName): Promise<void>;
  /** As an operator does after a change: each worker makes way for a new one. */
  reload(name: 'web'): Promise<void>;
  /** Resolves once the program answers (again); throws with the tail of its log if it does not. */
  waitUntilReady(name: ProgramName): Promise<void>;
  /** What the program has said so far. */
  logs(name: ProgramName): Promise<string>;
  /** False once its process manager has ended, by whosever hand. */
  isAlive(): boolean;
  /** Stops everything and waits until it is gone; again is harmless. The data stays. */
  stop(): Promise<void>;
};

// What others need is there before those who need it.
const waves: ProgramName[][] = [
  ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'prometheus'],
  ['web', 'courier'],
  ['nginx', 'worker-module', 'studio'],
];
// First who would bring back a worker that is told to go. Then the door: with no connection from nginx left open the workers need
// not wait before they leave.
const stopOrder: ProgramName[][] = [
  ['worker-module'],
  ['nginx', 'prometheus'],
  ['web', 'courier'],
  ['lake', 'paypal', 'mailbox', 'studio'],
];

/** Starts the whole of Foyer on 127.0.0.1 under a PM2 of its own. Needs `npm run build` done. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { webInstances = 2, maxWorkers = webInstances, nodeArgs = [], progress = () => {}, signal } = options;
  const wanted = options.only ?? usualPrograms;
  await prepareDataDir(resolve(options.dataDir), [
    'logs',
    'ledger',
    'redis',
    'lake',
    'paypal',
    'mailbox',
    'nginx',
    'prometheus',
  ]);
  const dataDir = await realpath(options.dataDir);
  for (const name of programNames) await setLongLogAside(join(dataDir, 'logs', `${name}.log`));
  await setLongLogAside(join(dataDir, 'logs/nginx-access.log'));

  const pm2 = createPm2(findPm2Home(dataDir), readBaseEnvironment());
  if (await endLeftovers(pm2, dataDir)) progress('ended what an earlier run had left behind');

  const ports = options.ports === 'free' ? await findFreePorts(maxWorkers) : options.ports;
  const env = await createEnvironment(dataDir, ports, options.env ?? {});
  const programs = describePrograms({ dataDir, ports, webInstances, maxWorkers, nodeArgs, env });
  await requireFreePorts(ports, [...new Set(wanted.flatMap((name) => programs[name].ports))], webInstances);

  await writePublicKey(dataDir, env.TICKET_PRIVATE_KEY);
  await writeRedisFiles(dataDir, ports);
  await writePrometheusFiles(dataDir, {
    ports,
    webInstances,
    hasWorkerModule: wanted.includes('worker-module'),
    everySeconds: options.prometheusEverySeconds,
  });
  await writeNginxFiles(dataDir, {
    sitePort: ports.site,
    webPort: ports.web,
    lakePort: ports.lake,
    studioPort: ports.studio,
    courierPort: ports.courierMetrics,
    trustedProxies: options.env?.TRUSTED_PROXIES ?? '',
    venueNetworks: options.env?.VENUE_NETWORKS ?? '',
  });

  const stack = createStack({ dataDir, ports, env, pm2, programs, signal });
  options.onPrepared?.({ baseUrl: stack.baseUrl, pm2Home: pm2.home, variables: pickAddresses(env) });
  try {
    for (const wave of waves) {
      const names = wave.filter((name) => wanted.includes(name));
      if (names.length === 0) continue;
      signal?.throwIfAborted();
      const startedAt = performance.now();
      await pm2.start(names.map((name) => programs[name].app));
      await Promise.all(
        names.map(async (name) => {
          await stack.becomeReady(name, 0);
          progress(`${name} is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
        }),
      );
    }
    signal?.throwIfAborted();
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

type Parts = {
  dataDir: string;
  ports: Ports;
  env: Record<string, string>;
  pm2: Pm2;
  programs: Record<ProgramName, Program>;
  signal: AbortSignal | undefined;
};

type StartingStack = Stack & { becomeReady(name: ProgramName, restartsBefore: number): Promise<void> };

function createStack({ dataDir, ports, env, pm2, programs, signal }: Parts): StartingStack {
  let stopping: Promise<void> | undefined;

  async function list(name: ProgramName): Promise<Pm2Process[]> {
    const all = await pm2.list();
    return all.filter((entry) => entry.name === name).sort((a, b) => a.instance - b.instance);
  }

  async function readLog(name: ProgramName): Promise<string> {
    return await readFile(join(dataDir, 'logs', `${name}.log`), 'utf8').catch(() => '');
  }

  async function countRestarts(name: ProgramName): Promise<number> {
    return Math.max(0, ...(await list(name)).map((entry) => entry.restarts));
  }

  async function becomeReady(name: ProgramName, restartsBefore: number): Promise<void> {
    const check = async () => {
      if ((await countRestarts(name)) - restartsBefore >= 3) throw new Error('it ends again and again');
    };
    const { probe, startTimeoutMs } = programs[name];
    await waitUntilReady(probe, { timeoutMs: startTimeoutMs, signal, check }).catch(async (error: Error) => {
      signal?.throwIfAborted();
      const tail = (await readLog(name)).trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${name} did not start: ${error.message}. The end of its log:\n${tail || '(it said nothing)'}`);
    });
  }

  async function stop(): Promise<void> {
    for (const names of stopOrder) await pm2.remove(names);
    await endLeftovers(pm2, dataDir);
    const left = findProcesses(pm2.home, dataDir);
    if (left.length > 0) throw new Error(`These processes would not end: ${left.join(', ')}`);
  }

  return {
    baseUrl: `http://127.0.0.1:${ports.site}`,
    ports,
    dataDir,
    env,
    pm2Home: pm2.home,
    pids: async (name) => (await list(name)).map((entry) => entry.pid).filter((pid) => pid > 0),
    async kill(name, killSignal, instance) {
      const chosen = (await list(name)).filter((entry) => instance === undefined || entry.instance === instance);
      const pids = chosen.map((entry) => entry.pid).filter((pid) => pid > 0);
      if (pids.length === 0) throw new Error(`${name} has no running process to send ${killSignal} to.`);
      for (const pid of pids) process.kill(pid, killSignal);
      return pids;
    },
    halt: async (name) => {
      await pm2.run('stop', name);
    },
    async resume(name) {
      await pm2.run('restart', name);
      await becomeReady(name, await countRestarts(name));
    },
    reload: (name) => pm2.reload(name),
    becomeReady,
    waitUntilReady: async (name) => becomeReady(name, await countRestarts(name)),
    logs: readLog,
    isAlive: () => pm2.findDaemon() !== null,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
