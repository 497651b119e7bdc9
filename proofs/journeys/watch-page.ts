import type { Page } from 'playwright';

/** What a page does behind the visitor's back. */
export type PageWatch = {
  /** Errors on the console, broken rules of the Content-Security-Policy among them, and exceptions nobody caught. */
  complaints: string[];
  /** Forms sent to the server. */
  posts: string[];
  /** Pages loaded, reloads included. */
  loads: string[];
};

export async function watchPage(page: Page): Promise<PageWatch> {
  const watch: PageWatch = { complaints: [], posts: [], loads: [] };
  page.on('console', (message) => {
    // Chromium puts the status of an answer there too; the journeys judge that by themselves.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    watch.complaints.push(message.text());
  });
  // Of what a script tries and catches, the console says nothing by itself.
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
      console.error(`Content Security Policy: ${effectiveDirective} forbids ${blockedURI} in ${sourceFile}`),
    );
  });
  page.on('pageerror', (error) => watch.complaints.push(error.message));
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (request.method() === 'POST') watch.posts.push(path);
    if (request.isNavigationRequest()) watch.loads.push(path);
  });
  return watch;
}
