import type { Browser, BrowserContext } from 'playwright';

export type BrowserWatch = {
  context: BrowserContext;
  /** How many requests all its pages have made. */
  requests(): number;
  /** Those that were for another machine, stopped or not. */
  outside(): string[];
  /** What a Content-Security-Policy stopped before it became a request. */
  blocked(): string[];
  /** Answers to pages whose Content-Security-Policy would let a page ask elsewhere. */
  openPolicies(): string[];
};

const isHere = (url: string) =>
  /^(data|blob|about|chrome-error):/.test(url) || ['127.0.0.1', 'localhost'].includes(new URL(url).hostname);

/** A browser's context in which nothing goes unseen: requests, WebSockets, and what was stopped. Windows that open belong to it. */
export async function openWatchedContext(browser: Browser, baseURL: string): Promise<BrowserWatch> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1400, height: 900 } });
  const outside: string[] = [];
  const blocked: string[] = [];
  const openPolicies: string[] = [];
  let requests = 0;

  const note = (url: string) => {
    requests += 1;
    if (!isHere(url)) outside.push(url);
  };
  await context.exposeBinding('noteBlocked', (_source, what: string) => void blocked.push(what));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      // `eval` and `inline` ask nobody for anything.
      if (!blockedURI.includes(':')) return;
      (globalThis as unknown as { noteBlocked(what: string): void }).noteBlocked(`${effectiveDirective} ${blockedURI}`);
    });
  });
  context.on('request', (request) => note(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => note(socket.url().replace(/^ws/, 'http'))));
  context.on('response', async (response) => {
    if (!response.request().isNavigationRequest() || response.status() >= 300) return;
    const policy = (await response.headerValue('content-security-policy').catch(() => null)) ?? '';
    const address = new URL(response.url());
    // PayPal's own page is PayPal's.
    if (address.origin !== baseURL) return;
    if (!isClosed(policy)) openPolicies.push(`${address.host}${address.pathname}: ${policy || 'none'}`);
  });
  return {
    context,
    requests: () => requests,
    outside: () => [...outside],
    blocked: () => [...blocked],
    openPolicies: () => [...openPolicies],
  };
}

/** A default, and every source a keyword, a scheme without a server, or this machine. */
export function isClosed(policy: string): boolean {
  if (!/(^|;)\s*default-src /.test(policy)) return false;
  const sources = policy.split(';').flatMap((directive) => directive.trim().split(/\s+/).slice(1));
  return sources.every(
    (source) =>
      /^'[^']+'$/.test(source) || /^(data|blob):$/.test(source) || /^https?:\/\/127\.0\.0\.1(:\d+)?$/.test(source),
  );
}
