import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createStudioEnvironment, createWorkerModuleEnvironment } from './environment.ts';
import type { Pm2App } from './pm2.ts';
import type { PortName, Ports } from './ports.ts';
import { projectDir, requireProgram } from './project.ts';
import { type Probe, probeHttp, probeRedis } from './readiness.ts';

export const programNames = [
  'ledger',
  'redis',
  'lake',
  'paypal',
  'mailbox',
  'prometheus',
  'web',
  'courier',
  'nginx',
  'worker-module',
  'studio',
] as const;
export type ProgramName = (typeof programNames)[number];

/** What a stack runs unless told: all but Studio, which takes a build of its own that few tests need. */
export const usualPrograms: readonly ProgramName[] = programNames.filter((name) => name !== 'studio');

/** Whether any of these runs from build/. */
export function needsBuild(names: readonly ProgramName[] = usualPrograms): boolean {
  const built: readonly ProgramName[] = ['lake', 'paypal', 'mailbox', 'web', 'courier', 'worker-module', 'studio'];
  return names.some((name) => built.includes(name));
}

export type Program = { app: Pm2App; ports: PortName[]; probe: Probe; startTimeoutMs: number };

type Setting = {
  dataDir: string;
  ports: Ports;
  webInstances: number;
  maxWorkers: number;
  nodeArgs: string[];
  env: Record<string, string>;
};

// By address: a plain .js file has no types to import.
const ecosystem = new URL('../../ecosystem.config.js', import.meta.url);
const { apps: productionApps } = (await import(ecosystem.href)) as {
  apps: (Pm2App & { name: string; script: string })[];
};

