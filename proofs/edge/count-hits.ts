import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stack } from '../../scripts/stack/start-stack.ts';

/** Of all lines of nginx's access log: how many answers came from its cache, how many by way of a worker. There are millions. */
export async function countHits(stack: Stack): Promise<{ fromCache: number; byWorker: number }> {
  const counts = { fromCache: 0, byWorker: 0 };
  const lines = createInterface({ input: createReadStream(join(stack.dataDir, 'logs/nginx-access.log')) });
  for await (const line of lines) {
    const cache = /"cache":"(\w+)"/.exec(line)?.[1];
    // While a page is renewed others get the one before, which is from the cache too.
    if (cache === 'HIT' || cache === 'UPDATING' || cache === 'STALE') counts.fromCache += 1;
    else if (cache === 'MISS' || cache === 'EXPIRED') counts.byWorker += 1;
  }
  return counts;
}
