import type { Browser, BrowserContext, Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { waitUntilHydrated } from '../scripts/browser/settle.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { waitUntil } from './journeys/checks.ts';
import { type PageWatch, watchPage } from './journeys/watch-page.ts';
import { goToPayment, payButton, pressAtPayPal, readBooks, requireConfirmed } from './paid/steps.ts';
import { type Proof, require } from './proof.ts';

const paypalScript = '**/web-sdk/v6/core*';

export default {
  claim:
    "With JavaScript PayPal opens beside the page and the order is confirmed behind it; with PayPal's script blocked the same button leads to PayPal and back.",
  seconds: 45,

  async run({ print, startStack, onEnd }) {
    const stack = await startStack();
    const browser = await openBrowser();
    onEnd(() => browser.close());

    await payBeside(browser, stack);
    print('a window of PayPal closed without paying: the page stays, and says that nothing was taken');
    print('approved in the window: confirmed behind it, one capture, the console empty');

    await payWithoutScript(browser, stack);
    print("control: with PayPal's script blocked no window opens; the button leads there and back, one capture");
  },
} satisfies Proof;

async function openPage(browser: Browser, stack: Stack) {
  const context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  return { context, page, watch: await watchPage(page) };
}

async function payBeside(browser: Browser, stack: Stack): Promise<void> {
  const { context, page, watch } = await openPage(browser, stack);
  const orderUrl = await goToPayment(page, 'beside@example.org', () => waitUntilHydrated(page));
  await waitUntilButtonOpensPayPal(page);
  const loadsBefore = watch.loads.length;

  const first = await openWindow(context, page);
  await pressAtPayPal(first, 'Cancel and return');
  await waitUntil(
    () => page.getByText('You closed PayPal. Nothing was taken').isVisible(),
    'the page does not say that PayPal was closed',
  );
  require(watch.loads.length === loadsBefore, 'the page was left, though PayPal opens beside it');

  await pressAtPayPal(await openWindow(context, page), 'Approve and return');
  await requireConfirmed(page);
  await requirePaidOnce(stack, orderUrl);
  requireQuiet(watch);
}

async function payWithoutScript(browser: Browser, stack: Stack): Promise<void> {
  const { context, page } = await openPage(browser, stack);
  await page.route(paypalScript, (route) => route.abort());
  const orderUrl = await goToPayment(page, 'blocked@example.org', () => waitUntilHydrated(page));
  await page.getByRole('button', { name: payButton }).click();
  await page.waitForURL(/\/checkoutnow/);
  require(context.pages().length === 1, 'a window opened although the script was blocked');
  await pressAtPayPal(page, 'Approve and return');
  await requireConfirmed(page);
  await requirePaidOnce(stack, orderUrl);
}

/** PayPal's script comes after the page's own; a press before that goes the plain way. */
async function waitUntilButtonOpensPayPal(page: Page): Promise<void> {
  await page.locator('form[data-paypal="ready"]').waitFor({ timeout: 10_000 });
}

async function openWindow(context: BrowserContext, page: Page): Promise<Page> {
  const opened = context.waitForEvent('page', { timeout: 10_000 });
  await page.getByRole('button', { name: payButton }).click();
  return await opened;
}

async function requirePaidOnce(stack: Stack, orderUrl: string): Promise<void> {
  const { captures } = await readBooks(stack, orderUrl);
  require(captures === 1, `PayPal took the money ${captures} times`);
}

function requireQuiet(watch: PageWatch): void {
  require(watch.complaints.length === 0, `the console complains: ${watch.complaints.join('; ')}`);
}
