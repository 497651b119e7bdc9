/** What the kernel lets this container have, and what it uses; null where there is no limit or no control group. */
export type ContainerResources = {
  cpuQuota: number | null;
  memoryLimitBytes: number | null;
  /** Memory in use less what the kernel can drop at once. */
  workingSetBytes: number | null;
};

/** The text of a file, null where there is none. */
export type ReadText = (path: string) => string | null;

const root = '/sys/fs/cgroup';
// Without a limit version 1 shows the largest number of pages.
const noLimitBytes = 2 ** 60;

/** Control groups of version 2, or 1. Node itself knows the memory limit only, and takes the host's CPUs for the quota. */
export function readContainerResources(readText: ReadText): ContainerResources {
  return readText(`${root}/cgroup.controllers`) === null ? readVersion1(readText) : readVersion2(readText);
}

function readVersion2(readText: ReadText): ContainerResources {
  const [quota = 'max', period = '100000'] = (readText(`${root}/cpu.max`) ?? '').trim().split(' ');
  const isLimited = quota !== 'max' && quota !== '';
  return {
    cpuQuota: isLimited ? Number(quota) / Number(period) : null,
    memoryLimitBytes: toLimit(readText(`${root}/memory.max`)),
    workingSetBytes: toWorkingSet(
      readText(`${root}/memory.current`),
      readText(`${root}/memory.stat`),
      /^inactive_file (\d+)$/m,
    ),
  };
}

function readVersion1(readText: ReadText): ContainerResources {
  const quota = Number(readText(`${root}/cpu/cpu.cfs_quota_us`) ?? -1);
  const period = Number(readText(`${root}/cpu/cpu.cfs_period_us`) ?? 100_000);
  return {
    cpuQuota: quota > 0 ? quota / period : null,
    memoryLimitBytes: toLimit(readText(`${root}/memory/memory.limit_in_bytes`)),
    workingSetBytes: toWorkingSet(
      readText(`${root}/memory/memory.usage_in_bytes`),
      readText(`${root}/memory/memory.stat`),
      /^total_inactive_file (\d+)$/m,
    ),
  };
}

function toLimit(text: string | null): number | null {
  const limit = Number(text?.trim());
  return text !== null && Number.isFinite(limit) && limit < noLimitBytes ? limit : null;
}

function toWorkingSet(usage: string | null, stat: string | null, inactive: RegExp): number | null {
  if (usage === null) return null;
  return Math.max(0, Number(usage) - Number(stat?.match(inactive)?.[1] ?? 0));
}
