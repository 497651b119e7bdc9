import { expect, test } from 'vitest';
import { EngineUnwilling } from './door-client.ts';
import { gigabyte, setUpScaler } from './example-scaler.ts';

const busy = { cpu: 0.95 };
const idle = { cpu: 0.05, memory: 0.2, p95Seconds: 0.1 };
const acts = (did: string[]) => did.filter((each) => each !== 'remembered');

test('saturated containers get one more at the second poll, remembered before it is made', async () => {
  const { world, poll, registry } = setUpScaler();
  world.levels = busy;
  await poll();
  expect(acts(world.did)).toEqual([]);
  await poll();
  expect(world.did.slice(-2)).toEqual(['remembered', 'add 1']);
  const page = await registry.metrics();
  expect(page).toContain('foyer_scaler_actions_total{loop="containers",direction="up",reason="cpu-high"} 1');
  expect(page).toContain('foyer_scaler_desired{loop="containers"} 4');
  expect(page).toContain('foyer_container_healthy{container="foyer-app-3"} 1');
});

test('a restart of the scaler keeps its cooldown', async () => {
  const { world, poll, restart } = setUpScaler();
  world.levels = busy;
  await poll(2);
  restart();
  await poll(9);
  expect(acts(world.did)).toEqual(['add 1']);
  await poll(1);
  expect(acts(world.did)).toEqual(['add 1', 'add 1']);
});

test('scaled by hand to five it stays five, until it is idle; then one leaves at a time, down to the minimum', async () => {
  const { world, poll } = setUpScaler();
  const [one] = world.replicas;
  if (one)
    world.replicas = [1, 2, 3, 4, 5].map((number) => ({
      ...one,
      id: String(number),
      name: `foyer-app-${number}`,
      container: `host-${number}`,
    }));
  await poll(30);
  expect(acts(world.did)).toEqual([]);
  world.levels = idle;
  await poll(60);
  expect(acts(world.did)).toEqual(['remove 1', 'remove 1']);
});

test('without memory on the host nothing is added; what one more takes is the limit of those that are there', async () => {
  const { world, poll, registry } = setUpScaler();
  world.levels = busy;
  world.freeBytes = gigabyte - 1;
  await poll(4);
  expect(acts(world.did)).toEqual([]);
  expect(await registry.metrics()).toContain('reason="host-memory-short"} 3');
});

test.each([
  ['engine', 'The Docker Engine', 'engine-away'],
  ['redis', 'Redis', 'state-away'],
  ['prometheus', 'Prometheus', 'prometheus-away'],
] as const)('%s away: it holds, says so once, shows it, and goes on by itself', async (what, name, reason) => {
  const { world, poll, registry } = setUpScaler();
  world.levels = busy;
  world.away.add(what);
  await poll(10);
  expect(acts(world.did)).toEqual([]);
  expect(world.said.filter((line) => line.startsWith(`${name} is away`))).toHaveLength(1);
  const page = await registry.metrics();
  expect(page).toContain(`foyer_scaler_hindered{loop="containers",by="${reason}"} 1`);
  expect(page).toContain(`foyer_scaler_holds_total{loop="containers",reason="${reason}"} 10`);
  world.away.clear();
  await poll(2);
  expect(world.said).toContain(`${name} is back`);
  expect(acts(world.did)).toEqual(['add 1']);
  expect(await registry.metrics()).toContain(`foyer_scaler_hindered{loop="containers",by="${reason}"} 0`);
});

test('one that is broken is replaced at once, and later and later if that is in vain', async () => {
  const { world, poll } = setUpScaler();
  const [first] = world.replicas;
  if (first) first.condition = 'broken';
  await poll();
  expect(acts(world.did)).toEqual(['heal foyer-app-1']);
  world.healsInVain = true;
  world.replicas = world.replicas.map((each, index) => ({ ...each, condition: index === 0 ? 'broken' : 'healthy' }));
  // An hour: after 1, 2, 4, 8, 15, 15 ... minutes.
  await poll(120);
  expect(acts(world.did).length).toBeGreaterThanOrEqual(6);
  expect(acts(world.did).length).toBeLessThanOrEqual(9);
  expect(world.did.some((each) => /add|remove /.test(each))).toBe(false);
});

test('another process with the lease is left alone, and so are a deploy and a pause', async () => {
  const { world, poll } = setUpScaler();
  world.levels = busy;
  const [first] = world.replicas;
  if (first) first.condition = 'broken';
  world.term = null;
  await poll(3);
  world.term = 1;
  world.isDeploying = true;
  await poll(3);
  world.isDeploying = false;
  world.isPaused = true;
  await poll(3);
  expect(acts(world.did)).toEqual([]);
});

test('fewer than the minimum are filled up at once', async () => {
  const { world, poll } = setUpScaler();
  world.replicas = world.replicas.slice(0, 1);
  await poll();
  expect(acts(world.did)).toEqual(['add 2']);
});

test('an engine that will not (a full disk, an image that is gone) is asked again after the cooldown, and it is shown', async () => {
  const { world, poll, registry } = setUpScaler();
  world.levels = busy;
  world.failing = new EngineUnwilling('no space left on device');
  await poll();
  await expect(poll()).rejects.toThrow('no space left on device');
  await poll(9);
  expect(acts(world.did)).toEqual(['add 1']);
  expect(await registry.metrics()).toContain('foyer_scaler_hindered{loop="containers",by="action-failed"} 1');
  world.failing = null;
  await poll(30);
  expect(acts(world.did).length).toBeGreaterThan(1);
  expect(await registry.metrics()).toContain('foyer_scaler_hindered{loop="containers",by="action-failed"} 0');
});

test('a dry run decides the same and changes nothing, neither there nor in Redis', async () => {
  const { world, poll } = setUpScaler({ isDryRun: true });
  world.levels = busy;
  world.term = null;
  await poll(5);
  expect(world.did).toEqual([]);
  expect(world.said.some((line) => line.includes('3 -> 4'))).toBe(true);
});

test('it explains what it would do, from what it sees, and does not do it', async () => {
  const { world, poll, explain } = setUpScaler();
  world.levels = busy;
  await poll();
  world.did = [];
  const text = await explain();
  expect(world.did).toEqual([]);
  expect(text).toContain('cpu-high: CPU above its upper threshold');
  expect(text).toContain('containers: 3 -> 4');
  expect(text).toMatch(/foyer-app-1 +healthy +60 min +95 % +50 % +0\.40 s +20\.0 +1 +yes/);
  expect(text).toContain('room for 20 more of 1.0 GB');
  expect(text).toContain('this process has the lease to act');
  world.away.add('engine');
  expect(await explain()).toContain('The Docker Engine cannot be asked.');
});
