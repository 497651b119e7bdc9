import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** What nginx says it answered, oldest first. */
export async function readAccessLog(stack: Pick<Stack, 'dataDir'>): Promise<AccessLine[]> {
  const text = await readFile(join(stack.dataDir, 'logs/nginx-access.log'), 'utf8');
  // The last line may still be on its way.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).trimEnd();
  return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
}
