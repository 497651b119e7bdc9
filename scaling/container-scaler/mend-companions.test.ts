import { expect, test } from 'vitest';
import { createBackoff } from './backoff.ts';
import { readHostFreeBytes } from './host-memory.ts';
import { createMendCompanions } from './mend-companions.ts';

function setUp(isDryRun = false) {
  const world = { nowMs: 0, restarted: [] as string[], said: [] as string[], failing: null as Error | null };
  const say = (_: object, message: string) => void world.said.push(message);
  const mend = createMendCompanions({
    target: {
      async restart({ name }) {
        world.restarted.push(`${name} at ${world.nowMs}`);
        if (world.failing) throw world.failing;
      },
    },
    backoff: createBackoff({ firstMs: 60, mostMs: 900 }),
    isDryRun,
    log: { info: say, error: say },
    now: () => world.nowMs,
  });
  const companion = (name: string, isUnhealthy: boolean) => ({ id: name, name, isUnhealthy });
  return { world, mend, companion };
}

test('an unhealthy one is restarted, again only after a while; the others are left alone', async () => {
  const { world, mend, companion } = setUp();
  for (world.nowMs = 0; world.nowMs < 200; world.nowMs += 30) {
    await mend([companion('redis', true), companion('nginx', false)]);
  }
  expect(world.restarted).toEqual(['redis at 0', 'redis at 60', 'redis at 180']);
  expect(world.said).toHaveLength(3);
});

test('one that cannot be restarted keeps nobody else from it', async () => {
  const { world, mend, companion } = setUp();
  world.failing = new Error('none that may be restarted');
  await mend([companion('lake', true), companion('redis', true)]);
  expect(world.restarted).toEqual(['lake at 0', 'redis at 0']);
});

test('a dry run says so and restarts nothing', async () => {
  const { world, mend, companion } = setUp(true);
  await mend([companion('redis', true)]);
  expect(world.restarted).toEqual([]);
  expect(world.said[0]).toContain('it would be restarted');
});

test('the memory of the host is what the kernel says can be had, and not known otherwise', () => {
  expect(readHostFreeBytes('MemTotal: 8000 kB\nMemFree:  10 kB\nMemAvailable:    2000 kB\n')).toBe(2_048_000);
  expect(readHostFreeBytes('MemFree: 10 kB\n')).toBeNull();
  expect(readHostFreeBytes(null)).toBeNull();
});
