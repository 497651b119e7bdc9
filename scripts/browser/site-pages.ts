import type { Page, Response } from 'playwright';
import type { SampleOrders } from './sample-orders.ts';

export type SampleSite = { baseUrl: string; orders: SampleOrders };

/** A page of the sample conference in one of its states, and the way there. */
export type SitePage = {
  name: string;
  status: number;
  /** Needs a page whose context has the site as its base URL. */
  open(page: Page, site: SampleSite): Promise<Response | null>;
};

type Path = string | ((orders: SampleOrders) => string);
const resolvePath = (path: Path, orders: SampleOrders) => (typeof path === 'string' ? path : path(orders));

function at(name: string, path: Path, status = 200): SitePage {
  return { name, status, open: (page, { orders }) => page.goto(resolvePath(path, orders)) };
}

function sent(name: string, status: number, path: Path, form: Record<string, string>): SitePage {
  const fields = () => ({ idempotencyKey: crypto.randomUUID(), ...form });
  return { name, status, open: (page, { orders }) => sendForm(page, resolvePath(path, orders), fields()) };
}

/** Every page of the site in every state that a visitor can meet. */
export const sitePages: SitePage[] = [
  at('home', '/'),
  at('programme', '/programme'),
  at('programme-day', '/programme?day=2027-06-18'),
  at('programme-found', '/programme?q=right+to+left'),
  at('programme-nothing-found', '/programme?q=zeppelin'),
  at('session', '/programme/who-is-on-call-for-the-public'),
  at('session-in-portuguese', '/programme/a-camara-que-publicou-os-seus-erros'),
  at('speakers', '/speakers'),
  at('speaker', '/speakers/aoife-ni-bhriain'),
  at('speaker-right-to-left', '/speakers/speaker-e42fdcd4'),
  at('venue', '/venue'),
  at('info', '/info/tickets-and-refunds'),
  at('tickets', '/tickets'),
  at('register', '/register'),
  sent('register-mistake', 422, '/register', { 'quantities.community': '10000', 'quantities.student': 'two' }),
  at('register-voucher', '/register?voucher=HARBOUR-25'),
  sent('register-voucher-mistake', 409, '/register', { 'quantities.community': '1', voucher: 'HARBOUR-25' }),
  at('order-held', ({ held }) => held),
  at('order-voucher', ({ voucher }) => voucher),
  at('order-extended', ({ extended }) => extended),
  sent('order-mistakes', 422, ({ held }) => held, {
    intent: 'confirm',
    'buyer.name': 'Zoë',
    'buyer.email': 'zoe@example',
    firstIsBuyer: 'on',
    'attendees[1].email': 'nobody',
  }),
  at('order-lapsed', ({ lapsed }) => lapsed),
  at('order-lapsed-with-details', ({ lapsedWithDetails }) => lapsedWithDetails),
  at('order-released', ({ released }) => released),
  at('order-confirmed', ({ confirmed }) => confirmed),
  at('order-to-pay', ({ toPay }) => toPay),
  at('order-to-pay-edit', ({ toPay }) => `${toPay}&edit`),
  sent('order-billing-mistake', 422, ({ toPay }) => toPay, {
    intent: 'confirm',
    'buyer.name': 'Zoë',
    'buyer.email': 'zoe@example.org',
    firstIsBuyer: 'on',
    'attendees[1].name': 'Ben',
    'billing.vatId': '?',
  }),
  at('order-transfer', ({ transfer }) => transfer),
  at('order-called-off', ({ calledOff }) => calledOff),
  at('order-paid-by-transfer', ({ paidByTransfer }) => paidByTransfer),
  at('order-payment-left', ({ toPay }) => `${toPay}&notice=left`),
  at('order-payment-declined', ({ declined }) => `${declined}&notice=declined`),
  at('order-payment-confirming', ({ confirming }) => confirming),
  at('order-payment-pending', ({ pending }) => pending),
  at('order-paid', ({ paid }) => paid),
  at('order-disputed', ({ disputed }) => disputed),
  at('order-reversed', ({ reversed }) => reversed),
  at('order-payment-denied', ({ denied }) => denied),
  at('order-payment-away', ({ toPay }) => `${toPay}&notice=provider-away`),
  at('order-refunding', ({ refunding }) => refunding),
  at('payment-return-confirming', ({ returnConfirming }) => returnConfirming),
  at('payment-return-away', ({ returnAway }) => returnAway),
  at('order-needs-attention', ({ attention }) => attention),
  at('order-cancelled', ({ cancelled }) => cancelled),
  at('cancel', ({ confirmed }) => confirmed.replace('?', '/cancel?')),
  at('cancel-nothing', ({ cancelled }) => cancelled.replace('?', '/cancel?')),
  at('error-not-found', '/no-such-page', 404),
  at('error-wrong-link', ({ confirmed }) => `${confirmed.slice(0, -1)}~`, 403),
  sent('error-bad-form', 400, ({ held }) => held, { intent: 'nonsense' }),
  sent('error-no-action', 405, '/tickets', {}),
  {
    name: 'error-other-site',
    status: 403,
    // A document without an address belongs to no site.
    open: (page, { baseUrl }) =>
      sendForm(page, new URL('/register', baseUrl).href, { 'quantities.community': '1' }, 'about:blank'),
  },
  {
    name: 'error-wrong-type',
    status: 415,
    open: (page) => sendForm(page, '/register', { 'quantities.community': '1' }, '/', 'text/plain'),
  },
];

/** What some of them look like once every seat is held (`sellOut`). */
export const soldOutPages: SitePage[] = [
  at('sold-out-home', '/'),
  at('sold-out-tickets', '/tickets'),
  at('sold-out-register', '/register'),
  sent('sold-out-meanwhile', 409, '/register', { 'quantities.community': '2', 'quantities.workshop-seat': '1' }),
];

/** Posts a form of its own making from the page `from`, and resolves with the page that answers. */
export async function sendForm(
  page: Page,
  action: string,
  fields: Record<string, string>,
  from = '/',
  enctype = 'application/x-www-form-urlencoded',
): Promise<Response | null> {
  await page.goto(from);
  const answered = page.waitForNavigation();
  await page.evaluate(
    ({ action, fields, enctype }) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action, enctype });
      for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement('textarea'), { name, value }));
      }
      document.body.append(form);
      form.submit();
    },
    { action, fields, enctype },
  );
  return await answered;
}
