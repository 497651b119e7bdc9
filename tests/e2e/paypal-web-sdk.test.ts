import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser/open-browser.ts';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';

/** Loads the SDK as Foyer must (its own tag, adopted by paypal-js) and keeps what the session reports. */
const shopScript = `
  import { loadCoreSdkScript } from '/paypal-js.js';
  window.events = [];
  const note = (name) => (data) => { window.events.push([name, data && { ...data, message: data.message }]); };
  window.pay = async (clientId, options, order, onApprove) => {
    const paypal = await loadCoreSdkScript({ environment: 'sandbox' });
    const instance = await paypal.createInstance({ clientId, components: ['paypal-payments'], pageType: 'checkout' });
    const methods = await instance.findEligibleMethods({ currencyCode: 'EUR' });
    if (!methods.isEligible('paypal')) throw new Error('not eligible');
    const session = instance.createPayPalOneTimePaymentSession({
      onApprove: async (data) => { note('approve')(data); if (onApprove) await onApprove(); },
      onCancel: note('cancel'),
      onComplete: note('complete'),
      onError: note('error'),
    });
    return await session.start(options, order);
  };
  const { clientId, orderId, mode } = document.body.dataset;
  document.querySelector('button').addEventListener('click', () => {
    window.pay(clientId, { presentationMode: mode }, Promise.resolve({ orderId })).catch(note('rejected'));
  });
  document.querySelector('button').disabled = false;
`;

let standIn: TestPayPal;
let browser: Browser;
let shop: Server;
let shopUrl = '';
let page: Page;
let orderId = '';
let number = 0;