/** Every process of the local stack: how PM2 runs it, the doors it opens and how it shows that it is ready. */
export function describePrograms({
  dataDir,
  ports,
  webInstances,
  maxWorkers,
  nodeArgs,
  env,
}: Setting): Record<ProgramName, Program> {
  const url = (port: number, path: string) => `http://127.0.0.1:${port}${path}`;
  const server = (name: ProgramName, program: string, args: string[]): Pm2App => ({
    name,
    script: requireProgram(program),
    args,
    interpreter: 'none',
    cwd: join(dataDir, name),
    // Its memory is on disk by then or was never meant to last; PM2's 1.6 s cut a large save short.
    kill_timeout: 10_000,
    ...kept(name),
  });
  const ours = (name: 'web' | 'courier' | 'worker-module', extra: Record<string, unknown>): Pm2App => {
    const app = productionApps.find((entry) => entry.name === name);
    if (!app) throw new Error(`ecosystem.config.js has no ${name}.`);
    return { ...app, script: join(projectDir, app.script), cwd: projectDir, env, ...kept(name), ...extra };
  };
  const kept = (name: string) => ({
    // A test that kills a process over and over must not see PM2 give it up.
    max_restarts: 1_000,
    exp_backoff_restart_delay: 100,
    out_file: join(dataDir, 'logs', `${name}.log`),
    error_file: join(dataDir, 'logs', `${name}.log`),
    merge_logs: true,
  });

  return {
    ledger: {
      app: server('ledger', 'redis-server', ['redis.conf']),
      ports: ['ledger'],
      probe: probeRedis(ports.ledger),
      startTimeoutMs: 60_000,
    },
    redis: {
      app: server('redis', 'redis-server', ['redis.conf']),
      ports: ['redis'],
      probe: probeRedis(ports.redis),
      startTimeoutMs: 30_000,
    },
    lake: {
      app: {
        name: 'lake',
        script: join(projectDir, 'build/stand-ins/content-lake/main.js'),
        cwd: projectDir,
        env: {
          ...env,
          LAKE_HOST: '127.0.0.1',
          LAKE_PORT: String(ports.lake),
          LAKE_DATA_DIR: join(dataDir, 'lake'),
          LAKE_PUBLIC_URL: `${env.PUBLIC_BASE_URL}/lake`,
          // Through nginx, as Sanity's would come.
          LAKE_WEBHOOK_URL:
            env.LAKE_WEBHOOK_URL ?? (env.SANITY_WEBHOOK_SECRET && url(ports.site, '/webhooks/sanity')) ?? '',
        },
        kill_timeout: 5_000,
        ...kept('lake'),
      },
      ports: ['lake'],
      probe: probeHttp(url(ports.lake, '/health')),
      startTimeoutMs: 30_000,
    },
    paypal: {
      app: {
        name: 'paypal',
        script: join(projectDir, 'build/stand-ins/paypal/main.js'),
        cwd: projectDir,
        env: {
          // Nobody else's secrets.
          PAYPAL_STAND_IN_CLIENT_ID: env.PAYPAL_STAND_IN_CLIENT_ID ?? '',
          PAYPAL_STAND_IN_CLIENT_SECRET: env.PAYPAL_STAND_IN_CLIENT_SECRET ?? '',
          PAYPAL_STAND_IN_WEBHOOK_ID: env.PAYPAL_STAND_IN_WEBHOOK_ID ?? '',
          PAYPAL_STAND_IN_WEBHOOK_URL: url(ports.site, '/webhooks/paypal'),
          PAYPAL_WEBHOOK_RETRY_SECONDS: env.PAYPAL_WEBHOOK_RETRY_SECONDS ?? '',
          PAYPAL_ORDER_LIFE_SECONDS: env.PAYPAL_ORDER_LIFE_SECONDS ?? '',
          PAYPAL_RANDOM_SEED: env.PAYPAL_RANDOM_SEED ?? '',
          PAYPAL_HOST: '127.0.0.1',
          PAYPAL_PORT: String(ports.paypal),
          PAYPAL_DATA_DIR: join(dataDir, 'paypal'),
        },
        kill_timeout: 5_000,
        ...kept('paypal'),
      },
      ports: ['paypal'],
      probe: probeHttp(url(ports.paypal, '/health')),
      startTimeoutMs: 30_000,
    },
    mailbox: {
      app: {
        name: 'mailbox',
        script: join(projectDir, 'build/stand-ins/mailbox/main.js'),
        cwd: projectDir,
        env: {
          MAILBOX_HOST: '127.0.0.1',
          MAILBOX_PORT: String(ports.mailbox),
          SMTP_PORT: String(ports.smtp),
          MAILBOX_DATA_DIR: join(dataDir, 'mailbox'),
        },
        kill_timeout: 5_000,
        ...kept('mailbox'),
      },
      ports: ['mailbox', 'smtp'],
      probe: probeHttp(url(ports.mailbox, '/health')),
      startTimeoutMs: 30_000,
    },
    prometheus: {
      app: server('prometheus', 'prometheus', [
        '--config.file=prometheus.yml',
        `--web.listen-address=127.0.0.1:${ports.prometheus}`,
        '--storage.tsdb.path=data',
        // As long as availability is averaged over.
        '--storage.tsdb.retention.time=30d',
        '--log.level=warn',
      ]),
      ports: ['prometheus'],
      probe: probeHttp(url(ports.prometheus, '/-/ready')),
      startTimeoutMs: 60_000,
    },
    web: {
      app: ours('web', { instances: webInstances, node_args: [...readNodeArgs('web'), ...nodeArgs] }),
      ports: ['web', 'metrics'],
      probe: probeHttp(url(ports.web, '/api/health')),
      startTimeoutMs: 60_000,
    },
    courier: {
      app: ours('courier', {}),
      ports: ['courierMetrics'],
      probe: probeHttp(url(ports.courierMetrics, '/metrics')),
      startTimeoutMs: 60_000,
    },
    nginx: {
      app: server('nginx', 'nginx', ['-p', `${join(dataDir, 'nginx')}/`, '-c', 'nginx.conf', '-e', 'stderr']),
      ports: ['site'],
      probe: probeHttp(url(ports.site, '/health')),
      startTimeoutMs: 15_000,
    },
    'worker-module': {
      app: ours('worker-module', {
        env: createWorkerModuleEnvironment(env, ports, { minWorkers: webInstances, maxWorkers }),
      }),
      ports: ['scalerMetrics'],
      probe: probeHttp(url(ports.scalerMetrics, '/metrics')),
      startTimeoutMs: 60_000,
    },
    studio: {
      app: {
        name: 'studio',
        script: join(projectDir, 'build/server/studio/main.js'),
        cwd: projectDir,
        env: createStudioEnvironment(env, ports),
        kill_timeout: 5_000,
        ...kept('studio'),
      },
      ports: ['studio'],
      probe: probeHttp(url(ports.studio, '/studio/api/health')),
      startTimeoutMs: 30_000,
    },
  };
}

const readNodeArgs = (name: string) => (productionApps.find((app) => app.name === name)?.node_args ?? []) as string[];

/** Redis reads its settings from a file, as an empty value (`save ""`) does not survive a command line. */
export async function writeRedisFiles(dataDir: string, ports: Ports): Promise<void> {
  const common = (name: 'ledger' | 'redis') => [
    'bind 127.0.0.1',
    `port ${ports[name]}`,
    'protected-mode yes',
    'daemonize no',
    'databases 1',
    `dir "${join(dataDir, name)}"`,
  ];
  const ledger = [
    ...common('ledger'),
    'maxmemory-policy noeviction',
    'appendonly yes',
    'appendfsync always',
    'save ""',
  ];
  const redis = [...common('redis'), 'maxmemory 256mb', 'maxmemory-policy allkeys-lru', 'appendonly no', 'save 60 1'];
  await writeFile(join(dataDir, 'ledger/redis.conf'), `${ledger.join('\n')}\n`);
  await writeFile(join(dataDir, 'redis/redis.conf'), `${redis.join('\n')}\n`);
}
