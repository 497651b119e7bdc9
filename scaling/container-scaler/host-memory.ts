/** What the host can still give, from the text of /proc/meminfo: a container sees the host's there. null where it does not say. */
export function readHostFreeBytes(meminfo: string | null): number | null {
  const available = meminfo?.match(/^MemAvailable:\s+(\d+) kB$/m)?.[1];
  return available === undefined ? null : Number(available) * 1024;
}
