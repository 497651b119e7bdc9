import type { Stack } from '../../scripts/stack/start-stack.ts';
import { type ProofContext, require } from '../proof.ts';
import { readAnswer, startBareNginx } from './bare-nginx.ts';
import { countHits } from './count-hits.ts';
import { type Comparison, compare, type Target } from './press.ts';

export const least = 0.9;
const turns = 5;
/** Long enough for the page to be renewed once or twice meanwhile (2 s). */
const seconds = 3;
/** As browsers say it. */
const asBrowsers = 'Accept-Encoding: gzip, deflate, br, zstd';
const withCookie = 'Cookie: proof=1';

/**
 * Presses the site's cached front page and a bare nginx by turns. Two figures have to hold: answers a second, and the processor time
 * that nginx takes for one, which says as much and hears little of what else the machine does.
 */
export async function measurePace(context: ProofContext, stack: Stack): Promise<void> {
  const { print, signal } = context;
  const plain = await readAnswer(stack.baseUrl, { 'Accept-Encoding': 'identity' });
  const packed = await readAnswer(stack.baseUrl, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
  require(packed.headers['content-encoding'] === 'br', 'the front page is not compressed for browsers');
  const bare = await startBareNginx(context, [plain, packed]);
  const tuned = await startBareNginx(
    context,
    [plain, packed],
    'open_file_cache max=1000 inactive=60s; gzip on; gzip_comp_level 5; gzip_proxied any;',
  );
  const [nginxPid = 0] = await stack.pids('nginx');
  const site = { baseUrl: stack.baseUrl, path: '/', nginxPid };

  const barePlain = 'a bare nginx, from its cache';
  const barePacked = 'a bare nginx, the compressed bytes';
  const file = 'a bare nginx, these bytes from a file';
  const kept = 'the site';
  const keptPacked = 'the site, asked as browsers ask';
  const uncached = 'control, the site past its cache';
  const targets: (Target & { against: string })[] = [
    { name: barePlain, ...bare, path: '/0', against: barePlain },
    { name: kept, ...site, against: barePlain },
    { name: file, ...bare, path: '/file', against: barePlain },
    { name: barePacked, ...bare, path: '/1', against: barePacked },
    { name: keptPacked, ...site, headers: [asBrowsers], against: barePacked },
    { name: 'a bare nginx that keeps files open, as the site does', ...tuned, path: '/0', against: barePlain },
    { name: 'one that compresses at each hit', ...tuned, path: '/0', headers: [asBrowsers], against: barePlain },
    { name: uncached, ...site, headers: [withCookie], against: barePlain },
  ];
  print(
    `a page of ${plain.body.length} bytes, ${packed.body.length} as brotli, from 4096 addresses, ${turns} turns of ${seconds} s`,
  );
  const results = await compare(targets, { turns, seconds, signal });
  for (const [name, result] of results) print(`${name}: ${describe(result)}`);
  const find = (name: string) =>
    results.get(name) ?? { perSecond: 0, cpuMicroseconds: 0, busy: 0, clientBusy: 0, rateRatio: 0, cpuRatio: 0 };
  // With less than most of a core for the bare one, its pace was set by whatever else the machine was doing.
  const isQuiet = find(barePlain).busy > 0.75;
  if (!isQuiet) print('the machine was busy with other things: only the processor time is judged');
  const isEnough = ({ rateRatio, cpuRatio }: Comparison) => cpuRatio >= least && (!isQuiet || rateRatio >= least);
  for (const name of [kept, keptPacked]) {
    require(isEnough(find(name)), `${name}: less than ${least} of a bare nginx: ${describe(find(name))}`);
  }
  require(!isEnough(find(uncached)), 'the control, the site past its cache, would have been fast enough');
  const [one, two] = [find(kept), find(file)];
  const byTime = two.cpuMicroseconds / one.cpuMicroseconds;
  print(
    `the site, to a file: ${(one.perSecond / two.perSecond).toFixed(2)} by pace, ${byTime.toFixed(2)} by processor time`,
  );

  const { fromCache, byWorker } = await countHits(stack);
  const hitRatio = fromCache / (fromCache + byWorker);
  require(hitRatio > 0.99, `only ${(hitRatio * 100).toFixed(2)} % came from the cache`);
  print(`${fromCache} answers from the cache, ${byWorker} by way of a worker: ${(hitRatio * 100).toFixed(3)} % hits`);
}

function describe({ perSecond, cpuMicroseconds, busy, clientBusy, rateRatio, cpuRatio }: Comparison): string {
  const ratios = `${rateRatio.toFixed(2)} of the bare one by pace, ${cpuRatio.toFixed(2)} by processor time`;
  return `${Math.round(perSecond)} a second, ${cpuMicroseconds.toFixed(1)} µs of nginx each, ${Math.round(100 * busy)} % of a core, the client ${Math.round(100 * clientBusy)} % (${ratios})`;
}
