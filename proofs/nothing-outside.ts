import { join } from 'node:path';
import type { Browser } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { ensureStudioBuilt } from '../scripts/build/build-studio.ts';
import { ensureBuilt } from '../scripts/build.ts';
import { runQuietly } from '../scripts/checks/run-command.ts';
import { programNames } from '../scripts/stack/programs.ts';
import { setOrganizerPassword } from '../stand-ins/content-lake/login/accounts.ts';
import { waitUntil } from './journeys/checks.ts';
import { runInOwnNetwork } from './outside/own-network.ts';
import { setTrap, type Trap } from './outside/trap.ts';
import { walkSite } from './outside/walk-site.ts';
import { signIn, walkStudio } from './outside/walk-studio.ts';
import { type BrowserWatch, isClosed, openWatchedContext } from './outside/watch-browser.ts';
import { type Proof, type ProofContext, require } from './proof.ts';

const inside = 'in-its-own-network';
const elsewhere = 'pixel.example';

export default {
  claim:
    'With the built-in content nothing asks for anything outside this machine: no server, no page of the site, nothing in Studio, not even in vain.',
  seconds: 70,

  async run(context) {
    if (context.args[0] === inside) return await proveInside(context);
    // Building is no part of running; it is the one thing that may need a registry.
    await ensureBuilt(context.print);
    await ensureStudioBuilt(context.print);
    const code = await runInOwnNetwork(context, 'nothing-outside', inside);
    require(code === 0, 'see above; where it could not even begin, this needs the right to make a network namespace');
  },
} satisfies Proof;

async function proveInside(context: ProofContext): Promise<void> {
  const { print, onEnd } = context;
  const trap = await setTrap();
  onEnd(trap.close);
  // Whatever page it shows, Chromium looks for updates of itself and asks how forms are filled in. These two names it cannot look
  // up here; every other it can.
  const own = ['update.googleapis.com', 'content-autofill.googleapis.com'].map((name) => `MAP ${name} ~NOTFOUND`);
  const browser = await openBrowser({ args: [`--host-resolver-rules=${own.join(', ')}`] });
  onEnd(() => browser.close());
  await requireCaught(browser, trap);
  print(
    `control: a server that asks for a name, and for an address, and a page with a picture from elsewhere, are caught: ${trap.caught().join(', ')}`,
  );

  const before = trap.caught().length;
  const stack = await context.startStack({ only: programNames, env: { TRUSTED_PROXIES: '127.0.0.1' } });
  const password = await setOrganizerPassword(join(stack.dataDir, 'lake'), { name: 'olu' });
  const attendee = await openWatchedContext(browser, stack.baseUrl);
  const orderUrl = await walkSite(await attendee.context.newPage());
  print(`an attendee looked at the site, registered, paid and took the ticket: ${requireHere('attendee', attendee)}`);

  const organizer = await openWatchedContext(browser, stack.baseUrl);
  const orderId = new URL(orderUrl).pathname.split('/').at(-1) ?? '';
  await walkStudio(await organizer.context.newPage(), { name: 'olu', password }, orderId);
  print(
    `an organizer read, wrote and published in Studio, opened dialogs and Sales: ${requireHere('organizer', organizer)}`,
  );

  const caught = trap.caught().slice(before);
  require(caught.length === 0, `outside was asked for: ${[...new Set(caught)].join(', ')}`);
  print(`${programNames.length} programs and the browser ran meanwhile: no name was looked up, no connection opened`);

  await requireStopped(browser, stack.baseUrl, { name: 'olu', password }, print);
  require(trap.caught().length === before, `the policy let it through: ${trap.caught().slice(before).join(', ')}`);
}

/** The second wall, where the first is `studio/keep-at-home.ts`: without that one Studio asks, and its page's policy stops it. */
async function requireStopped(
  browser: Browser,
  baseUrl: string,
  who: { name: string; password: string },
  print: ProofContext['print'],
): Promise<void> {
  const watch = await openWatchedContext(browser, baseUrl);
  await watch.context.addInitScript(() => {
    const fetch = globalThis.fetch;
    Object.defineProperty(globalThis, 'fetch', { get: () => fetch, set: () => {} });
  });
  await signIn(await watch.context.newPage(), who);
  for (const name of ['sanity-cdn.com', 'api.sanity.io']) {
    const isStopped = async () => watch.blocked().some((what) => what.includes(`//${name}/`));
    await waitUntil(isStopped, `the control: Studio left to itself does not ask ${name}, or nobody saw it`);
  }
  require(watch.outside().length === 0, `Studio's page let through ${watch.outside().join(', ')}`);
  const asked = new Set(watch.blocked().map((what) => new URL(what.split(' ')[1] ?? '').host));
  print(
    `control: Studio left to itself asks ${[...asked].join(' and ')}; its page's policy stops that, and it is seen here`,
  );
  await watch.context.close();
}

/** Throws where anything was asked for outside, tried or stopped. */
function requireHere(who: string, watch: BrowserWatch): string {
  require(watch.outside().length === 0, `the ${who}'s pages asked for ${[...new Set(watch.outside())].join(', ')}`);
  require(watch.blocked().length === 0, `the ${who}'s pages tried ${[...new Set(watch.blocked())].join(', ')}`);
  require(watch.openPolicies().length === 0, `pages may ask elsewhere: ${watch.openPolicies().join('; ')}`);
  return `${watch.requests()} requests, all of this machine; nothing stopped; every page's policy names this machine alone`;
}

async function requireCaught(browser: Browser, trap: Trap): Promise<void> {
  const program = `await fetch('https://${elsewhere}/').catch(() => {}); await fetch('http://192.0.2.7/').catch(() => {})`;
  await runQuietly(process.execPath, ['--input-type=module', '-e', program], { cwd: process.cwd() });
  const caught = trap.caught();
  require(caught.some((what) => what.includes(elsewhere)), `a server looked up a name and was not seen: ${caught}`);
  require(caught.some((what) =>
    what.includes('192.0.2.7:80'),
  ), `a server opened a connection and was not seen: ${caught}`);

  const watch = await openWatchedContext(browser, 'http://127.0.0.1');
  const page = await watch.context.newPage();
  await page.setContent(`<img src="http://browser.${elsewhere}/">`);
  await waitUntil(async () => watch.outside().length > 0, 'a page asked for a picture elsewhere, and was not seen');
  await waitUntil(
    async () => trap.caught().some((what) => what.includes(`browser.${elsewhere}`)),
    'a browser looked up a name and was not seen',
  );
  require(!isClosed('') && !isClosed("default-src 'self'; img-src https:"), 'an open policy is taken for a closed one');
  await watch.context.close();
}
