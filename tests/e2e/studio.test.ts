import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser/open-browser.ts';
import { createSampleOrders } from '../../scripts/browser/sample-orders.ts';
import { ensureStudioBuilt } from '../../scripts/build/build-studio.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';

const password = 'doors open at nine';
/** Studio is 8 MB of scripts, and the machine may be a slow one. */
const patienceMs = 60_000;

let dataDir: string;
let stack: Stack;
let browser: Browser;
let page: Page;
/** Answers from elsewhere: there must be none. */
const outside: string[] = [];

beforeAll(async () => {
  await ensureStudioBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-studio-'));
  stack = await startStack({
    dataDir,
    ports: 'free',
    webInstances: 1,
    only: ['ledger', 'redis', 'lake', 'paypal', 'web', 'courier', 'nginx', 'studio'],
  });
  await setOrganizerPassword(join(stack.dataDir, 'lake'), { name: 'organizer', password });
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/Lisbon' });
  context.setDefaultTimeout(patienceMs);
  page = await context.newPage();
  page.on('response', (response) => {
    const url = response.url();
    if (!url.startsWith(`${stack.baseUrl}/`) && !/^(data|blob):/.test(url)) outside.push(url);
  });
  await page.goto(`${stack.baseUrl}/studio`);
  await page.getByLabel('Name').fill('organizer');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('structure-tool-list-pane').first().waitFor();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}, 60_000);

const open = (path: string) => page.goto(`${stack.baseUrl}/studio/${path}`);

/** Enabled once what was typed is saved and has been judged. */
async function publish(): Promise<void> {
  await page.locator('[data-testid="action-publish"]:not([disabled]):not([data-disabled="true"])').click();
}

async function readSite(path: string): Promise<string> {
  const response = await fetch(`${stack.baseUrl}${path}`);
  return await response.text();
}

test('an organizer finds everything by their own work', async () => {
  for (const name of ['Programme', 'Tickets', 'Registrations', 'Site'])
    await page.getByText(name, { exact: true }).first().waitFor();
  await open('structure/tickets;left');
  await page.getByRole('row', { name: 'Workshop seat' }).waitFor();
  await page.getByRole('cell', { name: '40' }).waitFor();
});

test('a speaker who is written and published is on the site within five seconds', { timeout: 180_000 }, async () => {
  await open('intent/create/template=speaker;type=speaker/');
  await page.getByTestId('field-name').getByTestId('string-input').fill('Ada Ebb');
  await publish();
  await page.getByText('was published').waitFor();
  await expect.poll(() => readSite('/speakers'), { timeout: 5_000 }).toContain('Ada Ebb');
});

test('two sessions in one room at one time: the words say which, and nothing is published', {
  timeout: 180_000,
}, async () => {
  await open('structure/programme;session');
  await page.getByText('A queue is a promise').first().click();
  await page.getByRole('tab', { name: 'When and where' }).click();
  const begins = page.getByTestId('field-startsAt').getByTestId('date-input');
  await begins.fill('2027-06-17 10:10');
  await begins.blur();
  await page.getByLabel('Validation').first().click();
  await page.getByRole('button', { name: 'Sala Tejo is taken then by “The minute everyone arrives”' }).waitFor();
  expect(await page.getByTestId('action-publish').isEnabled()).toBe(false);
});

test('a quota below what is sold is refused in words', { timeout: 180_000 }, async () => {
  await createSampleOrders(stack);
  await open('structure/tickets;quota;main');
  const seats = page.getByTestId('field-capacity').getByRole('spinbutton');
  await seats.fill('1');
  await page.getByLabel('Validation').first().click();
  await page
    .getByRole('button', { name: /\d+ seats of this quota are sold\. With 1 nothing more could be sold/ })
    .waitFor();
});

test('a voucher says how much of it is used; one that is published can be used within five seconds', {
  timeout: 180_000,
}, async () => {
  await open('structure/tickets;voucher');
  await page.getByText('25 % off · at most 50 places · good').first().click();
  await page.getByRole('tab', { name: 'Limits' }).click();
  await page.getByText('2 of 50 used').waitFor();
  await open('intent/create/template=voucher;type=voucher/');
  const code = page.getByTestId('field-code').getByTestId('string-input');
  await code.fill('EBB-1');
  await page.getByTestId('field-percentOff').getByRole('spinbutton').fill('10');
  await page.getByLabel('Validation').first().click();
  await page.getByRole('button', { name: /Use at least 6 letters and digits/ }).waitFor();
  await code.fill('EBB-2027');
  await publish();
  await page.getByText('was published').waitFor();
  // Each look at a code that is not known yet counts as a guess, of which there are ten.
  const looks = { timeout: 5_000, interval: 700 };
  await expect.poll(() => readSite('/register?voucher=ebb2027'), looks).toContain('gives you 10 % off');
});

test('who registered is found by name, and cannot be edited', { timeout: 180_000 }, async () => {
  await open('structure/registrations;attending');
  await page.getByText('ليلى حداد').first().click();
  await page.getByTestId('field-attendeeName').getByTestId('string-input').waitFor();
  expect(
    await page.getByTestId('field-attendeeName').getByTestId('string-input').getAttribute('readonly'),
  ).not.toBeNull();
  expect(await page.getByTestId('action-publish').count()).toBe(0);
});

test('nothing came from elsewhere', () => {
  expect(outside).toEqual([]);
});
