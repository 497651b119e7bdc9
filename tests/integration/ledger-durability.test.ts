import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { requireDurableLedger } from '../../server/ledger/durability.ts';
import { durableSettings, startRedisServer } from '../redis-server.ts';

async function judge(settings: string[]): Promise<string> {
  const server = await startRedisServer(settings);
  const redis = new Redis(server.url);
  try {
    return await requireDurableLedger(redis).then(
      () => 'durable',
      (error: Error) => error.message,
    );
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

test('a ledger that forgets nothing is accepted', async () => {
  expect(await judge(durableSettings)).toBe('durable');
});

test('each setting that could lose a registration is named with its remedy', async () => {
  const message = await judge(['--appendonly', 'no', '--appendfsync', 'everysec', '--maxmemory-policy', 'allkeys-lru']);
  expect(message).toContain('set `maxmemory-policy noeviction`');
  expect(message).toContain('set `appendonly yes`');
  expect(message).toContain('set `appendfsync always`');
  const one = await judge(['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction']);
  expect(one.match(/set `/g)).toHaveLength(1);
  expect(one).toContain('appendfsync is "everysec"');
});

test('a server that hides its settings is not trusted', async () => {
  const message = await judge([...durableSettings, '--rename-command', 'CONFIG', '']);
  expect(message).toContain('CONFIG GET maxmemory-policy must be allowed');
});
