import type { Browser, BrowserContext, Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { createSampleOrders, sellOut } from '../scripts/browser/sample-orders.ts';
import { waitUntilSettled } from '../scripts/browser/settle.ts';
import { type SampleSite, type SitePage, sitePages, soldOutPages } from '../scripts/browser/site-pages.ts';
import { listBarePages } from './accessibility/bare-pages.ts';
import { findOverflow, findSmallTargets, findViolations } from './accessibility/judge-page.ts';
import { requireVisibleFocus } from './accessibility/keyboard.ts';
import { walkByKeyboard } from './accessibility/keyboard-walk.ts';
import { requireNoticed } from './journeys/checks.ts';
import { watchPage } from './journeys/watch-page.ts';
import { type Proof, require } from './proof.ts';

const phone = { width: 320, height: 640 };
const largePhone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };
const looks = [phone, largePhone, desktop].flatMap((viewport) =>
  (['light', 'dark'] as const).map((scheme) => ({ viewport, scheme })),
);

export default {
  claim:
    'On every page in every state, errors included, axe finds no violation, on two phones and a desk, light and dark; nothing scrolls sideways at 320 px or with text of twice the size; the whole journey goes by keyboard alone.',
  seconds: 150,

  async run({ args, print, startStack, onEnd }) {
    const stack = await startStack({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
    const site = { baseUrl: stack.baseUrl, orders: await createSampleOrders(stack) };
    const browser = await openBrowser();
    onEnd(() => browser.close());
    const findings: string[] = [];

    await requireControls(browser, site);
    print(
      'control: a page with a nameless button, pale text, and a wide table is found wanting; so is a focus nobody sees',
    );

    for (const hasScripts of [true, false]) {
      const context = await browser.newContext({
        baseURL: site.baseUrl,
        javaScriptEnabled: hasScripts,
        viewport: hasScripts ? desktop : phone,
        reducedMotion: 'reduce',
      });
      const stops = await walkByKeyboard(await context.newPage(), hasScripts);
      print(
        `by keyboard alone, scripts ${hasScripts ? 'on' : 'off'}: from the home page to a confirmed and a cancelled registration, ${stops} stops of the focus, each seen`,
      );
      await context.close();
    }

    const isWanted = ({ name }: SitePage) => args.length === 0 || args.includes(name);
    const judged = { looks: 0, small: new Set<string>() };
    const first = [...sitePages, ...(await listBarePages())].filter(isWanted);
    const judge = async (page: SitePage) => findings.push(...(await judgeInEveryLook(browser, site, page, judged)));
    await eachOf(first, judge);
    const last = soldOutPages.filter(isWanted);
    if (last.length > 0) await sellOut(stack);
    await eachOf(last, judge);
    print(
      `${first.length + last.length} pages in ${looks.length} looks: axe, sideways scrolling and sizes judged ${judged.looks} times`,
    );

    const largeText = await openBrowser({ textSizePx: 32 });
    onEnd(() => largeText.close());
    const enlarged = sitePages.filter(isWanted);
    await eachOf(enlarged, async (page) => findings.push(...(await judgeLargeText(largeText, site, page))));
    print(`text of twice the size at ${desktop.width} px: ${enlarged.length} pages`);
    print(`controls smaller than 44 px: ${[...judged.small].sort().join(', ') || 'none'}`);

    for (const finding of findings) print(finding);
    require(findings.length === 0, `${findings.length} findings, named above`);
  },
} satisfies Proof;

/** Two at a time: as many as the machine has cores. */
async function eachOf(pages: SitePage[], judge: (page: SitePage) => Promise<unknown>): Promise<void> {
  const queue = [...pages];
  const work = async () => {
    for (let page = queue.shift(); page; page = queue.shift()) await judge(page);
  };
  await Promise.all([work(), work()]);
}

let visitors = 0;

function openContext(browser: Browser, site: SampleSite): Promise<BrowserContext> {
  visitors += 1;
  return browser.newContext({
    baseURL: site.baseUrl,
    reducedMotion: 'reduce',
    // A visitor of their own each, so that none meets the limits.
    extraHTTPHeaders: { 'X-Forwarded-For': `10.8.0.${visitors}` },
  });
}

async function openSettled(page: Page, site: SampleSite, sitePage: SitePage): Promise<void> {
  const response = await sitePage.open(page, site);
  const { name, status } = sitePage;
  require(response?.status() === status, `${name} answered ${response?.status()} instead of ${status}`);
  await waitUntilSettled(page);
}

async function judgeInEveryLook(
  browser: Browser,
  site: SampleSite,
  sitePage: SitePage,
  judged: { looks: number; small: Set<string> },
): Promise<string[]> {
  const context = await openContext(browser, site);
  try {
    const page = await context.newPage();
    const { complaints } = await watchPage(page);
    await openSettled(page, site, sitePage);
    const findings = new Map<string, string[]>();
    for (const { viewport, scheme } of looks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      const found = [
        ...(await findViolations(page)),
        ...(await findOverflow(page)),
        ...(await findSmallTargets(page, 24)).map((target) => `smaller than 24 px: ${target}`),
      ];
      for (const target of await findSmallTargets(page, 44)) judged.small.add(target);
      judged.looks += 1;
      for (const each of found) findings.set(each, [...(findings.get(each) ?? []), `${viewport.width} ${scheme}`]);
    }
    if (complaints.length > 0) findings.set(`the console complains: ${complaints.join('; ')}`, ['any look']);
    return [...findings].map(([finding, where]) => `${sitePage.name} (${where.join(', ')}): ${finding}`);
  } finally {
    await context.close();
  }
}

async function judgeLargeText(browser: Browser, site: SampleSite, sitePage: SitePage): Promise<string[]> {
  const context = await openContext(browser, site);
  try {
    const page = await context.newPage();
    await openSettled(page, site, sitePage);
    await page.setViewportSize(desktop);
    return (await findOverflow(page)).map((finding) => `${sitePage.name} (text of twice the size): ${finding}`);
  } finally {
    await context.close();
  }
}

/** The same looks on a page that is known to be wrong. */
async function requireControls(browser: Browser, site: SampleSite): Promise<void> {
  const context = await openContext(browser, site);
  const page = await context.newPage();
  await page.goto('/tickets');
  require((await findViolations(page)).length ===
    0, `the tickets page itself: ${(await findViolations(page)).join('; ')}`);
  await page.evaluate(() => {
    const pale = Object.assign(document.createElement('p'), { textContent: 'pale' });
    Object.assign(pale.style, { color: '#bbb', background: '#fff' });
    const wide = document.createElement('div');
    Object.assign(wide.style, { width: '3000px', height: '1px' });
    const small = document.createElement('button');
    Object.assign(small.style, { width: '10px', height: '10px', padding: '0', minHeight: '0' });
    document.querySelector('main')?.append(pale, wide, small);
  });
  const found = (await findViolations(page)).join('\n');
  for (const rule of ['button-name', 'color-contrast']) require(found.includes(rule), `axe does not find ${rule}`);
  require((await findOverflow(page)).length === 1, 'a page that is too wide is not found');
  require((await findSmallTargets(page, 24)).length === 1, 'a button of 10 px is not found');

  await page.keyboard.press('Tab');
  await requireVisibleFocus(page);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { outline: none !important }');
    document.adoptedStyleSheets = [sheet];
  });
  await requireNoticed(() => requireVisibleFocus(page), 'a focus without a mark');
  await context.close();
}
