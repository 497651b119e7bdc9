import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import type { PayPal } from '../../server/payments/paypal.ts';
import { issues } from '../../stand-ins/paypal/issues.ts';
import { type Exchange, loadSpecification } from '../paypal-specification/load-specification.ts';
import { type Recorder, recordExchanges } from '../record-exchanges.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';

const specifications = ['checkout_orders_v2', 'payments_payment_v2'].map(loadSpecification);

let standIn: TestPayPal;
let recorder: Recorder;
let client: PayPal;
let token = '';

beforeAll(async () => {
  standIn = await startPayPal();
  recorder = await recordExchanges(standIn.url);
  client = createPayPalClient({ baseUrl: recorder.url, ...credentials });
  const answer = await fetch(`${standIn.url}/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${credentials.clientId}:${credentials.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(async () => {
  await recorder.stop();
  await standIn.stop();
});

function check(exchange: Exchange): string[] {
  const found = specifications.map((specification) => specification.check(exchange)).find((result) => result);
  return found ?? [`${exchange.path} is not in the specification`];
}

/** What went through since the last time, and what is wrong with it. */
function takeProblems(expected: number[]): string[] {
  const taken = recorder.exchanges.splice(0).filter(({ path }) => path !== '/v1/oauth2/token');
  expect(taken.map(({ status }) => status)).toEqual(expected);
  return taken.flatMap((exchange) =>
    check(exchange).map((problem) => `${exchange.method} ${exchange.path}: ${problem}`),
  );
}

/** A request as no client of ours makes it. */
async function send(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${recorder.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'paypal-request-id': crypto.randomUUID(),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return (await response.json()) as { id: string; links: { rel: string; href: string }[] };
}

const unit = (changes: object = {}) => ({ amount: { currency_code: 'EUR', value: '12.50' }, ...changes });
const order = (changes: object = {}) => ({ intent: 'CAPTURE', purchase_units: [unit()], ...changes });

async function createApproved(invoiceId: string): Promise<string> {
  const reply = await client.createOrder({
    attemptId: 'attempt-1',
    requestId: crypto.randomUUID(),
    invoiceId,
    amountCents: 12_550,
    currency: 'EUR',
    description: 'Two tickets',
    brandName: 'The Conference',
    returnUrl: 'http://127.0.0.1:8080/pay/return/a?s=1',
    cancelUrl: 'http://127.0.0.1:8080/orders/o?s=1',
  });
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  await standIn.control.approve(reply.value.id);
  return reply.value.id;
}

async function capture(paypalOrderId: string, requestId: string = crypto.randomUUID()): Promise<string> {
  const reply = await client.captureOrder({ paypalOrderId, requestId });
  return reply.ok ? (reply.value.captures[0]?.id ?? '') : '';
}

test('what the client sends and gets for money taken and given back is in the specification', async () => {
  const id = await createApproved('invoice-1');
  await client.getOrder(id);
  const captureId = await capture(id, 'same');
  await capture(id, 'same');
  await client.getCapture(captureId);
  const refund = { captureId, currency: 'EUR', noteToPayer: 'One ticket less' };
  const partial = await client.refundCapture({ ...refund, requestId: 'refund-1', amountCents: 2_500 });
  await client.refundCapture({ ...refund, requestId: 'refund-2', amountCents: 10_050 });
  if (partial.ok) await client.getRefund(partial.value.id);
  await client.getOrder(id);
  expect(takeProblems([200, 200, 201, 200, 200, 201, 201, 200, 200])).toEqual([]);
});

test.each(['DECLINED', 'PENDING', 'FAILED'] as const)('so is a capture that is %s', async (status) => {
  const id = await createApproved(`invoice-${status}`);
  const reason = status === 'PENDING' ? 'PENDING_REVIEW' : null;
  await standIn.control.plan({ operation: 'capture', fault: { kind: 'outcome', status, reason } });
  await capture(id);
  await client.getOrder(id);
  expect(takeProblems([200, 201, 200])).toEqual([]);
});

test('so are orders without a payment source, and minimal answers', async () => {
  const { id } = await send('POST', '/v2/checkout/orders', order());
  await send('GET', `/v2/checkout/orders/${id}`);
  await standIn.control.approve(id);
  await send('POST', `/v2/checkout/orders/${id}/capture`);
  expect(takeProblems([201, 200, 201])).toEqual([]);
});

test('so is every refusal of its own', async () => {
  const context = { return_url: 'nowhere' };
  const bad: [status: number, body: unknown][] = [
    [400, '{'],
    [400, order({ intent: undefined })],
    [400, order({ intent: 'AUTHORIZE' })],
    [400, order({ purchase_units: [] })],
    [400, order({ purchase_units: [unit({ amount: { currency_code: 'EUR' } })] })],
    [400, order({ purchase_units: [unit({ amount: { currency_code: 'EUR', value: 'ten' } })] })],
    [400, order({ purchase_units: [unit({ invoice_id: 'x'.repeat(128) })] })],
    [400, order({ payment_source: { paypal: { experience_context: context } } })],
    [422, order({ purchase_units: [unit({ amount: { currency_code: 'JPY', value: '12.50' } })] })],
    [422, order({ purchase_units: [unit({ amount: { currency_code: 'EUR', value: '12.505' } })] })],
    [422, order({ purchase_units: [unit({ amount: { currency_code: 'EUR', value: '0' } })] })],
    [422, order({ purchase_units: [unit({ amount: { currency_code: 'ISK', value: '12' } })] })],
  ];
  for (const [, body] of bad) await send('POST', '/v2/checkout/orders', body);
  await send('POST', '/v2/checkout/orders', order(), { authorization: 'Bearer none' });
  await send('POST', '/v2/checkout/orders', order(), { 'paypal-request-id': '' });
  expect(takeProblems([...bad.map(([status]) => status), 401, 400])).toEqual([]);

  const [first, second] = [await createApproved('invoice-2'), await createApproved('invoice-2')];
  const captureId = await capture(first);
  await capture(first);
  await capture(second);
  await capture('0NOSUCHORDER00000');
  await client.getCapture('0NOSUCHCAPTURE000');
  await client.getRefund('0NOSUCHREFUND0000');
  const refund = { captureId, requestId: 'refund-3', currency: 'EUR', noteToPayer: '' };
  await client.refundCapture({ ...refund, amountCents: 20_000 });
  await client.refundCapture({ ...refund, requestId: 'refund-4', currency: 'USD', amountCents: 100 });
  const { id } = await send('POST', '/v2/checkout/orders', order());
  await send('POST', `/v2/checkout/orders/${id}/capture`);
  expect(takeProblems([200, 200, 201, 422, 422, 404, 404, 404, 422, 422, 201, 422])).toEqual([]);
});

/** The specification has neither; PayPal answers so elsewhere. */
const beyond = ['PAYPAL_REQUEST_ID_PREVIOUSLY_USED', 'RATE_LIMIT_REACHED', 'SERVICE_UNAVAILABLE'];

test("so is every issue that PayPal's mock header can ask for, in at least one operation", async () => {
  const id = await createApproved('invoice-3');
  const captureId = await capture(id);
  recorder.exchanges.length = 0;
  const unexplained: Record<string, string[]> = {};
  for (const issue of Object.keys(issues).filter((name) => !beyond.includes(name))) {
    const mock = { 'paypal-mock-response': JSON.stringify({ mock_application_codes: issue }) };
    await send('POST', '/v2/checkout/orders', order(), mock);
    await send('POST', `/v2/checkout/orders/${id}/capture`, {}, mock);
    await send('POST', `/v2/payments/captures/${captureId}/refund`, {}, mock);
    const problems = recorder.exchanges.splice(0).map((exchange) => {
      expect(exchange.status, issue).toBe(issues[issue]?.status);
      return check(exchange);
    });
    if (problems.every((found) => found.length > 0)) unexplained[issue] = problems.flat();
  }
  expect(unexplained).toEqual({});
});

test('the check sees what is not specified', () => {
  const answer = { method: 'GET', path: '/v2/checkout/orders/1', requestBody: undefined, status: 200 };
  expect(check({ ...answer, responseBody: { id: 1 } })).toEqual(['/id must be string']);
  expect(check({ ...answer, responseBody: { purchase_units: [{ invoice: 'x' }] } })).toEqual([
    '/purchase_units/0/invoice is not in the specification',
  ]);
  expect(check({ ...answer, status: 418, responseBody: {} })).toEqual(['418 is not in the specification']);
  const refused = { ...answer, status: 404, responseBody: { details: [{ issue: 'ORDER_NOT_FOUND' }] } };
  expect(check(refused)).not.toEqual([]);
});
