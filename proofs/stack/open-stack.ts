import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createProject, type Project } from '../../scripts/test-stack/compose-project.ts';
import { NoEngine } from '../../scripts/test-stack/engine.ts';
import { openEngine, type TestEngine } from '../../scripts/test-stack/open-engine.ts';
import { type ProofContext, require } from '../proof.ts';

export type ContainerStack = {
  engine: TestEngine;
  project: Project;
  baseUrl: string;
  prometheusUrl: string;
  paypalUrl: string;
};

/** An engine for the length of the proof. Where there is none, nothing is shown, and the proof says so. */
export async function openProofEngine({ print, onEnd }: ProofContext): Promise<TestEngine> {
  const engine = await openEngine(print).catch((error: unknown) => {
    throw error instanceof NoEngine ? new Error(`no containers can run here: ${error.message}`) : error;
  });
  onEnd(() => engine.release());
  print(`Docker Engine ${engine.version}`);
  for (const what of engine.standIns) print(what);
  return engine;
}

/** The demo, built and up, on free ports; gone with its volumes when the proof ends. */
export async function openContainerStack(
  context: ProofContext,
  options: { name: string; env?: Record<string, string>; files?: string[] },
): Promise<ContainerStack> {
  const { print, onEnd } = context;
  const engine = await openProofEngine(context);
  const [site, prometheus, paypal, mailbox, scaler] = await findPorts(5);
  const env = {
    SITE_PORT: String(site),
    PROMETHEUS_PORT: String(prometheus),
    PAYPAL_PORT: String(paypal),
    MAILBOX_PORT: String(mailbox),
    SCALER_PORT: String(scaler),
    ...options.env,
  };
  const project = createProject(engine, { name: options.name, env, files: options.files });
  await project.down();
  const builtAt = performance.now();
  await project.compose(['build', '--quiet']);
  print(`images built in ${seconds(builtAt)} s`);
  onEnd(() => project.down());
  const upAt = performance.now();
  const up = await project.tryCompose(['up', '-d', '--wait', '--wait-timeout', '600', '--pull', 'never']);
  if (up.exitCode !== 0) {
    const logs = await project.tryCompose(['logs', '--no-color', '--tail', '30']);
    throw new Error(`the stack did not come up:\n${up.stderr.slice(-1_500)}\n${logs.stdout.slice(-6_000)}`);
  }
  print(`up and healthy in ${seconds(upAt)} s`);
  const stack = {
    engine,
    project,
    baseUrl: `http://127.0.0.1:${site}`,
    prometheusUrl: `http://127.0.0.1:${prometheus}`,
    paypalUrl: `http://127.0.0.1:${paypal}`,
  };
  await requireOwnStack(stack);
  return stack;
}

/** What answers there must be one of this project's own containers: a load on somebody else's proves nothing and does harm. */
export async function requireOwnStack({ project, baseUrl }: ContainerStack): Promise<void> {
  const health = (await (await fetch(`${baseUrl}/api/health`)).json()) as { container: string };
  const own = await project.containersOf('app');
  require(own.includes(
    health.container,
  ), `what answers at ${baseUrl} is ${health.container}, not one of ${own.join(', ')}`);
}

/**
 * Resolves once nginx sends visitors to every app container. One that has just started refused its first three, as its address is known
 * before it listens, and is left in peace for a quarter of a minute: it would leave, or be killed, with nothing in its hands.
 */
export async function untilAllAnswer({ project, baseUrl }: ContainerStack): Promise<void> {
  const waitingFor = new Set(await project.containersOf('app'));
  for (const giveUpAt = performance.now() + 60_000; waitingFor.size > 0; await pause(50)) {
    const health = (await (await fetch(`${baseUrl}/api/health`)).json()) as { container: string };
    waitingFor.delete(health.container);
    require(performance.now() < giveUpAt, `nobody is sent to ${[...waitingFor].join(', ')}`);
  }
}

export const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(1);

async function findPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
