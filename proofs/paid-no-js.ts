import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import type { Stack } from '../scripts/stack/start-stack.ts';
import { createPayPalControl } from '../stand-ins/paypal/control-client.ts';
import { didScriptsRun, requireHeading, waitUntil } from './journeys/checks.ts';
import { orderLinkOf, waitForMail } from './paid/mail.ts';
import { readQr } from './paid/read-qr.ts';
import { goToPayment, payButton, pressAtPayPal, readBooks, requireConfirmed, seats } from './paid/steps.ts';
import { verifyTicket } from './paid/verify-ticket.ts';
import { type Proof, require } from './proof.ts';

const email = 'zoe+paid@example.org';

export default {
  claim:
    'Without JavaScript: tickets, details, PayPal and back on another device, a QR code that verifies, a mail with a working link, and the money back after cancelling.',
  seconds: 45,

  async run({ print, startStack, onEnd }) {
    const stack = await startStack();
    const browser = await openBrowser();
    onEnd(() => browser.close());
    const openDevice = async () => {
      const context = await browser.newContext({
        baseURL: stack.baseUrl,
        javaScriptEnabled: false,
        viewport: { width: 390, height: 844 },
      });
      return await context.newPage();
    };

    const page = await openDevice();
    const orderUrl = await goToPayment(page, email, async () => {
      require(!(await didScriptsRun(page)), 'a script ran with JavaScript off');
    });
    await turnBack(page, stack, orderUrl);
    print('leaving PayPal, and a declined card: nothing taken, the same seats, and words that say so');

    await page.getByRole('button', { name: payButton }).click();
    await page.waitForURL(/\/checkoutnow/);
    const elsewhere = await openDevice();
    await elsewhere.goto(page.url());
    await pressAtPayPal(elsewhere, 'Approve and return');
    await requireConfirmed(elsewhere);
    await page.goto(orderUrl);
    await requireConfirmed(page);
    const books = await readBooks(stack, orderUrl);
    require(books.captures === 1, `PayPal took the money ${books.captures} times`);
    print('paid on another device, which had no cookie: confirmed there and here, one capture');

    const codes = await verifyTickets(page, stack, print);
    await requireRefusedLinks(elsewhere, stack, orderUrl);
    print('control: a tampered return link answers 403');

    const mail = await waitForMail(stack, email, /./);
    await page.goto(orderLinkOf(mail, stack.baseUrl));
    await requireConfirmed(page);
    const pictures = mail.attachments.filter((attachment) => attachment.contentType.startsWith('image/png'));
    const mailed = await Promise.all(pictures.map(({ base64 }) => readQr(Buffer.from(base64, 'base64'))));
    require(mailed.join() === codes.join(), `the mail carries ${mailed.length} codes that are not those of the page`);
    print(`"${mail.subject}": its link opens the order, its ${mailed.length} codes are those of the page`);

    await cancel(page, stack, orderUrl, codes);
    print('cancelled: refunded once at PayPal, told by mail, and the codes are on the list of refused tickets');
  },
} satisfies Proof;

/** Off to PayPal twice without paying: by choice, and with a card that is declined. */
async function turnBack(page: Page, stack: Stack, orderUrl: string): Promise<void> {
  await page.getByRole('button', { name: payButton }).click();
  await pressAtPayPal(page, 'Cancel and return');
  await requireNotPaid(page, 'You left PayPal before paying. Nothing was taken.');

  await createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`).plan({
    operation: 'capture',
    fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' },
  });
  await page.getByRole('button', { name: payButton }).click();
  await pressAtPayPal(page, 'Approve and return');
  await requireNotPaid(page, 'PayPal declined the payment. Nothing was taken.');
  const { captures } = await readBooks(stack, orderUrl);
  require(captures === 0, `PayPal took money ${captures} times from somebody who did not pay`);
}

async function requireNotPaid(page: Page, words: string): Promise<void> {
  await requireHeading(page, 'Pay for your tickets');
  const problem = (await page.locator('#problem').textContent()) ?? '';
  require(problem.includes(words), `the page says "${problem}"`);
  require(problem.includes('still yours'), 'the page does not say that the seats are still held');
}

/** Reads each code off the page as a camera would, and verifies it offline with the public key alone. */
async function verifyTickets(page: Page, stack: Stack, print: (line: string) => void): Promise<string[]> {
  const pictures = await page.locator('img.ticket__code').all();
  require(pictures.length === seats, `the page shows ${pictures.length} codes for ${seats} seats`);
  const codes: string[] = [];
  for (const picture of pictures) {
    const file = await page.request.get((await picture.getAttribute('src')) ?? '');
    const code = await readQr(await file.body());
    const { status, said } = await verifyTicket(stack.baseUrl, code);
    require(status === 0, `ticket:verify says ${status}: ${said}`);
    codes.push(code);
  }
  const [code = ''] = codes;
  const forged = code.replace(/-1\.1\./, '-2.1.');
  require(forged !== code, 'the code has another form than expected');
  const { status } = await verifyTicket(stack.baseUrl, forged);
  require(status === 1, `a forged code was judged ${status}`);
  print(`${codes.length} QR codes read off the page verify offline; control: a forged one does not`);
  return codes;
}

async function requireRefusedLinks(page: Page, stack: Stack, orderUrl: string): Promise<void> {
  const { orders } = await createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`).ledger();
  const attemptId = orders.find((order) => orderUrl.includes(order.invoiceId?.split('-')[0] ?? '-'))?.customId ?? '';
  const right = new URL(orderUrl).searchParams.get('s') ?? '';
  for (const signature of ['', right, 'A'.repeat(right.length)]) {
    const answer = await page.request.get(`/pay/return/${attemptId}?s=${signature}`, { maxRedirects: 0 });
    require(answer.status() === 403, `a return link that is not ours answers ${answer.status()}`);
  }
}

async function cancel(page: Page, stack: Stack, orderUrl: string, codes: string[]): Promise<void> {
  await page.getByRole('link', { name: 'Cancel this registration' }).click();
  await page.getByRole('button', { name: /^Cancel (the registration|what is chosen)$/ }).click();
  await requireHeading(page, 'Your registration is cancelled');
  await waitForMail(stack, email, /cancelled/i);
  // The seats are back at once; the courier sends the money after them.
  await waitForRefund(stack, orderUrl);
  const gone = page.getByText('€298 has gone back');
  await waitUntil(async () => {
    await page.reload();
    return await gone.isVisible();
  }, 'the page does not say that the money has gone back');
  const list = `${stack.baseUrl}/api/ticket-revocations?at=${Date.now()}`;
  for (const code of codes) {
    const { status, said } = await verifyTicket(stack.baseUrl, code, '--refused', list);
    require(status === 1, `the code of a cancelled ticket was judged ${status}: ${said}`);
  }
}

async function waitForRefund(stack: Stack, orderUrl: string): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const { captures, refunds } = await readBooks(stack, orderUrl);
    if (captures === 1 && refunds === 1) return;
    require(refunds < 2 && Date.now() < giveUpAt, `PayPal has ${captures} captures and ${refunds} refunds`);
    await pause(100);
  }
}
