import type { Page } from 'playwright';

/** Resolves once nothing more will move: fonts and pictures are there and, where the page has scripts, React has taken over. */
export async function waitUntilSettled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(async () => {
    // Pictures below the fold load when they come into view.
    for (const image of document.images) image.loading = 'eager';
    await Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => {}))]);
  });
  await waitUntilHydrated(page);
}

/** At once where the page has no scripts, or may run none. */
export async function waitUntilHydrated(page: Page): Promise<void> {
  const hasScripts = await page.evaluate(() => document.querySelector('script[type=module]') !== null);
  const mayRun = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  if (!hasScripts || !mayRun) return;
  // React notes on every element what it belongs to, once it has taken it over.
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__reactFiber')),
  );
  // What components show from then on comes with the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
