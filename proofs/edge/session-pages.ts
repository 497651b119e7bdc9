import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createVisitor } from '../visitors/create-visitor.ts';

const publicPaths = ['/', '/tickets', '/programme'];
const kept = /^(HIT|STALE|UPDATING|REVALIDATED)$/;

/** Not yet asked for by the holder while they held nothing, so that what a cache keeps of it would be theirs. */
const formAgain = '/register?again=1';

type Look = { path: string; cacheStatus: string; cookies: string[]; page: string };

/** Somebody holds seats and reads on; then others open the same addresses. Answers what went wrong, in sentences. */
export async function findLeaks(stack: Stack): Promise<{ leaks: string[]; looks: number }> {
  const visitor = createVisitor({ baseUrl: stack.baseUrl, address: '10.79.0.1' });
  const form = await visitor.open('/register');
  const held = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
  const { pathname, search } = new URL(held.url);
  const orderId = pathname.split('/').at(-1) ?? '';
  const cookie = visitor.cookieHeader();
  const privatePaths = [formAgain, pathname + search];

  const leaks: string[] = [];
  let looks = 0;
  const look = async (who: string, path: string, ownCookie?: string): Promise<Look> => {
    looks += 1;
    const headers = { 'X-Forwarded-For': '10.79.0.2', ...(ownCookie ? { Cookie: ownCookie } : {}) };
    const response = await fetch(stack.baseUrl + path, { headers, redirect: 'manual' });
    const cacheStatus = response.headers.get('X-Cache-Status') ?? '';
    const seen = { path, cacheStatus, cookies: response.headers.getSetCookie(), page: await response.text() };
    const place = path.split('?')[0];
    if (seen.cookies.length > 0 && kept.test(cacheStatus)) leaks.push(`${who} got a cookie from the cache at ${place}`);
    if (privatePaths.includes(path) && kept.test(cacheStatus)) leaks.push(`${who} got ${place} from the cache`);
    if (ownCookie && kept.test(cacheStatus)) leaks.push(`${who}, with a cookie, got ${place} from the cache`);
    return seen;
  };

  if (!cookie) leaks.push('holding seats gave no session, so nothing was tried');
  // Twice, as the first time it may be put there.
  for (const path of [...publicPaths, ...privatePaths, ...publicPaths, ...privatePaths]) {
    const own = await look('the holder', path, cookie);
    if (path === formAgain && !own.page.includes(orderId)) leaks.push('the holder is not shown what they hold');
  }
  for (const [who, otherCookie] of [
    ['somebody without a cookie', undefined],
    ['somebody with another cookie', 'foyer=of-somebody-else'],
  ] as const) {
    for (const path of [formAgain, ...publicPaths]) {
      const { page, cookies } = await look(who, path, otherCookie);
      if (page.includes(orderId)) leaks.push(`${who} was shown the holder's order at ${path.split('?')[0]}`);
      if (cookies.some((text) => cookie.includes(text.split(';')[0] ?? '-')))
        leaks.push(`${who} got the holder's session`);
    }
    // Whoever has the link may see it; from the cache nobody.
    await look(who, pathname + search, otherCookie);
  }
  return { leaks, looks };
}
