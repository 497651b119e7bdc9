import type { Page } from 'playwright';
import { waitUntilHydrated } from '../../scripts/browser/settle.ts';
import { goToPayment, pressAtPayPal, requireConfirmed } from '../paid/steps.ts';
import { require } from '../proof.ts';

const publicPages = [
  '/',
  '/programme',
  '/programme?q=right+to+left',
  '/speakers',
  '/venue',
  '/tickets',
  '/info/tickets-and-refunds',
];

/** As an attendee: every kind of public page, one registration that is paid at PayPal's window, and its ticket in each form. */
export async function walkSite(page: Page): Promise<string> {
  for (const path of publicPages) {
    const response = await page.goto(path, { waitUntil: 'networkidle' });
    require(response?.status() === 200, `${path} answers ${response?.status()}`);
  }
  await page
    .locator('a[href^="/speakers/"]')
    .first()
    .waitFor({ state: 'attached', timeout: 1_000 })
    .catch(() => {});
  await goToPayment(page, 'attendee@example.org', () => waitUntilHydrated(page));
  await page.locator('form[data-paypal="ready"]').waitFor({ timeout: 30_000 });
  const opening = page.context().waitForEvent('page', { timeout: 30_000 });
  await page.getByRole('button', { name: 'Pay €298 with PayPal' }).click();
  await pressAtPayPal(await opening, 'Approve and return');
  await requireConfirmed(page);
  await page.waitForLoadState('networkidle');
  const orderUrl = page.url();
  const files = await page
    .locator('main a[href]')
    .evaluateAll((links) =>
      links.map((link) => (link as HTMLAnchorElement).href).filter((href) => /\.(pdf|ics|svg)/.test(href)),
    );
  require(files.length > 0, 'the confirmed order offers no file');
  for (const file of files) {
    const response = await page.request.get(file);
    require(response.ok(), `${new URL(file).pathname} answers ${response.status()}`);
  }
  return orderUrl;
}
