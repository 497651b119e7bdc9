import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNginxFiles } from '../../scripts/stack/nginx-files.ts';
import { projectDir } from '../../scripts/stack/project.ts';
import { probeHttp, waitUntilReady } from '../../scripts/stack/readiness.ts';
import { findFreePort } from '../redis-server.ts';
import { startNameServer } from './start-name-server.ts';

const image = 'nginx:1.30';

/**
 * The stack's nginx, on this machine's own network, and a name server of the test's own. `docker` is the engine's client. At first the
 * name stands for the first of the workers, which are addresses of the loopback network.
 */
export async function openFollowedWorkers(docker: string, workers: string[]) {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  let answer: (address: string, ...of: Parameters<RequestListener>) => void = (address, _, response) =>
    response.end(address);
  const names = await startNameServer();
  closers.push(() => names.close());
  const port = await findFreePort();
  for (const address of workers) {
    const server = createServer((request, response) => answer(address, request, response));
    await once(server.listen(port, address), 'listening');
    closers.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
  }

  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-containers-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(join(dataDir, 'logs'));
  const sitePort = await findFreePort();
  const nobody = { webPort: 1, lakePort: 1, studioPort: 1, courierPort: 1, trustedProxies: '' };
  await writeNginxFiles(dataDir, { sitePort, ...nobody, venueNetworks: '127.0.0.0/8' });
  const upstream = await readFile(join(projectDir, 'nginx/containers/upstream.conf'), 'utf8');
  await writeFile(
    join(dataDir, 'nginx/upstream.conf'),
    upstream.replace('127.0.0.11', `127.0.0.1:${names.port}`).replace('app:3000', `app.test:${port}`),
  );
  // A try at a closed door ends when the test says so.
  const toWorkers = join(dataDir, 'nginx/to-workers.conf');
  const text = await readFile(toWorkers, 'utf8');
  await writeFile(toWorkers, text.replace('proxy_connect_timeout 1s;', 'proxy_connect_timeout 60s;'));

  // Before it asks for the first time: where nobody is named it waits for long before it asks again.
  const known = names.name(workers.slice(0, 1));
  const container = ['--rm', '--network', 'host', '--volume', `${dataDir}:${dataDir}`, '--entrypoint', 'nginx', image];
  const child = spawn(docker, ['run', ...container, '-p', `${dataDir}/nginx/`, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  closers.push(
    () => exited,
    () => child.kill('SIGTERM'),
  );
  const baseUrl = `http://127.0.0.1:${sitePort}`;
  await waitUntilReady(probeHttp(`${baseUrl}/health`), { timeoutMs: 10_000, check: async () => {} });
  await known;

  return {
    baseUrl,
    /** Resolves once nginx knows. */
    name: names.name,
    answerWith(next: typeof answer) {
      answer = next;
    },
    /** Addresses that say nothing at all to whoever wants to connect, like those of containers that have gone, until they refuse. */
    async fallSilent(addresses: string[]): Promise<{ refuse(): Promise<void> }> {
      const silent = spawn(process.execPath, ['-e', takeNobody, String(port), ...addresses], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(silent, 'exit');
      await once(silent.stdout, 'data');
      // The system takes two into a queue of this length.
      const fillers = addresses.flatMap((address) => [connect(port, address), connect(port, address)]);
      for (const filler of fillers) filler.on('error', () => {});
      await Promise.all(fillers.map((filler) => once(filler, 'connect')));
      const refuse = async () => {
        silent.kill('SIGKILL');
        await ended;
        for (const filler of fillers) filler.destroy();
      };
      closers.push(refuse);
      return { refuse };
    },
    close,
  };
}

/** Listens with the shortest queue there is, and never looks at it. */
const takeNobody = `
const [port, ...addresses] = process.argv.slice(1);
let left = addresses.length;
for (const host of addresses)
  require('node:net').createServer().listen({ port: Number(port), host, backlog: 1 }, () => {
    left -= 1;
    if (left > 0) return;
    require('node:fs').writeSync(1, 'listening');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;
