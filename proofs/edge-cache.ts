import { type ChangeNginx, changeFiles } from './edge/change-nginx.ts';
import { countStrangersSessions } from './edge/cookie-pages.ts';
import { least, measurePace } from './edge/measure-pace.ts';
import { press } from './edge/press.ts';
import { promisedMs, watchPublish } from './edge/publishing.ts';
import { findLeaks } from './edge/session-pages.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { requireOwnSite } from './site/require-own-site.ts';

const programs = ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'] as const;
/** One process, as the bare nginx has: the other core is for those who ask. */
const oneProcess: ChangeNginx = [{ file: 'main.conf', from: /worker_processes auto;/, to: 'worker_processes 1;' }];
const withoutBypass: ChangeNginx = [
  { file: 'nginx.conf', from: /^ +proxy_(cache_bypass|no_cache) .*$/gm, to: '' },
  {
    file: 'nginx.conf',
    from: /(location ~\* \^\/\(\?:register.*\n)/,
    to: '$1proxy_cache pages; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control Set-Cookie;\n',
  },
];

export default {
  claim: `A cached front page with logs, limits and headers on comes at ${least} of the pace of a bare nginx's cache or better, a publish is seen within ${promisedMs / 1000} s at any traffic, and no page with a session is ever another's.`,
  seconds: 190,
  async run(context) {
    const stack = await openSite(context, oneProcess);
    await measurePace(context, stack);
    await showPublishing(context, stack);
    await stack.stop();
    await showSessions(context);
  },
} satisfies Proof;

async function openSite(context: ProofContext, change?: ChangeNginx) {
  const dataDir = await context.makeFolder();
  const onPrepared = () => changeFiles(dataDir, change);
  const env = { TRUSTED_PROXIES: '127.0.0.1' };
  const stack = await context.startStack({ only: programs, env, dataDir, onPrepared });
  await requireOwnSite(stack);
  return stack;
}

async function showPublishing(context: ProofContext, stack: Awaited<ReturnType<typeof openSite>>): Promise<void> {
  const [nginxPid = 0] = await stack.pids('nginx');
  const rush = { name: 'the site', baseUrl: stack.baseUrl, path: '/', headers: ['Accept-Encoding: br'], nginxPid };
  const traffics = { 'nobody asks': null, 'a visitor a second': 1_000, 'ten a second': 100, 'a rush': 100 };
  for (const [traffic, everyMs] of Object.entries(traffics)) {
    const lastOldMs: number[] = [];
    for (let time = 1; time <= 2; time++) {
      const watching = watchPublish(stack, `Said while ${traffic}, ${time}`, everyMs);
      const pressing = traffic === 'a rush' ? press(rush, promisedMs / 1000, context.signal) : null;
      lastOldMs.push(await watching);
      await pressing;
    }
    const seen =
      everyMs === null
        ? `nobody got the old page ${promisedMs / 1000} s later`
        : `the old page was last seen after ${lastOldMs.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`;
    context.print(`published twice while ${traffic}: ${seen}`);
  }
}

async function showSessions(context: ProofContext): Promise<void> {
  const { print } = context;
  const site = await openSite(context);
  const { leaks, looks } = await findLeaks(site);
  require(leaks.length === 0, leaks.join('; '));
  const cookies = await countStrangersSessions(context);
  require(cookies.wrong === 0, `${cookies.wrong} visitors got a session of somebody else's`);
  print(
    `${looks} pages opened by somebody who holds seats and by others: none from the cache where a session is about`,
  );
  print(`a public page that sets a cookie by mistake: ${cookies.visits} visitors, ${cookies.visits} cookies`);
  await site.stop();

  const control = await openSite(context, withoutBypass);
  const found = await findLeaks(control);
  const isShown = found.leaks.some((leak) => leak.includes("was shown the holder's order"));
  require(isShown, 'the control, nginx that keeps pages with a session, was not noticed');
  print(`control, nginx that keeps pages with a session: ${found.leaks.length} leaks, such as: ${found.leaks.at(-1)}`);
  const ignoring: ChangeNginx = [
    { file: 'to-workers.conf', from: /proxy_ignore_headers Vary;/, to: 'proxy_ignore_headers Vary Set-Cookie;' },
  ];
  const shared = await countStrangersSessions(context, ignoring);
  require(shared.wrong > 0, 'the control, nginx that keeps pages with Set-Cookie, was not noticed');
  print(`control, nginx that keeps pages with Set-Cookie: ${shared.wrong} of ${shared.visits} got another's session`);
}
