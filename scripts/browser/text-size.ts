import type { Page } from 'playwright';

/** Text size as a visitor sets it in the browser; 16 is every browser's default. To be set once the page is there. */
export async function setTextSize(page: Page, sizePx: number): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Page.setFontSizes', { fontSizes: { standard: sizePx } });
}
