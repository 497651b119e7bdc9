import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The run that is alive now; null where none is, or only the file of one that was killed. */
export function findRun(dataDir: string): Run | null {
  if (!existsSync(fileOf(dataDir))) return null;
  const run = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Run;
  const startedAt = readStartTime(run.pid);
  return startedAt !== null && startedAt === run.startedAt ? run : null;
}
