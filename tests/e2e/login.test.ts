import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser/open-browser.ts';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { type LakeServer, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
let password: string;
let browser: Browser;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  lake = await startLakeServer();
  password = await setOrganizerPassword(lake.dataDir);
  browser = await openBrowser();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  await lake?.stop();
});

async function openLogin(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL: lake.url, ...options });
  closing.push(() => context.close());
  const page = await context.newPage();
  await page.goto('/login?origin=%2Fhealth');
  return page;
}

test('without JavaScript, by keyboard alone: a mistake is said, and then the door opens', async () => {
  const page = await openLogin({ javaScriptEnabled: false });
  // What is empty has the focus, once the page is drawn.
  await page.locator('input:focus').waitFor();
  await page.keyboard.type('organizer');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The name or the password is wrong').waitFor();
  expect(await page.title()).toContain('Error: ');
  expect(await page.getByLabel('Name').inputValue()).toBe('organizer');
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  expect(await page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('link', { name: 'The name or the password is wrong' }).press('Enter');
  await page.locator('input[type=password]:focus').waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/health');

  await page.goto('/login');
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Organizers sign in' }).waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 390],
  ['light', 320],
] as const)('%s, %d pixels wide: no barrier and no sideways scroll, with a mistake too', async (colorScheme, width) => {
  const page = await openLogin({ colorScheme, viewport: { width, height: 800 } });
  const judge = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  };
  await judge();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await judge();
});
