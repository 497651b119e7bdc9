import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';

export type AccessLine = {
  requestId: string;
  method: string;
  path: string;
  status: number;
  /** HIT, MISS, BYPASS and so on; empty where no cache was asked. */
  cache: string;
  /** Every address that was tried, with commas; empty where none was needed. */
  upstream: string;
};

/** nginx writes its lines a tenth of a second late (`flush` in nginx.conf), and each of its processes its own: in this time all have. */
const quietMs = 500;

/** What nginx says it answered, of each of its processes the oldest first. Waits until no more is written, so nobody may be asking. */
export async function readAccessLog(stack: Pick<Stack, 'dataDir'>): Promise<AccessLine[]> {
  const read = () => readFile(join(stack.dataDir, 'logs/nginx-access.log'), 'utf8');
  let text = await read();
  for (let earlier = -1; earlier !== text.length; ) {
    earlier = text.length;
    await pause(quietMs);
    text = await read();
  }
  // The last line may still be on its way.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).trimEnd();
  return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
}
