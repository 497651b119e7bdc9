import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readStartTime } from '../stack/process-identity.ts';

/** Runs `work` while no other process holds `file`; a holder that died gives way. */
export async function holdLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await take(file))) await pause(100);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  // Written aside and linked, so that a lock never stands there without its holder's name.
  const own = `${file}.${randomUUID()}`;
  try {
    await writeFile(own, `${process.pid} ${readStartTime(process.pid)}`);
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  const holder = await readFile(file, 'utf8').catch(() => null);
  if (holder !== null && !isHeld(holder)) await breakLock(file, holder, own);
  return false;
}

/** A process id alone would do until the next start of the machine, when anybody may have it. */
function isHeld(holder: string): boolean {
  const [pid, startedAt] = holder.split(' ');
  const isNumber = Number.isInteger(Number(pid)) && Number(pid) > 0;
  return isNumber && readStartTime(Number(pid)) === startedAt;
}

/** Of several that find the same dead holder only one gets its file: the next may have taken the lock meanwhile. */
async function breakLock(file: string, deadHolder: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== deadHolder) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}
