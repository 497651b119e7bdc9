import type { Browser, BrowserContext, Page } from 'playwright';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { require } from '../proof.ts';

/** How a browser meets the page that asks for the money. */
export type Way = 'no scripts' | 'script blocked';

export type Device = {
  page: Page;
  context: BrowserContext;
  /** How often PayPal's script was asked for, and kept away. */
  blocked(): number;
  /** Forgets every cookie; throws where there was none to forget, which would show nothing. */
  forget(): Promise<void>;
};

const paypalScript = '**/web-sdk/v6/core*';

/** Opens browsers that know nothing of each other, each at an address of its own. */
export function createDevices(browser: Browser, stack: Stack) {
  let opened = 0;
  return async function openDevice(way: Way): Promise<Device> {
    opened += 1;
    const context = await browser.newContext({
      baseURL: stack.baseUrl,
      javaScriptEnabled: way === 'script blocked',
      viewport: opened % 2 === 0 ? { width: 1280, height: 900 } : { width: 390, height: 844 },
      extraHTTPHeaders: { 'X-Forwarded-For': `198.18.7.${opened}` },
    });
    const page = await context.newPage();
    let blocked = 0;
    // As a browser's content blocker does; it is asked for by pages with scripts alone.
    await context.route(paypalScript, (route) => {
      blocked += 1;
      return route.abort('blockedbyclient');
    });
    return {
      page,
      context,
      blocked: () => blocked,
      async forget() {
        require((await context.cookies()).length > 0, 'there is no cookie, so clearing them shows nothing');
        await context.clearCookies();
      },
    };
  };
}

export type OpenDevice = ReturnType<typeof createDevices>;
