import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const dayMs = 86_400_000;
const usual = { keepDays: 7, maxBytes: 20 * 1024 * 1024 };

/**
 * Keeps the folder that the containers write their logs to: each `x.log` is set aside as `x.log.<time>.gz` once a day, and sooner
 * when it is long; what nobody has written to for a week goes. Whoever writes keeps the file open, so it is copied and then
 * emptied; a line that is written in between is lost.
 */
export function createLogKeeper(folder: string, { keepDays, maxBytes } = usual, now = () => Date.now()) {
  const dayOf = (timeMs: number) => Math.floor(timeMs / dayMs);
  let lastDay = dayOf(now());

  return async (): Promise<void> => {
    const timeMs = now();
    const isNewDay = dayOf(timeMs) !== lastDay;
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const { size, mtimeMs } = await stat(file);
      if (timeMs - mtimeMs > keepDays * dayMs) await rm(file);
      else if (name.endsWith('.log') && size > 0 && (isNewDay || size > maxBytes)) await setAside(file, timeMs);
    }
    lastDay = dayOf(timeMs);
  };
}

async function setAside(file: string, timeMs: number): Promise<void> {
  const time = new Date(timeMs).toISOString().slice(0, 19).replaceAll(':', '-');
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.${time}.gz`));
  await truncate(file);
}
