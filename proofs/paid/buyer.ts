import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createPayPalControl, type PayPalControl } from '../../stand-ins/paypal/control-client.ts';
import { require } from '../proof.ts';
import type { VisitedPage } from '../visitors/create-visitor.ts';
import { createPatientVisitor } from '../visitors/patient-visitor.ts';

export const ticketCents = 14_900;
const payButton = 'Pay €149 with PayPal';

export type Buyer = ReturnType<typeof createBuyer>;

/** Somebody without JavaScript who wants one paid ticket and, about an error page, does what people do: the same again. */
export function createBuyer(stack: Stack, number: number) {
  let troubles = 0;
  const onTrouble = () => {
    troubles += 1;
  };
  const address = `198.18.${number >> 8}.${number & 255}`;
  const visitor = createPatientVisitor({ baseUrl: stack.baseUrl, address, onTrouble });
  let orderPage: VisitedPage | null = null;

  function requireOrderPage(): VisitedPage {
    require(orderPage !== null, `buyer ${number} has no order yet`);
    return orderPage;
  }

  return {
    /** How often there was an error page, or no answer at all. */
    troubles: () => troubles,
    orderId: () => new URL(requireOrderPage().url).pathname.split('/').at(-1) ?? '',

    /** Up to the page that asks for the money. */
    async fillIn(): Promise<void> {
      const form = await visitor.open('/register');
      const held = await visitor.submit(form, 'Hold these seats', { 'quantities.standard': '1' });
      const details = { 'buyer.name': `Buyer ${number}`, 'buyer.email': `buyer-${number}@example.org` };
      orderPage = await visitor.submit(held, 'Go on to pay', details);
      require(orderPage.forms.some(({ buttons }) =>
        buttons.some(({ text }) => text === payButton),
      ), `buyer ${number} was answered ${orderPage.status} instead of being asked to pay: ${wordsOf(orderPage)}`);
    },

    /** Presses the button; resolves with PayPal's page. */
    async goToPayPal(): Promise<VisitedPage> {
      const page = await visitor.submit(requireOrderPage(), payButton, {});
      require(new URL(page.url).pathname === '/checkoutnow', `buyer ${number} was not led to PayPal: ${wordsOf(page)}`);
      return page;
    },

    /** Says yes there, comes back and resolves with what the site says then. */
    approve: (atPayPal: VisitedPage) => visitor.submit(atPayPal, 'Approve and return', {}),

    openOrder: () => visitor.open(pathOf(requireOrderPage().url)),
    open: (path: string) => visitor.open(path),
  };
}

export function isConfirmed(page: VisitedPage): boolean {
  return page.status === 200 && page.html.includes('Your registration is confirmed');
}

export function wordsOf(page: VisitedPage): string {
  const [, main = page.html] = /<main[^>]*>([\s\S]*)<\/main>/.exec(page.html) ?? [];
  return `${page.status} ${main
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300)}`;
}

const pathOf = (url: string) => url.slice(new URL(url).origin.length);

export function controlOf(stack: Stack): PayPalControl {
  return createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`);
}

/** What PayPal's own books say about these orders of ours: its orders, and the captures that took money. */
export async function readBooksOf(stack: Stack, orderIds: string[]) {
  const { orders } = await controlOf(stack).ledger();
  return orderIds.map((orderId) => {
    const ours = orders.filter(({ invoiceId }) => invoiceId?.startsWith(`${orderId}-`));
    const captures = ours.flatMap((order) => order.captures).filter(({ status }) => status === 'COMPLETED');
    return { orderId, orders: ours.length, captures: captures.length };
  });
}
