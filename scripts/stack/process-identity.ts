import { existsSync, readFileSync } from 'node:fs';

/**
 * When a process began, in the kernel's own count: with it a process id means one process for ever. Null for one that is
 * not there, or has ended and only waits for its parent to notice. Empty where the system has no /proc to tell.
 */
export function readStartTime(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold spaces; the state follows it, the start time 19 fields on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  } catch {
    return existsSync('/proc/self') ? null : '';
  }
}

export function isAlive(pid: number): boolean {
  return readStartTime(pid) !== null;
}
