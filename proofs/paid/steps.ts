import type { Page } from 'playwright';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createPayPalControl } from '../../stand-ins/paypal/control-client.ts';
import { requireHeading } from '../journeys/checks.ts';
import { require } from '../proof.ts';

export const seats = 2;
const total = '€298';
export const payButton = `Pay ${total} with PayPal`;

/** Two paid tickets chosen and filled in; ends on the page that asks for the money, and answers its address. */
export async function goToPayment(page: Page, email: string, settle: () => Promise<void>): Promise<string> {
  await page.goto('/tickets');
  await page.getByRole('link', { name: 'Choose tickets' }).click();
  await requireHeading(page, 'Choose your tickets');
  await settle();
  await page.getByRole('textbox', { name: 'Standard', exact: true }).fill(String(seats));
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  await requireHeading(page, 'Who is coming?');
  await settle();
  await page.getByLabel('Your name').fill('Zoë Ørsted');
  await page.getByLabel('Your e-mail address').fill(email);
  await page.locator('input[name="attendees[1].name"]').fill('ليلى حداد');
  await page.getByRole('button', { name: 'Go on to pay' }).click();
  await requireHeading(page, 'Pay for your tickets');
  await settle();
  return page.url();
}

/** On PayPal's own page, wherever it was opened. */
export async function pressAtPayPal(page: Page, button: 'Approve and return' | 'Cancel and return'): Promise<void> {
  await page
    .getByText('298.00')
    .waitFor({ timeout: 10_000 })
    .catch(() => {
      throw new Error('PayPal does not ask for the right amount');
    });
  await page.getByRole('button', { name: button }).click();
}

export async function requireConfirmed(page: Page): Promise<void> {
  await requireHeading(page, 'Your registration is confirmed');
  const words = (await page.locator('main').textContent()) ?? '';
  require(words.includes(`Paid${total}`), `the order does not say what was paid: ${words}`);
}

/** What the order's invoices have been charged and given back, by PayPal's own books. */
export async function readBooks(stack: Stack, orderUrl: string): Promise<{ captures: number; refunds: number }> {
  const orderId = /\/orders\/([^/?]+)/.exec(orderUrl)?.[1] ?? '';
  const { orders } = await createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`).ledger();
  const ours = orders.filter((order) => order.invoiceId?.startsWith(`${orderId}-`));
  const captures = ours.flatMap((order) => order.captures);
  return {
    captures: captures.filter((capture) => capture.status !== 'DECLINED').length,
    refunds: captures.flatMap((capture) => capture.refunds).length,
  };
}
