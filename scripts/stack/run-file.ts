import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStartTime } from './process-identity.ts';

/** Who keeps a data folder's stack open, so that a second start and the other commands find it. */
export type Run = {
  pid: number;
  startedAt: string;
  baseUrl: string;
  pm2Home: string;
  /** Where its ledger and its content are; no secret. */
  variables: Record<string, string>;
};

const fileOf = (dataDir: string) => join(dataDir, 'run.json');

export function writeRun(dataDir: string, run: Omit<Run, 'pid' | 'startedAt'>): void {
  const mine: Run = { pid: process.pid, startedAt: readStartTime(process.pid) ?? '', ...run };
  writeFileSync(fileOf(dataDir), JSON.stringify(mine), { mode: 0o600 });
}

export function removeRun(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Takes the data folder for this process; answers the run that has it already, or null once it is ours. */
export function claimRun(dataDir: string, run: Omit<Run, 'pid' | 'startedAt'>): Run | null {
  const already = findRun(dataDir);
  if (already) return already;
  writeRun(dataDir, run);
  // Of two starts in the same moment the later one has it.
  const owner = findRun(dataDir);
  return owner?.pid === process.pid ? null : owner;
}

/** The run that is alive now; null where none is, or only the file of one that was killed. */
export function findRun(dataDir: string): Run | null {
  const run = readRun(dataDir);
  if (!run) return null;
  const startedAt = readStartTime(run.pid);
  return startedAt !== null && startedAt === run.startedAt ? run : null;
}

function readRun(dataDir: string): Run | null {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Run;
  } catch {
    // There is none, or its write was broken off.
    return null;
  }
}
