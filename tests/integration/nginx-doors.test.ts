import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNginxFiles } from '../../scripts/stack/nginx-files.ts';
import { projectDir, requireProgram } from '../../scripts/stack/project.ts';
import { probeHttp, waitUntilReady } from '../../scripts/stack/readiness.ts';
import { findFreePort } from '../redis-server.ts';
import { openNginx } from './open-nginx.ts';

const run = promisify(execFile);
// The machine's own, and a newer one beside it where NGINX_1_30 says how to call it.
const nginxes = [requireProgram('nginx'), process.env.NGINX_1_30].filter((command) => command !== undefined);

type Ports = { http: number; https: number };
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** The local stack's files with the TLS includes in place of its own, as an operator would put them there. */
async function writeFiles(
  listen: 'local' | 'tls/listen.conf' | 'tls/listen-1.22.conf',
  ports: Ports,
  lists = { trustedProxies: '10.0.0.0/8', venueNetworks: '192.0.2.0/24, 2001:db8::/32' },
): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-doors-'));
  folders.push(dataDir);
  await mkdir(join(dataDir, 'logs'));
  await writeNginxFiles(dataDir, {
    sitePort: ports.http,
    webPort: 1,
    lakePort: 1,
    studioPort: 1,
    courierPort: 1,
    ...lists,
  });
  const prefix = join(dataDir, 'nginx');
  if (listen === 'local') return prefix;
  for (const [from, to] of [
    [listen, 'listen.conf'],
    ['tls/servers.conf', 'servers.conf'],
  ] as const) {
    const text = await readFile(join(projectDir, 'nginx', from), 'utf8');
    await writeFile(
      join(prefix, to),
      text.replace('listen 443', `listen ${ports.https}`).replace('listen 80', `listen ${ports.http}`),
    );
  }
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...[
      '-subj',
      '/CN=localhost',
      '-keyout',
      join(prefix, 'tls/privkey.pem'),
      '-out',
      join(prefix, 'tls/fullchain.pem'),
    ],
  ]);
  return prefix;
}

const argumentsFor = (prefix: string) => ['-p', `${prefix}/`, '-c', 'nginx.conf', '-e', 'stderr'];

/** Whether nginx is older than 1.`minor`.`patch`. */
async function isOlder(command: string, minor: number, patch: number): Promise<boolean> {
  const [program = '', ...first] = command.split(' ');
  const { stderr } = await run(program, [...first, '-v']);
  const version = (/nginx\/1\.(\d+)\.(\d+)/.exec(stderr) ?? []).slice(1).map(Number);
  const [itsMinor = 0, itsPatch = 0] = version;
  return itsMinor < minor || (itsMinor === minor && itsPatch < patch);
}
const tlsFor = async (command: string) =>
  (await isOlder(command, 25, 1)) ? 'tls/listen-1.22.conf' : 'tls/listen.conf';

describe.each(nginxes)('%s', (command) => {
  const [program = '', ...first] = command.split(' ');
  const check = (prefix: string) => run(program, [...first, ...argumentsFor(prefix), '-t']);

  const requireGood = async (prefix: string) => {
    const { stderr } = await check(prefix);
    expect(stderr).toContain('test is successful');
    expect(stderr).not.toMatch(/\[(warn|emerg|error)\]/);
  };

  test.each(['local', 'tls'] as const)('finds nothing wrong, and nothing to warn of, with %s doors', async (doors) => {
    const prefix = await writeFiles(doors === 'local' ? 'local' : await tlsFor(command), { http: 8081, https: 8443 });
    await requireGood(prefix);
  });

  test('nor where no proxy is trusted and there is no venue', async () => {
    const nobody = { trustedProxies: '', venueNetworks: '' };
    await requireGood(await writeFiles('local', { http: 8081, https: 8443 }, nobody));
  });

  test('nor with containers for workers; before 1.27.3 it cannot follow them, and says so', async () => {
    const prefix = await writeFiles('local', { http: 8081, https: 8443 });
    // A name that is there: nginx asks for the first addresses before it starts.
    const text = await readFile(join(prefix, 'containers/upstream.conf'), 'utf8');
    await writeFile(join(prefix, 'upstream.conf'), text.replace('app:3000', 'localhost:3000'));
    if (await isOlder(command, 27, 3)) await expect(check(prefix)).rejects.toThrow('invalid parameter "resolve"');
    else await requireGood(prefix);
  });

  test('would notice a file that is not there', async () => {
    const prefix = await writeFiles('local', { http: 8081, https: 8443 });
    await rm(join(prefix, 'venue-networks.conf'));
    await expect(check(prefix)).rejects.toThrow('venue-networks.conf');
  });
});

