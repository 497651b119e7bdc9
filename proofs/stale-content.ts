import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../server/config.ts';
import { createSanityClient } from '../server/content/create-sanity-client.ts';
import { waitUntil } from './journeys/checks.ts';
import { type Proof, require } from './proof.ts';
import { requireOwnSite } from './site/require-own-site.ts';
import { crawl, findMissing, readPage } from './stale-content/crawl.ts';
import { createVisitor } from './visitors/create-visitor.ts';

export default {
  claim:
    'With the Content Lake stopped every page that was seen before still answers, from workers that start meanwhile too, people still register, and health says degraded.',
  seconds: 60,

  async run({ print, startStack }) {
    const stack = await startStack({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
    await requireOwnSite(stack);
    const before = await crawl(stack);
    const broken = [...before].filter(([, { status }]) => status !== 200);
    require(broken.length === 0, `pages that do not answer before: ${broken.map(([path]) => path).join(', ')}`);
    await requireStatus(stack, 'ok');

    await stack.halt('lake');
    await requireStatus(stack, 'degraded');
    await requireAll(stack, before, 'while the Content Lake is stopped');
    print(`stopped: ${before.size} of ${before.size} pages answer 200 with the words of before; health says degraded`);

    await stack.reload('web');
    await requireAll(stack, before, 'from workers that began in the outage');
    await requireStatus(stack, 'degraded');
    print(`both workers replaced meanwhile: ${before.size} of ${before.size} again, by what all workers share`);
    await requireRegistration(stack);
    print('somebody registers meanwhile: seats held, details given, confirmed');

    await stack.resume('lake');
    await waitUntil(
      async () => (await readStatus(stack)) === 'ok',
      'health still says degraded, though the lake is back',
    );
    print(`back: health says ok, and a publish is on the site after ${await timePublish(stack)} s`);

    await stack.halt('lake');
    const cache = new Redis(stack.env.REDIS_URL ?? '');
    await cache.flushall();
    cache.disconnect();
    await stack.reload('web');
    const missing = await findMissing(stack, before);
    require(missing.length > 0, 'the control: pages answer although nothing was kept of them; the look finds nothing');
    print(`control, workers that begin with nothing kept: the same look finds ${missing.length} pages missing`);
  },
} satisfies Proof;

async function requireAll(stack: Stack, before: Awaited<ReturnType<typeof crawl>>, when: string): Promise<void> {
  const missing = await findMissing(stack, before);
  require(missing.length === 0, `${when}: ${missing.slice(0, 5).join('; ')}, ${missing.length} of ${before.size}`);
}

async function readStatus(stack: Stack): Promise<string> {
  const response = await fetch(`${stack.baseUrl}/api/health`);
  return ((await response.json()) as { status: string }).status;
}

/** That content is away is known once somebody asks for it, that it is back without. */
async function requireStatus(stack: Stack, status: 'ok' | 'degraded'): Promise<void> {
  let visitor = 0;
  const look = async () => {
    if (status === 'degraded') await readPage(stack, '/programme', visitor++);
    return (await readStatus(stack)) === status;
  };
  await waitUntil(look, `health does not say ${status}`);
}

async function requireRegistration(stack: Stack): Promise<void> {
  const visitor = createVisitor({ baseUrl: stack.baseUrl, address: '10.31.0.1' });
  const held = await visitor.submit(await visitor.open('/register'), 'Hold these seats', {
    'quantities.community': '1',
  });
  const details = { 'buyer.name': 'Ada', 'buyer.email': 'ada@example.org' };
  const confirmed = await visitor.submit(held, 'Confirm registration', details);
  require(confirmed.html.includes('Your registration is confirmed'), `registering ends with ${confirmed.status}`);
}

async function timePublish(stack: Stack): Promise<string> {
  const tagline = 'Back on the quay';
  const startedAt = performance.now();
  await createSanityClient(parseContentConfig(stack.env)).patch('event').set({ tagline }).commit();
  const isShown = async () => {
    const response = await fetch(stack.baseUrl, { headers: { 'X-Forwarded-For': '10.31.0.2' } });
    return (await response.text()).includes(tagline);
  };
  await waitUntil(isShown, 'a publish is not on the site after 5 s');
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