beforeAll(async () => {
  standIn = await startPayPal();
  const library = createRequire(import.meta.url).resolve('@paypal/paypal-js/sdk-v6');
  shop = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', shopUrl);
    const script = url.pathname === '/paypal-js.js' ? await readFile(library, 'utf8') : shopScript;
    if (url.pathname.endsWith('.js')) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      return;
    }
    // As the site's own pages: nothing from elsewhere, but this PayPal's script and windows that may talk back.
    response.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': `default-src 'none'; script-src 'self' ${standIn.url}; form-action 'self'`,
      'cross-origin-opener-policy': 'same-origin-allow-popups',
    });
    const sdk = `<script async data-loading-state="pending" src="${standIn.url}/web-sdk/v6/core"></script>`;
    const data = [...url.searchParams].map(([name, value]) => `data-${name}="${value}"`).join(' ');
    response.end(
      `<!doctype html><title>Shop ${url.pathname}</title><body ${data}>${sdk}<button disabled>Pay</button><script type="module" src="/shop.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await standIn?.stop();
});

beforeEach(async () => {
  number += 1;
  const client = createPayPalClient({ baseUrl: standIn.url, ...credentials });
  const reply = await client.createOrder({
    attemptId: `attempt-${number}`,
    requestId: `create-${number}`,
    invoiceId: `invoice-${number}`,
    amountCents: 12_550,
    currency: 'EUR',
    description: 'Two tickets',
    brandName: 'The Conference',
    returnUrl: `${shopUrl}/returned`,
    cancelUrl: `${shopUrl}/canceled`,
  });
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  orderId = reply.value.id;
  page = await browser.newPage();
});
afterEach(() => page.close());

const statusAtPayPal = async () => (await standIn.control.ledger({ orderId })).orders[0]?.status;
const events = () => page.evaluate(() => (window as unknown as { events: [string, object][] }).events);

async function openShop(mode = 'auto', clientId = credentials.clientId) {
  await page.goto(`${shopUrl}/?client-id=${clientId}&order-id=${orderId}&mode=${mode}`);
  await page.waitForSelector('button:enabled');
}

async function openPopup(mode = 'auto'): Promise<Page> {
  await openShop(mode);
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('button')]);
  await popup.waitForURL(/\/checkoutnow\?/);
  return popup;
}

test('paypal-js takes the script from the stand-in and asks nobody else', async () => {
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await openShop('none');
  await page.click('button');
  await expect.poll(events).toMatchObject([['rejected', { code: 'ERR_PRESENTATION_MODE', isRecoverable: true }]]);
  const version = await page.evaluate(() => (window as unknown as { paypal: { version: string } }).paypal.version);
  expect(version).toMatch(/^6\.\d+\.\d+$/);
  expect(await page.locator('script[src*="/web-sdk/v6/core"]').count()).toBe(1);
  expect([...hosts].sort()).toEqual([shopUrl, standIn.url].sort());
});

describe('a popup', () => {
  test('tells the page that the buyer has approved, and closes', async () => {
    const popup = await openPopup();
    expect(await popup.textContent('.amount')).toBe('€125.50');
    await Promise.all([popup.waitForEvent('close'), popup.click('text=Approve and return')]);
    await expect.poll(events).toEqual([
      ['approve', { fundingSource: 'paypal', orderId, payerId: 'STANDBUYER234' }],
      ['complete', { paymentSessionState: 'approved' }],
    ]);
    expect(await statusAtPayPal()).toBe('APPROVED');
  });

  test('tells the page that the buyer has changed their mind', async () => {
    const popup = await openPopup('popup');
    await Promise.all([popup.waitForEvent('close'), popup.click('text=Cancel and return')]);
    await expect.poll(events).toEqual([
      ['cancel', { orderId }],
      ['complete', { paymentSessionState: 'canceled' }],
    ]);
    expect(await statusAtPayPal()).toBe('PAYER_ACTION_REQUIRED');
  });

  test('that is closed is a cancellation', async () => {
    const popup = await openPopup();
    await popup.close();
    await expect.poll(events).toMatchObject([
      ['cancel', { orderId }],
      ['complete', {}],
    ]);
  });

  test('that approves and never reports looks like a cancellation, and is none', async () => {
    const popup = await openPopup();
    await popup.click('text=Approve and do not come back');
    await popup.waitForSelector('text=The shop has not been told');
    expect(await events()).toEqual([]);
    await popup.close();
    await expect.poll(events).toMatchObject([
      ['cancel', { orderId }],
      ['complete', {}],
    ]);
    expect(await statusAtPayPal()).toBe('APPROVED');
  });

  test("is not believed when somebody else speaks in PayPal's place", async () => {
    const popup = await openPopup();
    await page.evaluate((id) => {
      window.postMessage({ source: 'local-paypal', outcome: 'approved', orderId: id }, '*');
    }, orderId);
    await popup.close();
    await expect.poll(events).toMatchObject([
      ['cancel', { orderId }],
      ['complete', {}],
    ]);
  });

  test('closes again when there is no order to approve', async () => {
    await openShop();
    const popupClosed = page.waitForEvent('popup').then(async (popup) => {
      if (!popup.isClosed()) await popup.waitForEvent('close');
    });
    await page.evaluate((clientId) => {
      const { pay } = window as unknown as { pay: (...values: unknown[]) => Promise<void> };
      const order = new Promise((_, reject) => setTimeout(reject, 50, new Error('sold out')));
      return pay(clientId, { presentationMode: 'auto' }, order).catch(() => {});
    }, credentials.clientId);
    await popupClosed;
    expect(await events()).toMatchObject([
      ['error', { message: 'sold out', isRecoverable: false }],
      ['complete', { paymentSessionState: 'error' }],
    ]);
  });
});

describe('where no window opens', () => {
  beforeEach(() => page.addInitScript(() => (window.open = () => null)));

  test('the approval page comes in the same tab and leads back', async () => {
    await openShop();
    await page.click('button');
    await page.waitForURL(`${standIn.url}/checkoutnow?token=${orderId}`);
    await page.click('text=Approve and return');
    await page.waitForURL(`${shopUrl}/returned?token=${orderId}&PayerID=STANDBUYER234`);
    expect(await statusAtPayPal()).toBe('APPROVED');
  });

  test('whoever insists on one can try another way', async () => {
    await openShop('popup');
    await page.click('button');
    await expect.poll(events).toMatchObject([['rejected', { isRecoverable: true }]]);
  });
});

test('a page with the id of another app gets nowhere', async () => {
  await openShop('auto', 'another-app');
  await page.click('button');
  await expect.poll(events).toMatchObject([['rejected', { code: 'ERR_INVALID_CLIENT' }]]);
});

test('a failing onApprove is an error, not an approval', async () => {
  await openShop();
  const popup = page.waitForEvent('popup');
  await page.evaluate(
    ([clientId, id]) => {
      const { pay } = window as unknown as { pay: (...values: unknown[]) => Promise<void> };
      return pay(clientId, { presentationMode: 'auto' }, Promise.resolve({ orderId: id }), async () => {
        throw new Error('the server is away');
      });
    },
    [credentials.clientId, orderId],
  );
  await (await popup).click('text=Approve and return');
  await expect.poll(events).toMatchObject([
    ['approve', { orderId }],
    ['error', { message: 'the server is away' }],
    ['complete', { paymentSessionState: 'error' }],
  ]);
});

test('the approval page works without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${standIn.url}/checkoutnow?token=${orderId}`);
  await plain.click('text=Cancel and return');
  await plain.waitForURL(`${shopUrl}/canceled?token=${orderId}`);
  await context.close();
});

test('the approval page can be used by everybody, on a narrow screen too', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const narrow = await context.newPage();
  await narrow.goto(`${standIn.url}/checkoutnow?token=${orderId}`);
  const { violations } = await new AxeBuilder({ page: narrow }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await context.close();
});