describe('with TLS', () => {
  let ports: Ports;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ports = { http: await findFreePort(), https: await findFreePort() };
    const nginx = requireProgram('nginx');
    const prefix = await writeFiles(await tlsFor(nginx), ports);
    await mkdir(join(prefix, 'acme/.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(prefix, 'acme/.well-known/acme-challenge/token'), 'proof');
    const child = spawn(nginx, argumentsFor(prefix), { stdio: ['ignore', 'ignore', 'inherit'] });
    const exited = once(child, 'exit');
    stop = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    await waitUntilReady(probeHttp(`http://127.0.0.1:${ports.http}/.well-known/acme-challenge/token`), {
      timeoutMs: 10_000,
      check: async () => {
        if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
      },
    });
  });
  afterAll(() => stop());

  test('speaks HTTP/2, and says on its own pages too that the browser should keep to HTTPS', async () => {
    const session = connectHttp2(`https://127.0.0.1:${ports.https}`, { rejectUnauthorized: false });
    const stream = session.request({ ':path': '/register' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    session.close();
    expect(session.alpnProtocol).toBe('h2');
    // There is no worker here.
    expect(headers[':status']).toBe(502);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('plain HTTP leads to HTTPS and keeps the method; what proves the name to Let’s Encrypt stays', async () => {
    const response = await new Promise<{ status?: number; location?: string }>((resolve, reject) => {
      const options = {
        port: ports.http,
        host: '127.0.0.1',
        path: '/orders/A?s=b',
        headers: { Host: 'foyer.example' },
      };
      httpRequest(options, ({ statusCode, headers }) => resolve({ status: statusCode, location: headers.location }))
        .on('error', reject)
        .end();
    });
    expect(response).toEqual({ status: 308, location: 'https://foyer.example/orders/A?s=b' });
    const proof = await fetch(`http://127.0.0.1:${ports.http}/.well-known/acme-challenge/token`);
    expect(await proof.text()).toBe('proof');
  });

  test.each([
    ['TLSv1.2', true],
    ['TLSv1.1', false],
  ] as const)('%s is spoken: %s', async (version, isSpoken) => {
    const socket = connectTls({
      port: ports.https,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      // This side would refuse an old version by itself.
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const outcome = once(socket, 'secureConnect').then(
      () => true,
      () => false,
    );
    expect(await outcome).toBe(isSpoken);
    socket.destroy();
  });
});

describe('without TLS', () => {
  test("addresses of a venue's network have a limit of their own, many times as high", async () => {
    const door = await openNginx({ VENUE_NETWORKS: '127.0.0.0/8' });
    try {
      door.answerWith((_, response) => response.end());
      const paths = Array.from({ length: 300 }, (_, index) => `/orders/${index}`);
      const statuses = await Promise.all(paths.map(async (path) => (await fetch(`${door.baseUrl}${path}`)).status));
      expect(new Set(statuses)).toEqual(new Set([200]));
    } finally {
      await door.close();
    }
  });

  test('cookies too long get a page that says what to do, and nothing about HTTPS', async () => {
    const door = await openNginx();
    try {
      const response = await fetch(`${door.baseUrl}/register`, { headers: { Cookie: 'a='.padEnd(9_000, 'x') } });
      expect(response.status).toBe(431);
      expect(await response.text()).toContain('Delete the cookies');
      expect(response.headers.get('Retry-After')).toBe(null);
      expect(response.headers.get('Strict-Transport-Security')).toBe(null);
      expect(door.seenAt('/register')).toEqual([]);
    } finally {
      await door.close();
    }
  });
});
