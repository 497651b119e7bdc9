import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { ensureStudioBuilt } from '../scripts/build/build-studio.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { setOrganizerPassword } from '../stand-ins/content-lake/login/accounts.ts';
import { type Buyer, createBuyer, isConfirmed, readBooksOf, wordsOf } from './paid/buyer.ts';
import { waitForMail } from './paid/mail.ts';
import { readBooks } from './paid/steps.ts';
import { type Proof, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';

const organizer = 'olu';
const note = 'Asked for it by telephone';

export default {
  claim:
    'An organizer cancels a paid order from Studio: PayPal gives the money back once, the seat returns, page and mail say so, and the audit names who, when and why.',
  seconds: 100,

  async run({ print, startStack, onEnd }) {
    await ensureStudioBuilt(print);
    const stack = await startStack({
      webInstances: 1,
      env: { TRUSTED_PROXIES: '127.0.0.1' },
      only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx', 'studio'],
    });
    const password = await setOrganizerPassword(join(stack.dataDir, 'lake'), { name: organizer });
    const [cancelled, kept] = [await buy(stack, 1), await buy(stack, 2)];
    const orderId = cancelled.orderId();
    const orderUrl = (await cancelled.openOrder()).url;
    print('two buyers have paid; PayPal took their money once each');

    await requireClosed(stack, kept);
    print('control: without a session, and from a page of another site, the same request changes nothing');

    const browser = await openBrowser();
    onEnd(() => browser.close());
    const page = await (
      await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1400, height: 900 } })
    ).newPage();
    await signIn(page, password);
    // Long after the last purchase: what the site tells of seats may be a second old.
    const seatsBefore = await countSeats(stack);
    const from = Date.now();
    await cancelInStudio(page, orderId);
    const until = Date.now();
    print(`cancelled in Studio: signed in, opened order ${orderId}, said yes in its dialog`);

    await waitUntil('PayPal did not give the money back', async () => (await readBooks(stack, orderUrl)).refunds > 0);
    await waitUntil('the seat did not come back', async () => (await countSeats(stack)) === seatsBefore + 1);
    print(`PayPal gave the money back; there were ${seatsBefore} seats, now there are ${seatsBefore + 1}`);

    await waitUntil('the page of the order does not say it', async () => {
      const { html } = await cancelled.openOrder();
      return (
        /The organizers of [^<]+ cancelled it\./.test(html) && html.includes('has gone back to the PayPal account')
      );
    });
    const mail = await waitForMail(stack, 'buyer-1@example.org', /^Cancelled/);
    require(/The organizers of .+ cancelled it\./.test(
      mail.text,
    ), `the mail does not say who cancelled:\n${mail.text}`);
    require(!mail.text.includes(note), 'the mail tells the buyer what organizers noted for themselves');
    print(
      `the order's page and the mail "${mail.subject}" say that the organizers cancelled it, and where the money is`,
    );

    const { audit } = await (await page.request.get(`/organizer/api/orders/${orderId}`)).json();
    const [entry] = audit;
    require(audit.length === 1 && entry.action === 'cancelled', `the audit has ${JSON.stringify(audit)}`);
    require(entry.by.name === organizer &&
      entry.note === note, `the audit names ${entry.by.name}, who noted ${entry.note}`);
    require(entry.at >= from - 1_000 &&
      entry.at <= until + 1_000, `the audit says ${new Date(entry.at).toISOString()}`);
    print(`audit: ${entry.action} by ${entry.by.name} at ${new Date(entry.at).toISOString()}, "${entry.note}"`);

    const untouched = await kept.openOrder();
    require(isConfirmed(untouched), `the other order is not confirmed any more: ${wordsOf(untouched)}`);
    // Once, with everything done that could have asked for it a second time.
    const books = await readBooks(stack, orderUrl);
    require(books.captures === 1 &&
      books.refunds === 1, `PayPal has ${books.captures} captures and ${books.refunds} refunds`);
    const { isClean, report } = await checkLedger(stack);
    require(isClean, `the ledger does not add up:\n${report}`);
    print('the other order is as it was, the money went back once, and every seat and cent adds up');
  },
} satisfies Proof;

async function buy(stack: Stack, number: number): Promise<Buyer> {
  const buyer = createBuyer(stack, number);
  await buyer.fillIn();
  const page = await buyer.approve(await buyer.goToPayPal());
  require(isConfirmed(page), `buyer ${number} is not confirmed: ${wordsOf(page)}`);
  const [books] = await readBooksOf(stack, [buyer.orderId()]);
  require(books?.captures === 1, `PayPal took the money of buyer ${number} ${books?.captures} times`);
  return buyer;
}

/** Of the ticket type that was bought; asked so that no cache can answer. */
async function countSeats(stack: Stack): Promise<number> {
  const response = await fetch(`${stack.baseUrl}/api/tickets?at=${Date.now()}`);
  const { ticketTypes } = (await response.json()) as { ticketTypes: { id: string; remaining: number }[] };
  return ticketTypes.find(({ id }) => id === 'standard')?.remaining ?? Number.NaN;
}

async function requireClosed(stack: Stack, buyer: Buyer): Promise<void> {
  const body = JSON.stringify({ requestId: crypto.randomUUID() });
  const json = { 'Content-Type': 'application/json' };
  for (const [origin, status] of [
    [stack.baseUrl, 401],
    ['https://elsewhere.example', 403],
  ] as const) {
    const address = `${stack.baseUrl}/organizer/api/orders/${buyer.orderId()}/cancel`;
    const response = await fetch(address, { method: 'POST', headers: { ...json, Origin: origin }, body });
    require(response.status === status, `a stranger's request from ${origin} was answered ${response.status}`);
  }
  require(isConfirmed(await buyer.openOrder()), "a stranger's request cancelled an order");
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto('/studio');
  await page.getByLabel('Name').fill(organizer, { timeout: 60_000 });
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/studio/);
}

/** As an organizer does it: from the order's document, by its menu, with a yes in the dialog. */
async function cancelInStudio(page: Page, orderId: string): Promise<void> {
  await page.goto(`/studio/intent/edit/id=order.${orderId};type=order/`);
  // Studio's own remark about HTTP/1.1 may lie over what is to be pressed.
  await page.addLocatorHandler(page.getByText("Don't show again for this session"), (button) => button.click());
  await page.getByText('Buyer 1').first().waitFor({ timeout: 90_000 });
  const menu = page.getByTestId('action-menu-button');
  await menu.click();
  await page.getByRole('menuitem', { name: 'Cancel the order' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It cannot be undone.').waitFor();
  await dialog.getByLabel(/^Note/).fill(note);
  await dialog.getByRole('button', { name: 'Cancel and send the money back' }).click();
  const said = (await dialog.getByRole('status').textContent()) ?? '';
  require(said.includes('The order is cancelled.'), `Studio says "${said}"`);
}

async function waitUntil(shortfall: string, isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await isSo())) {
    require(Date.now() < giveUpAt, shortfall);
    await pause(200);
  }
}
