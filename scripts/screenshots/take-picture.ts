import type { Browser } from 'playwright';
import { waitUntilSettled } from '../browser/settle.ts';
import type { SampleSite, SitePage } from '../browser/site-pages.ts';
import type { Variant } from './variants.ts';

let visitors = 0;

/** Opens the page as a new visitor and takes what is seen of it, as a PNG. */
export async function takePicture(shot: {
  browser: Browser;
  site: SampleSite;
  page: SitePage;
  variant: Variant;
}): Promise<Buffer> {
  const { browser, site, variant } = shot;
  visitors += 1;
  const context = await browser.newContext({
    baseURL: site.baseUrl,
    viewport: { width: Math.round(variant.width / variant.zoom), height: Math.round(variant.height / variant.zoom) },
    deviceScaleFactor: variant.zoom,
    colorScheme: variant.scheme,
    reducedMotion: 'reduce',
    javaScriptEnabled: variant.hasScripts,
    extraHTTPHeaders: { 'X-Forwarded-For': `10.9.${Math.floor(visitors / 250)}.${1 + (visitors % 250)}` },
  });
  try {
    const page = await context.newPage();
    const response = await shot.page.open(page, site);
    if (response?.status() !== shot.page.status) {
      throw new Error(`${shot.page.name} answered ${response?.status()} instead of ${shot.page.status}.`);
    }
    await page.emulateMedia({ media: variant.media });
    await waitUntilSettled(page);
    return await page.screenshot({ fullPage: variant.isWholePage });
  } finally {
    await context.close();
  }
}
