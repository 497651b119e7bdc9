import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { require } from '../proof.ts';

export const promisedMs = 5_000;
/** As browsers ask, and as a crawler may: each has a copy of its own in the cache. */
const encodings = ['gzip, deflate, br, zstd', 'identity'];

/**
 * Publishes another line and looks at the front page: every `everyMs`, or, with null, not before it must be seen. Answers how old
 * the publish was at the last look that still had the line before; throws if that is more than five seconds.
 */
export async function watchPublish(stack: Stack, tagline: string, everyMs: number | null): Promise<number> {
  const client = createSanityClient(parseContentConfig(stack.env));
  await client.patch('event').set({ tagline }).commit();
  const publishedAt = performance.now();
  const look = async () => {
    const askedMs = performance.now() - publishedAt;
    const pages = await Promise.all(encodings.map((encoding) => readPage(stack, encoding)));
    const isSeen = pages.every((page) => page.includes(tagline));
    require(isSeen || askedMs < promisedMs, `a visitor still got the old page ${(askedMs / 1000).toFixed(1)} s after`);
    return { isSeen, askedMs };
  };
  // What is waited for is the time itself: nobody asks for the page meanwhile.
  if (everyMs === null) await pause(promisedMs + 10 - (performance.now() - publishedAt));
  for (let lastOldMs = 0, seenTimes = 0; ; ) {
    const { isSeen, askedMs } = await look();
    if (!isSeen) lastOldMs = askedMs;
    // Not only once: nobody may get the old page after it.
    seenTimes = isSeen ? seenTimes + 1 : 0;
    if (seenTimes === 3) return lastOldMs;
    await pause(everyMs ?? 100);
  }
}

async function readPage(stack: Stack, encoding: string): Promise<string> {
  const headers = { 'Accept-Encoding': encoding, 'X-Forwarded-For': '10.78.0.1' };
  return await (await fetch(stack.baseUrl, { headers })).text();
}
