import type { Browser, Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { waitUntilHydrated } from '../scripts/browser/settle.ts';
import { didScriptsRun, requireHeading, requireNoticed, requireValues, waitUntil } from './journeys/checks.ts';
import { type Way, walk } from './journeys/walk.ts';
import { type PageWatch, watchPage } from './journeys/watch-page.ts';
import { type Proof, require } from './proof.ts';

const scriptFiles = '**/assets/*.js';

export default {
  claim:
    'With JavaScript the same journey, where mistakes are told without asking the server and nothing reloads; it goes on where scripts are blocked, and what was typed before slow ones came stays.',
  seconds: 45,

  async run({ print, startStack, onEnd }) {
    const { baseUrl } = await startStack();
    const browser = await openBrowser();
    onEnd(() => browser.close());

    print('with scripts:');
    const { page, watch } = await openPage(browser, baseUrl);
    const { orderUrl } = await walk({ page, baseUrl, print, ...withScripts(page, watch) });
    require(watch.complaints.length === 0, `the console complains: ${watch.complaints.join('; ')}`);
    print(
      `${watch.loads.length} pages loaded, ${watch.posts.length} forms sent, none of them wrong; the console is empty`,
    );

    await page.goto(orderUrl.slice(0, -1));
    await requireHeading(page, 'This link does not open that');
    print('control: the same link one character shorter opens nothing');
    await requireComplaint(page, watch);
    print('control: a script without the nonce is refused, and the watch on the console sees it');

    print('with scripts that never come:');
    await walkWithoutFiles(browser, baseUrl, print);
    await typeBeforeScripts(browser, baseUrl);
    print('with scripts that come late: what was typed before stays, and is counted');
  },
} satisfies Proof;

async function openPage(browser: Browser, baseUrl: string): Promise<{ page: Page; watch: PageWatch }> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1280, height: 900 },
    // Nothing that the server wrote may read otherwise in this browser: React would say so on the console.
    locale: 'de-DE',
    timezoneId: 'Asia/Tokyo',
  });
  const page = await context.newPage();
  return { page, watch: await watchPage(page) };
}

function withScripts(page: Page, watch: PageWatch): Pick<Way, 'settle' | 'sendWrong' | 'setQuantity'> {
  return {
    settle: () => waitUntilHydrated(page),
    async sendWrong(press) {
      const before = { posts: watch.posts.length, loads: watch.loads.length };
      await press();
      await waitUntil(() => page.locator('#problem').isVisible(), 'no summary of mistakes appears');
      require(watch.posts.length === before.posts, 'a form with mistakes was sent to the server');
      require(watch.loads.length === before.loads, 'the page was loaded again for a mistake');
    },
    async setQuantity(quantity) {
      await page.getByRole('textbox', { name: 'Community' }).fill('0');
      const more = page.getByRole('button', { name: 'One Community more' });
      for (let count = 0; count < quantity; count += 1) await more.click();
      await requireValues(page, { 'quantities.community': String(quantity) });
      await waitUntil(
        () => page.getByText(`${quantity} tickets, in all free.`).isVisible(),
        'the sum does not follow the buttons',
      );
      require((await page.locator('#choose-community-error').count()) ===
        0, 'the mistake stays beside its field after it was mended');
    },
  };
}

/** JavaScript is on, and a proxy, a blocker or a bad line keeps its files away. */
async function walkWithoutFiles(browser: Browser, baseUrl: string, print: Way['print']): Promise<void> {
  const { page, watch } = await openPage(browser, baseUrl);
  await page.route(scriptFiles, (route) => route.abort());
  await walk({
    page,
    baseUrl,
    print,
    settle: async () => {},
    async sendWrong(press) {
      const before = watch.posts.length;
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await press();
      require((await answered).status() === 422, 'a form with mistakes did not answer 422');
      require(watch.posts.length === before + 1, 'the control was not noticed: a form with mistakes that is sent');
    },
    setQuantity: (quantity) => page.getByRole('textbox', { name: 'Community' }).fill(String(quantity)),
  });
  print('control: here the same look finds that wrong forms are sent');
}

async function typeBeforeScripts(browser: Browser, baseUrl: string): Promise<void> {
  const { page, watch } = await openPage(browser, baseUrl);
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  await page.route(scriptFiles, async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.goto('/register', { waitUntil: 'commit' });
  const field = page.getByRole('textbox', { name: 'Community' });
  await field.fill('3');
  require(!(await page.getByRole('button', { name: 'One Community more' }).isVisible()), 'scripts were not held back');
  release();
  await page.waitForLoadState('load');
  await waitUntilHydrated(page);
  require(await didScriptsRun(page), 'the scripts did not run');
  await requireValues(page, { 'quantities.community': '3' });
  await waitUntil(() => page.getByText('3 tickets, in all free.').isVisible(), 'what was typed early is not counted');
  require(watch.complaints.length === 0, `the console complains: ${watch.complaints.join('; ')}`);
}

async function requireComplaint(page: Page, watch: PageWatch): Promise<void> {
  await requireNoticed(async () => {
    await page.evaluate(() => {
      document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.intruder = true' }));
    });
    await waitUntil(async () => watch.complaints.length > 0, 'nothing was said');
    require(await page.evaluate(() => 'intruder' in window), 'the script was refused');
  }, 'a script without the nonce');
  require(watch.complaints.some((line) => line.includes('Content Security Policy')), 'a refused script was not seen');
}
