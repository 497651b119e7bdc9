import { expect, test } from 'vitest';
import { readContainerResources } from './container-resources.ts';

const read = (files: Record<string, string>) =>
  readContainerResources((path) => files[path.replace('/sys/fs/cgroup/', '')] ?? null);

test('control groups of version 2', () => {
  const files = {
    'cgroup.controllers': 'cpu memory',
    'cpu.max': '150000 100000\n',
    'memory.max': '1572864000\n',
    'memory.current': '400000000\n',
    'memory.stat': 'anon 1\ninactive_file 50000000\nactive_file 2\n',
  };
  expect(read(files)).toEqual({ cpuQuota: 1.5, memoryLimitBytes: 1_572_864_000, workingSetBytes: 350_000_000 });
  expect(read({ ...files, 'cpu.max': 'max 100000\n', 'memory.max': 'max\n' })).toMatchObject({
    cpuQuota: null,
    memoryLimitBytes: null,
  });
});

test('control groups of version 1', () => {
  const files = {
    'cpu/cpu.cfs_quota_us': '20000\n',
    'cpu/cpu.cfs_period_us': '100000\n',
    'memory/memory.limit_in_bytes': '536870912\n',
    'memory/memory.usage_in_bytes': '300000000\n',
    'memory/memory.stat': 'inactive_file 7\ntotal_inactive_file 100000000\n',
  };
  expect(read(files)).toEqual({ cpuQuota: 0.2, memoryLimitBytes: 536_870_912, workingSetBytes: 200_000_000 });
  const unlimited = { 'cpu/cpu.cfs_quota_us': '-1\n', 'memory/memory.limit_in_bytes': '9223372036854771712\n' };
  expect(read({ ...files, ...unlimited })).toMatchObject({ cpuQuota: null, memoryLimitBytes: null });
});

test('none at all: nothing is known, and nothing is zero', () => {
  expect(read({})).toEqual({ cpuQuota: null, memoryLimitBytes: null, workingSetBytes: null });
});
