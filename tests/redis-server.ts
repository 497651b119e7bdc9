import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** What the ledger demands (server/ledger/durability.ts). */
export const durableSettings = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

export type RedisServer = { url: string; port: number; process: ChildProcess; stop(): Promise<void> };

/** A real redis-server on a free port with a folder of its own, both gone after `stop`. */
export async function startRedisServer(settings: string[] = durableSettings): Promise<RedisServer> {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'foyer-redis-'));
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const process = spawn('redis-server', [...own, ...settings], { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const exited = new Promise<void>((resolve) => {
    process.once('exit', () => resolve());
    process.once('error', () => resolve());
  });
  await waitUntilReady(url, process);
  return {
    url,
    port,
    process,
    async stop() {
      process.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(url: string, process: ChildProcess): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    await Promise.race([
      redis.ping(),
      new Promise((_, reject) => {
        process.once('error', reject);
        process.once('exit', (code) => reject(new Error(`redis-server ended with ${code} before it was ready`)));
        setTimeout(reject, 10_000, new Error('redis-server was not ready within 10 s')).unref();
      }),
    ]);
  } finally {
    redis.disconnect();
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}
