import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProcesses } from '../../scripts/stack/leftovers.ts';
import { findPm2Home } from '../../scripts/stack/pm2.ts';
import { findFreePorts } from '../../scripts/stack/ports.ts';
import { isAlive } from '../../scripts/stack/process-identity.ts';
import { type Stack, type StackOptions, startStack } from '../../scripts/stack/start-stack.ts';
import { startRedisServer } from '../redis-server.ts';

let dataDir: string;
const stacks: Stack[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-stack-'));
});
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A small stack: what is true of one program's start and end is true of all. */
async function start(options: Partial<StackOptions> = {}): Promise<Stack> {
  const stack = await startStack({ dataDir, ports: 'free', only: ['ledger'], ...options });
  stacks.push(stack);
  return stack;
}

async function withLedger<T>(stack: Stack, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
const write = (stack: Stack, value: string) => withLedger(stack, (redis) => redis.set('order', value));
const read = (stack: Stack) => withLedger(stack, (redis) => redis.get('order'));

test('stopping ends all that was started, its process manager included, and nothing of anybody else', async () => {
  const neighbour = await startRedisServer();
  const stack = await start();
  const [ledger] = await stack.pids('ledger');
  await stack.stop();
  expect(isAlive(ledger as number)).toBe(false);
  expect(stack.isAlive()).toBe(false);
  expect(findProcesses(stack.pm2Home, dataDir)).toEqual([]);
  expect(isAlive(neighbour.process.pid as number)).toBe(true);
  await neighbour.stop();
});

test('what was written is there at the next start, with the same secrets', async () => {
  const first = await start();
  await write(first, 'kept');
  await first.stop();
  const second = await start();
  expect(await read(second)).toBe('kept');
  expect(second.env.ORDER_LINK_SECRET).toBe(first.env.ORDER_LINK_SECRET);
});

test('a process that is killed comes back, with all that was answered', async () => {
  const stack = await start();
  await write(stack, 'answered');
  const [killed] = await stack.kill('ledger', 'SIGKILL');
  await stack.waitUntilReady('ledger');
  expect(await stack.pids('ledger')).not.toContain(killed);
  expect(await read(stack)).toBe('answered');
});

test('a stack whose process manager was killed is cleared away by the next start', async () => {
  const ports = await findFreePorts(2);
  const first = await start({ ports });
  await write(first, 'kept');
  const [ledger] = await first.pids('ledger');
  const daemon = Number(await readFile(join(first.pm2Home, 'pm2.pid'), 'utf8'));
  process.kill(daemon, 'SIGKILL');
  expect(isAlive(ledger as number)).toBe(true);

  // On the same ports: the old ledger has to go before the new one can come.
  const said: string[] = [];
  const second = await start({ ports, progress: (message) => said.push(message) });
  expect(said).toContain('ended what an earlier run had left behind');
  expect(isAlive(ledger as number)).toBe(false);
  expect(await read(second)).toBe('kept');
});

test('a taken port is one error, and nothing is left started', async () => {
  const ports = await findFreePorts(2);
  const server: Server = createServer().listen(ports.ledger, '127.0.0.1');
  try {
    await expect(start({ ports })).rejects.toThrow(`port ${ports.ledger} (LEDGER_PORT) is taken`);
  } finally {
    server.close();
  }
  expect(findProcesses(findPm2Home(dataDir), dataDir)).toEqual([]);
});

test('a wrong variable is named before anything starts', async () => {
  let isPrepared = false;
  const starting = start({ env: { HOLD_MINUTES: 'long' }, onPrepared: () => (isPrepared = true) });
  await expect(starting).rejects.toThrow(/The configuration is wrong.*\n {2}HOLD_MINUTES: /);
  expect(isPrepared).toBe(false);
});

test('a program that ends again and again is given up soon, with the reason from its log, and nothing is left started', async () => {
  const first = await start();
  await first.stop();
  // As after a disk that lied.
  await rm(join(dataDir, 'ledger/appendonlydir'), { recursive: true });
  await writeFile(join(dataDir, 'ledger/appendonlydir'), 'not a folder');
  const startedAt = Date.now();
  let pm2Home = '';
  const starting = start({ onPrepared: (run) => (pm2Home = run.pm2Home) });
  await expect(starting).rejects.toThrow(/ledger did not start: it ends again and again.*append/s);
  // Not the minute that a ledger may take to read a long file.
  expect(Date.now() - startedAt).toBeLessThan(30_000);
  expect(findProcesses(pm2Home, dataDir)).toEqual([]);
});

test('a start that is called off stops what it had started', async () => {
  const interruption = new AbortController();
  let pm2Home = '';
  const starting = start({
    signal: interruption.signal,
    onPrepared: (run) => {
      pm2Home = run.pm2Home;
      interruption.abort(new Error('called off'));
    },
  });
  await expect(starting).rejects.toThrow('called off');
  expect(findProcesses(pm2Home, dataDir)).toEqual([]);
});
