import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright';

/** Studio is 8 MB of scripts, and the machine may be a slow one. */
const patienceMs = 60_000;

export const deskSize = { width: 1440, height: 900 };

export type Organizer = { name: string; password: string };

/** A browser of an organizer in Lisbon, where the sample conference is. */
export async function createDesk(
  browser: Browser,
  baseUrl: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: deskSize,
    timezoneId: 'Europe/Lisbon',
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  return context;
}

/** By the login that comes with the built-in content, until Studio shows its lists. */
export async function signInToStudio(page: Page, { name, password }: Organizer): Promise<void> {
  await page.goto('/studio');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('structure-tool-list-pane').first().waitFor();
}

/** An address within Studio: `tickets;ticketType;standard` is a ticket type in its list. */
export const openInStudio = (page: Page, panes: string) => page.goto(`/studio/structure/${panes}`);

export const fieldOf = (page: Page, name: string) => page.getByTestId(`field-${name}`);

/** Publish can be pressed once what was typed is saved and has been judged. */
export async function publishDocument(page: Page): Promise<void> {
  await page.locator('[data-testid="action-publish"]:not([disabled]):not([data-disabled="true"])').click();
}

/** Chooses what to do with the document, by its button or in the menu beside it; resolves with the dialog that opens. */
export async function openAction(page: Page, label: string): Promise<Locator> {
  const button = page.getByTestId(`action-${label.toLowerCase().replaceAll(' ', '')}`);
  const menu = page.getByTestId('action-menu-button');
  await button.or(menu).first().waitFor();
  if ((await button.count()) > 0) await button.click();
  else {
    await menu.click();
    await page.getByRole('menuitem', { name: label, exact: true }).click();
  }
  return page.getByRole('dialog');
}

/** What goes wrong in Studio without anybody being told. */
export type StudioWatch = {
  /** Errors on the console and exceptions that nobody caught. */
  complaints: string[];
  /** Requests that were refused, failed or were never answered. */
  failures: string[];
  /** Answers from elsewhere. */
  outside: string[];
};

export function watchStudio(page: Page, baseUrl: string): StudioWatch {
  const watch: StudioWatch = { complaints: [], failures: [], outside: [] };
  page.on('console', (message) => {
    // Chromium puts the status of an answer there too; it is among the failures.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    // What Studio's own socket says as its page is left.
    if (message.text() === 'WebSocket is already in CLOSING or CLOSED state.') return;
    watch.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watch.complaints.push(error.message));
  page.on('response', (response) => {
    const url = response.url();
    if (!url.startsWith(`${baseUrl}/`) && !/^(data|blob):/.test(url)) watch.outside.push(url);
    if (response.status() >= 400) watch.failures.push(`${response.status()} ${describe(response.request())}`);
  });
  page.on('requestfailed', (request) => {
    // Given up by Studio itself, as it went on to another page.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    watch.failures.push(`${request.failure()?.errorText} ${describe(request)}`);
  });
  return watch;
}

const describe = (request: { method(): string; url(): string }) => `${request.method()} ${request.url()}`;
