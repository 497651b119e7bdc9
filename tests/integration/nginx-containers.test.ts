// nginx/containers/upstream.conf with a name server of the test's own. Needs nginx 1.27.3: NGINX_1_30 says how to call one.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeNginxFiles } from '../../scripts/stack/nginx-files.ts';
import { projectDir } from '../../scripts/stack/project.ts';
import { probeHttp, waitUntilReady } from '../../scripts/stack/readiness.ts';
import { findFreePort } from '../redis-server.ts';

const [program, ...first] = process.env.NGINX_1_30?.split(' ') ?? [];
const workers = ['127.0.0.2', '127.0.0.3'];

/** Answers every question for an address with these, good for ten minutes as Docker says. */
async function startNameServer(addresses: () => string[]) {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', (question, from) => {
    const end = question.indexOf(0, 12) + 5;
    const records = addresses().map((address) => {
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 2, 88, 0, 4]);
      return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
    });
    const head = Buffer.from([0x81, 0x80, 0, 1, 0, records.length, 0, 0, 0, 0]);
    const answer = Buffer.concat([question.subarray(0, 2), head, question.subarray(12, end), ...records]);
    socket.send(answer, from.port, from.address);
  });
  return socket;
}

describe.runIf(program)('nginx that follows a name', () => {
  let there = workers.slice(0, 1);
  let baseUrl: string;
  const closers: (() => unknown)[] = [];
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  beforeAll(async () => {
    const nameServer = await startNameServer(() => there);
    closers.push(() => nameServer.close());
    let port = 0;
    for (const address of workers) {
      const server = createServer((_, response) => response.end(address));
      await once(server.listen(port, address), 'listening');
      port = (server.address() as AddressInfo).port;
      closers.push(
        () => server.close(),
        () => server.closeAllConnections(),
      );
    }
    const dataDir = await mkdtemp(join(tmpdir(), 'foyer-containers-'));
    closers.push(() => rm(dataDir, { recursive: true, force: true }));
    await mkdir(join(dataDir, 'logs'));
    const sitePort = await findFreePort();
    const nobody = {
      webPort: 1,
      lakePort: 1,
      studioPort: 1,
      courierPort: 1,
      trustedProxies: '',
      venueNetworks: '127.0.0.0/8',
    };
    await writeNginxFiles(dataDir, { sitePort, ...nobody });
    const shared = await readFile(join(projectDir, 'nginx/containers/upstream.conf'), 'utf8');
    const upstream = shared
      .replace('127.0.0.11', `127.0.0.1:${nameServer.address().port}`)
      .replace('app:3000', `app.test:${port}`);
    await writeFile(join(dataDir, 'nginx/upstream.conf'), upstream);
    const child = spawn(program ?? '', [...first, '-p', `${dataDir}/nginx/`, '-c', 'nginx.conf', '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exited = once(child, 'exit');
    closers.push(
      () => exited,
      () => child.kill('SIGTERM'),
    );
    baseUrl = `http://127.0.0.1:${sitePort}`;
    await waitUntilReady(probeHttp(`${baseUrl}/health`), { timeoutMs: 10_000, check: async () => {} });
  });

  const ask = async () => {
    const response = await fetch(`${baseUrl}/orders/A`);
    return [response.status, await response.text()].join(' ');
  };
  const askOften = async () => new Set(await Promise.all(Array.from({ length: 10 }, ask)));
  const [one, two] = workers.map((address) => `200 ${address}`) as [string, string];

  test('asks who is there, finds who comes, and leaves who goes; nobody is answered an error meanwhile', async () => {
    const seen = new Set<string>();
    const expectOnly = async (wanted: string[]) => {
      await vi.waitFor(
        async () => {
          const answers = await askOften();
          for (const answer of answers) seen.add(answer);
          expect([...answers].sort()).toEqual(wanted);
        },
        { timeout: 10_000, interval: 100 },
      );
    };
    // Right after its start it has not asked yet.
    await vi.waitFor(async () => expect(await ask()).toBe(one), { timeout: 10_000, interval: 100 });
    there = workers;
    await expectOnly([one, two]);
    there = workers.slice(1);
    await expectOnly([two]);
    expect([...seen].sort()).toEqual([one, two]);
  });
});
