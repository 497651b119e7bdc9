import { expect, test } from 'vitest';
import { parseWorkerModuleConfig } from './config.ts';
import { makeWorkerLimits } from './limits.ts';

const needed = { REDIS_URL: 'redis://127.0.0.1:6391' };
const nothing = { cpuQuota: null, memoryLimitBytes: null, workingSetBytes: null };
const machine = { cpus: 8, memoryBytes: 16e9 };

test('says every wrong variable at once, and each by its name', () => {
  const wrong = { PROMETHEUS_URL: 'nowhere', MAX_WORKERS: '0', SCALE_UP_THRESHOLD: '120' };
  for (const name of ['REDIS_URL: is missing', 'PROMETHEUS_URL', 'MAX_WORKERS', 'SCALE_UP_THRESHOLD']) {
    expect(() => parseWorkerModuleConfig(wrong)).toThrow(name);
  }
});

test.each([
  ['MAX_WORKERS', { MIN_WORKERS: '3', MAX_WORKERS: '2' }],
  ['SCALE_DOWN_THRESHOLD', { SCALE_UP_THRESHOLD: '50', SCALE_DOWN_THRESHOLD: '50' }],
  ['SCALE_DOWN_P95_SECONDS', { SCALE_UP_P95_SECONDS: '1' }],
])('refuses a %s that contradicts another', (name, environment) => {
  expect(() => parseWorkerModuleConfig({ ...needed, ...environment })).toThrow(name);
});

test('what was set for the module in PM2 wins over the environment, and an empty option is none', () => {
  const options = JSON.stringify({ 'max-workers': '5', 'min-workers': '', 'scale-up-threshold': 70 });
  const config = parseWorkerModuleConfig({ ...needed, MAX_WORKERS: '2', MIN_WORKERS: '2', 'worker-module': options });
  expect(config).toMatchObject({ MAX_WORKERS: 5, MIN_WORKERS: 2, SCALE_UP_THRESHOLD: 0.7 });
  expect(() => parseWorkerModuleConfig({ ...needed, 'worker-module': '{' })).toThrow('no JSON object');
});

test('the default is 80 and 30, 30 s, five minutes, and as many workers as the quota feeds, two at least', () => {
  const config = parseWorkerModuleConfig(needed);
  const limits = makeWorkerLimits(config, { ...nothing, cpuQuota: 1 }, machine);
  expect(limits).toMatchObject({
    up: { cpu: 0.8, memory: 0.8, p95Seconds: 2 },
    down: { cpu: 0.3, memory: 0.3, p95Seconds: 1 },
    pollMs: 30_000,
    cooldownMs: 300_000,
    downWindowMs: 300_000,
    minWorkers: 1,
    maxWorkers: 2,
    cpuQuota: 1,
    memoryLimitBytes: 16e9,
  });
  expect(makeWorkerLimits(config, { ...nothing, cpuQuota: 2.5 }, machine).maxWorkers).toBe(3);
  expect(makeWorkerLimits(config, nothing, machine).maxWorkers).toBe(8);
});

test('what is configured wins over the control group, which wins over the machine', () => {
  const resources = { cpuQuota: 2, memoryLimitBytes: 1.5e9, workingSetBytes: 1e9 };
  expect(makeWorkerLimits(parseWorkerModuleConfig(needed), resources, machine)).toMatchObject({
    cpuQuota: 2,
    memoryLimitBytes: 1.5e9,
  });
  const config = parseWorkerModuleConfig({ ...needed, CPU_QUOTA: '0.5', MEMORY_LIMIT_MB: '512', MIN_WORKERS: '3' });
  expect(makeWorkerLimits(config, resources, machine)).toMatchObject({
    cpuQuota: 0.5,
    memoryLimitBytes: 512 * 2 ** 20,
    maxWorkers: 3,
  });
});
