import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pm2 } from './pm2.ts';

/** Ends what a stack with this data folder left behind when it was killed: its PM2, and whatever outlived that.
 *  True if there was anything. */
export async function endLeftovers(pm2: Pm2, dataDir: string): Promise<boolean> {
  const hadDaemon = pm2.findDaemon() !== null;
  await pm2.kill().catch(() => {});
  const before = findProcesses(pm2.home, dataDir);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of findProcesses(pm2.home, dataDir)) send(pid, signal);
    for (let waitedMs = 0; waitedMs < 5_000 && findProcesses(pm2.home, dataDir).length > 0; waitedMs += 50)
      await pause(50);
  }
  return hadDaemon || before.length > 0;
}

/** Processes that can only be this stack's: they carry its PM2_HOME, or live in its data folder. Linux only; elsewhere PM2's
 *  own word has to do. */
export function findProcesses(pm2Home: string, dataDir: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return entries.map(Number).filter((pid) => {
    if (pid === process.pid) return false;
    try {
      const folder = readlinkSync(`/proc/${pid}/cwd`);
      if (/^(nginx|redis-server|prometheus)/.test(readName(pid)) && folder.startsWith(`${dataDir}/`)) return true;
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`PM2_HOME=${pm2Home}`);
    } catch {
      // It has ended, or is somebody else's.
      return false;
    }
  });
}

function readName(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
