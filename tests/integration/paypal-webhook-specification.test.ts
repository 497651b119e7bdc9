import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import { createPayPalTransport } from '../../server/payments/paypal-transport.ts';
import { createPostbackVerification } from '../../server/payments/webhooks/verify-by-postback.ts';
import { eventTypes } from '../../stand-ins/paypal/webhooks/event-model.ts';
import { type Exchange, loadSpecification } from '../paypal-specification/load-specification.ts';
import { type Recorder, recordExchanges } from '../record-exchanges.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';
import { until, webhookId } from './open-test-webhooks.ts';

const names = ['notifications_webhooks_v1', 'customer_disputes_v1', 'reporting_transactions_v1'];
const specifications = [...names, 'checkout_orders_v2', 'payments_payment_v2'].map(loadSpecification);

type Told = { body: string; headers: Record<string, string | string[] | undefined> };

let standIn: TestPayPal;
let recorder: Recorder;
const told: Told[] = [];
const shop = createServer(async (request, response) => {
  told.push({ body: await text(request), headers: request.headers });
  response.end();
});

beforeAll(async () => {
  standIn = await startPayPal();
  recorder = await recordExchanges(standIn.url);
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  await standIn.control.webhooks.register({ id: webhookId, url });
});
afterAll(async () => {
  await new Promise((resolve) => shop.close(resolve));
  await recorder.stop();
  await standIn.stop();
});

const check = (exchange: Exchange): string[] =>
  specifications.map((specification) => specification.check(exchange)).find((result) => result) ?? ['not specified'];
const got = (path: string, responseBody: unknown): Exchange => ({
  ...{ method: 'GET', path, requestBody: '', status: 200, responseBody },
});

/** Everything that this PayPal has to tell, once. */
async function makeNews(client: ReturnType<typeof createPayPalClient>) {
  const { control } = standIn;
  async function capture(name: string): Promise<string> {
    const created = await client.createOrder({
      ...{ attemptId: `attempt-${name}`, requestId: `create-${name}`, invoiceId: `invoice-${name}-1` },
      ...{ amountCents: 12_550, currency: 'EUR', description: 'Two tickets', brandName: 'The Conference' },
      ...{ returnUrl: 'http://127.0.0.1:8080/a', cancelUrl: 'http://127.0.0.1:8080/b' },
    });
    if (!created.ok) throw new Error(JSON.stringify(created));
    await control.approve(created.value.id);
    await client.captureOrder({ paypalOrderId: created.value.id, requestId: `capture-${name}` });
    const { orders } = await control.ledger({ orderId: created.value.id });
    return orders[0]?.captures[0]?.id ?? '';
  }
  const captureId = await capture('a');
  const part = { captureId, requestId: 'refund-1', amountCents: 2_500, currency: 'EUR', noteToPayer: 'One less' };
  await client.refundCapture(part);
  for (const status of ['PENDING', 'DECLINED'] as const) {
    const fault = { kind: 'outcome', status, reason: null } as const;
    await control.plan({ operation: 'capture', fault });
    await capture(status);
  }
  const disputed = await control.dispute(await capture('b'));
  await client.getDispute(disputed.id);
  await control.resolveDispute(disputed.id, 'RESOLVED_BUYER_FAVOUR');
  await client.getDispute(disputed.id);
  const now = Date.now();
  await client.listDisputes({ since: now - 3_600_000 });
  await client.listTransactions({ from: now - 3_600_000, to: now + 60_000 });
}

test('events, disputes and the account of what moved are as the specification has them', async () => {
  await makeNews(createPayPalClient({ baseUrl: recorder.url, ...credentials }));
  const events = await until(async () => {
    const parsed = told.map(({ body }) => JSON.parse(body));
    expect(new Set(parsed.map(({ event_type: type }) => type))).toEqual(new Set(eventTypes));
    return parsed;
  });
  for (const { resource, ...event } of events) {
    expect(check(got(`/v1/notifications/webhooks-events/${event.id}`, event)), event.event_type).toEqual([]);
    const place = {
      'checkout-order': '/v2/checkout/orders/1',
      capture: '/v2/payments/captures/1',
      refund: '/v2/payments/refunds/1',
      dispute: '/v1/customer/disputes/1',
    }[event.resource_type as string];
    expect(check(got(place ?? '', resource)), event.event_type).toEqual([]);
  }
  const asked = recorder.exchanges.filter(({ path }) => path.startsWith('/v1/') && path !== '/v1/oauth2/token');
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(asked.flatMap(check)).toEqual([]);
  expect(check(got('/v1/reporting/transactions', { transaction_details: [{ transaction: {} }] }))).not.toEqual([]);
});

test('PayPal verifies its own events, asked as the specification says', async () => {
  const verify = createPostbackVerification(
    createPayPalTransport({ baseUrl: recorder.url, ...credentials }),
    webhookId,
  );
  const { body, headers } = told[0] as Told;
  const text = (name: string) => String(headers[name]);
  const transmission = {
    id: text('paypal-transmission-id'),
    time: text('paypal-transmission-time'),
    signature: text('paypal-transmission-sig'),
    algorithm: text('paypal-auth-algo'),
    // Where this PayPal was found by who asks.
    certUrl: text('paypal-cert-url'),
  };
  recorder.exchanges.length = 0;
  expect(await verify(transmission, Buffer.from(body))).toMatchObject({
    verdict: expect.stringMatching(/genuine|forged/),
  });
  const [asked] = recorder.exchanges.filter(({ path }) => path.endsWith('verify-webhook-signature'));
  if (!asked) throw new Error('PayPal was not asked');
  const { resource: _, ...event } = (asked.requestBody as { webhook_event: { resource: unknown } }).webhook_event;
  const requestBody = { ...(asked.requestBody as object), webhook_event: event };
  expect(check({ ...asked, requestBody })).toEqual([]);
});
