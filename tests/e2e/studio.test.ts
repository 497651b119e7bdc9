import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser/open-browser.ts';
import { createSampleOrders, type SampleOrders } from '../../scripts/browser/sample-orders.ts';
import {
  createDesk,
  deskSize,
  fieldOf,
  openAction,
  openInStudio,
  publishDocument,
  type StudioWatch,
  signInToStudio,
  watchStudio,
} from '../../scripts/browser/studio-desk.ts';
import { ensureStudioBuilt } from '../../scripts/build/build-studio.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../../stand-ins/content-lake/login/accounts.ts';
import { createMailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';

const organizer = { name: 'organizer', password: 'doors open at nine' };
const slow = { timeout: 180_000 };

let dataDir: string;
let stack: Stack;
let browser: Browser;
let page: Page;
let watch: StudioWatch;
let samples: SampleOrders;

beforeAll(async () => {
  await ensureStudioBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-studio-'));
  stack = await startStack({
    dataDir,
    ports: 'free',
    webInstances: 1,
    only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx', 'studio'],
  });
  await setOrganizerPassword(join(stack.dataDir, 'lake'), organizer);
  samples = await createSampleOrders(stack);
  browser = await openBrowser();
  page = await (await createDesk(browser, stack.baseUrl)).newPage();
  watch = watchStudio(page, stack.baseUrl);
  await signInToStudio(page, organizer);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function readSite(path: string): Promise<string> {
  const response = await fetch(`${stack.baseUrl}${path}`);
  return await response.text();
}

/** Opens what is in the list under this name. */
async function openListed(list: string, name: string): Promise<void> {
  await openInStudio(page, list);
  await page.getByText(name).first().click();
}

const say = (dialog: Locator, words: string | RegExp) => dialog.getByRole('status').getByText(words).waitFor();
/** A dialog still says what it did once the document behind it shows that, and the action is not possible any more. */
async function stays(dialog: Locator, changed: Locator, state: 'visible' | 'detached' = 'visible'): Promise<void> {
  await changed.waitFor({ state });
  // A moment for Studio to draw what follows from the change.
  await dialog.page().waitForTimeout(500);
  expect(await dialog.getByRole('status').isVisible()).toBe(true);
}
const close = (dialog: Locator) => dialog.getByRole('button', { name: 'Close', exact: true }).click();

async function waitForMails(to: string, count: number): Promise<void> {
  const mailbox = createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`);
  const read = async () => (await mailbox.list()).filter((mail) => mail.to.includes(to)).length;
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}

test('an organizer finds everything by their own work', async () => {
  for (const name of ['Programme', 'Tickets', 'Registrations', 'Site'])
    await page.getByText(name, { exact: true }).first().waitFor();
  await openInStudio(page, 'tickets;left');
  await page.getByRole('row', { name: 'Workshop seat' }).waitFor();
  await page.getByRole('cell', { name: '40' }).waitFor();
});

test('the row of a ticket type says what it costs and how many are left', slow, async () => {
  await openInStudio(page, 'tickets;ticketType');
  await page.getByRole('img', { name: '40 left' }).waitFor();
  await page.getByText('€149 · until sold out').waitFor();
});

test('a speaker who is written and published is on the site within five seconds', slow, async () => {
  await page.goto('/studio/intent/create/template=speaker;type=speaker/');
  await fieldOf(page, 'name').getByTestId('string-input').fill('Ada Ebb');
  await publishDocument(page);
  await page.getByText('was published').waitFor();
  await expect.poll(() => readSite('/speakers'), { timeout: 5_000 }).toContain('Ada Ebb');
});

test('two sessions in one room at one time: the words say which, and nothing is published', slow, async () => {
  await openListed('programme;session', 'A queue is a promise');
  await page.getByRole('tab', { name: 'When and where' }).click();
  const begins = fieldOf(page, 'startsAt').getByTestId('date-input');
  await begins.fill('2027-06-17 10:10');
  await begins.blur();
  await page.getByLabel('Validation').first().click();
  await page.getByRole('button', { name: 'Sala Tejo is taken then by “The minute everyone arrives”' }).waitFor();
  expect(await page.getByTestId('action-publish').isEnabled()).toBe(false);
});

test('a quota below what is sold is refused in words', slow, async () => {
  await openInStudio(page, 'tickets;quota;main');
  await fieldOf(page, 'capacity').getByRole('spinbutton').fill('1');
  await page.getByLabel('Validation').first().click();
  await page
    .getByRole('button', { name: /\d+ seats of this quota are sold\. With 1 nothing more could be sold/ })
    .waitFor();
});

test('a voucher says how much of it is used; one that is published can be used within five seconds', slow, async () => {
  await openInStudio(page, 'tickets;voucher');
  await page.getByText('25 % off · at most 50 places · good').first().click();
  await page.getByRole('tab', { name: 'Limits' }).click();
  await page.getByText('2 of 50 used').waitFor();
  await page.goto('/studio/intent/create/template=voucher;type=voucher/');
  const code = fieldOf(page, 'code').getByTestId('string-input');
  await code.fill('EBB-1');
  await fieldOf(page, 'percentOff').getByRole('spinbutton').fill('10');
  await page.getByLabel('Validation').first().click();
  await page.getByRole('button', { name: /Use at least 6 letters and digits/ }).waitFor();
  await code.fill('EBB-2027');
  await publishDocument(page);
  await page.getByText('was published').waitFor();
  // Each look at a code that is not known yet counts as a guess, of which there are ten.
  const looks = { timeout: 5_000, interval: 700 };
  await expect.poll(() => readSite('/register?voucher=ebb2027'), looks).toContain('gives you 10 % off');
});

test('who registered is found by name, and cannot be edited', slow, async () => {
  await openListed('registrations;attending', 'ليلى حداد');
  const name = fieldOf(page, 'attendeeName').getByTestId('string-input');
  await name.waitFor();
  expect(await name.getAttribute('readonly')).not.toBeNull();
  expect(await page.getByTestId('action-publish').count()).toBe(0);
});

test('somebody comes in, once; the second time it says when and by whom; a mistake is undone', slow, async () => {
  await openListed('registrations;attending', 'ليلى حداد');
  const code = await fieldOf(page, 'code').getByTestId('string-input').inputValue();
  const checkIn = await openAction(page, 'Check in');
  // At the other door, meanwhile.
  const answer = await page.request.post(`/organizer/api/registrations/${code}/check-in`, {
    headers: { Origin: stack.baseUrl },
    data: { requestId: crypto.randomUUID(), revision: 1 },
  });
  expect(answer.status()).toBe(200);
  await checkIn.getByRole('button', { name: 'Check in' }).click();
  await say(checkIn, /^This ticket was checked in already: at .+, by organizer\.$/);
  await close(checkIn);

  await fieldOf(page, 'checkedInAt').waitFor();
  const undo = await openAction(page, 'Undo the check-in');
  await undo.getByLabel(/^Note/).fill('The wrong Leïla');
  await undo.getByRole('button', { name: 'Undo the check-in' }).click();
  await say(undo, 'The check-in is undone.');
  await stays(undo, fieldOf(page, 'checkedInAt'), 'detached');
  await close(undo);

  const again = await openAction(page, 'Check in');
  await again.getByRole('button', { name: 'Check in' }).click();
  await say(again, 'Checked in.');
  await close(again);
  const { audit } = await (await page.request.get(`/organizer/api/orders/${code.replace(/-\d+$/, '')}`)).json();
  const acts = audit.map(({ action, note }: { action: string; note: string | null }) => [action, note]);
  expect(acts).toEqual([
    ['checked_in', null],
    ['check_in_undone', 'The wrong Leïla'],
    ['checked_in', null],
  ]);
});

test('a name is corrected: a mistake is told beside its field, then the new ticket goes out', slow, async () => {
  await openListed('registrations;attending', 'ليلى حداد');
  const dialog = await openAction(page, 'Correct name or address');
  await dialog.getByLabel('Name').fill('Layla Haddad');
  await dialog.getByLabel(/^E-mail/).fill('layla@nowhere');
  // A phone that is turned: Studio draws its dialogs anew.
  await page.setViewportSize({ width: 390, height: 844 });
  await dialog.getByRole('button', { name: 'Back' }).waitFor();
  await page.setViewportSize(deskSize);
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Layla Haddad');
  await dialog.getByRole('button', { name: 'Correct and send the new ticket' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel(/^E-mail/).fill('layla@example.org');
  await dialog.getByRole('button', { name: 'Correct and send the new ticket' }).click();
  await say(dialog, 'Corrected. The new ticket is on its way.');
  await close(dialog);
  await waitForMails('layla@example.org', 1);

  const again = await openAction(page, 'Send the ticket again');
  await again.getByText('layla@example.org').waitFor();
  await again.getByRole('button', { name: 'Send it again' }).click();
  await say(again, 'The ticket is on its way.');
  await waitForMails('layla@example.org', 2);
});

test('money that came by transfer is booked, a ticket is taken back, and then the order', slow, async () => {
  await openListed('registrations;transfers', 'Zoë Álvarez Lindqvist');
  const code = await fieldOf(page, 'code').getByTestId('string-input').inputValue();
  const dialog = await openAction(page, 'Mark as paid');
  await dialog.getByLabel('Amount that has come, in EUR').fill('298');
  await dialog.getByRole('button', { name: 'Mark as paid and send the tickets' }).click();
  await say(dialog, 'The order is confirmed. The tickets are on their way.');
  await stays(dialog, fieldOf(page, 'state').first().locator('input[value="confirmed"]'));
  await close(dialog);
  await fieldOf(page, 'totalCents').locator('input[value="€298"]').waitFor();
  await fieldOf(page, 'paymentMethod').locator('input[value="bank transfer"]').waitFor();
  // What Foyer writes is read only, and nothing offers to add to it.
  await fieldOf(page, 'lines').getByText('2 × Standard').waitFor();
  expect(await page.getByRole('button', { name: 'Add item' }).count()).toBe(0);

  await openInStudio(page, `registrations;attending;registration.${code}-2`);
  const cancel = await openAction(page, 'Cancel this ticket');
  await cancel.getByRole('button', { name: 'Cancel the ticket' }).click();
  await say(cancel, /^The ticket is cancelled\./);
  await close(cancel);
  await fieldOf(page, 'ticketState').locator('input[value="cancelled"]').waitFor();

  await page.goto('/studio/money');
  await page.getByRole('button', { name: 'Done by hand' }).click();
  await page.getByLabel(/^How the money went back/).fill('By bank transfer, on the 24th');
  await page.getByRole('button', { name: 'Done by hand' }).click();
  await page.getByRole('status').getByText('Written down. The buyer gets a mail.').waitFor();

  await openInStudio(page, `registrations;orders;order.${code}`);
  const cancelAll = await openAction(page, 'Cancel the order');
  await cancelAll.getByText('The seat goes back to everybody at once').waitFor();
  await cancelAll.getByRole('button', { name: 'Cancel the order' }).click();
  await say(cancelAll, /^The order is cancelled\./);
  await close(cancelAll);
  await page.goto(samples.transfer);
  // The ticket that was taken back before is told apart, and counted no more.
  await page.getByRole('heading', { name: 'Cancelled before' }).waitFor();
  await page.getByText('1 × Standard').waitFor();
});

test('the mail about an order is sent again', slow, async () => {
  await openListed('registrations;confirmed', 'Zoë Álvarez Lindqvist');
  const address = await fieldOf(page, 'buyerEmail').getByTestId('string-input').inputValue();
  await waitForMails(address, 1);
  const dialog = await openAction(page, 'Send the mail again');
  await dialog.getByRole('button', { name: 'Send it again' }).click();
  await say(dialog, 'The mail is on its way.');
  await waitForMails(address, 2);
});

test('a ticket is given, counted and exported', slow, async () => {
  await page.goto('/studio/sales');
  await page.getByRole('button', { name: 'Give a complimentary ticket' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ticket type').selectOption({ label: 'Standard' });
  await dialog.getByLabel('Name').fill('Bo Berth');
  await dialog.getByLabel('E-mail').fill('bo@example.org');
  await dialog.getByRole('button', { name: 'Give the ticket' }).click();
  await say(dialog, /^Order \w+ is confirmed, and its ticket is on its way\.$/);
  await close(dialog);
  await waitForMails('bo@example.org', 1);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all tickets (CSV)' }).click();
  const csv = await readFile(await (await downloading).path(), 'utf8');
  expect(csv.startsWith('\uFEFF')).toBe(true);
  for (const name of ['Bo Berth', 'Layla Haddad']) expect(csv).toContain(name);
});

test('nothing came from elsewhere, and nothing went wrong unnoticed', () => {
  expect(watch.outside).toEqual([]);
  expect(watch.complaints).toEqual([]);
  // The mistake that was made on purpose.
  expect(watch.failures).toEqual([expect.stringMatching(/^422 POST .+\/correct$/)]);
});
