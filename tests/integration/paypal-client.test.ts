import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPayPalClient, type PayPalCall } from '../../server/payments/create-paypal-client.ts';
import type { PayPal, PayPalOrder, PayPalReply } from '../../server/payments/paypal.ts';
import { standInMerchantId } from '../../server/payments/paypal-settings.ts';
import { credentials, startPayPal, type TestPayPal } from '../start-paypal.ts';

let standIn: TestPayPal;
let client: PayPal;
let calls: PayPalCall[] = [];
let number = 0;

beforeAll(async () => {
  standIn = await startPayPal();
  client = createPayPalClient({ baseUrl: standIn.url, ...credentials, onCall: (call) => calls.push(call) });
});
afterAll(() => standIn.stop());
beforeEach(async () => {
  calls = [];
  number += 1;
  await standIn.control.clearFaults();
});

/** Short enough to wait for, long enough for an answer of this machine. */
const hasty = () => createPayPalClient({ baseUrl: standIn.url, ...credentials, timeoutMs: 400 });

function request(changes: Partial<Parameters<PayPal['createOrder']>[0]> = {}) {
  return {
    attemptId: `attempt-${number}`,
    requestId: `create-${number}`,
    invoiceId: `invoice-${number}-1`,
    amountCents: 12_550,
    currency: 'EUR',
    description: 'Two tickets',
    brandName: 'The Conference',
    returnUrl: 'http://127.0.0.1:8080/pay/return/a?s=1',
    cancelUrl: 'http://127.0.0.1:8080/orders/o?s=1',
    ...changes,
  };
}

function expectValue<T>(reply: PayPalReply<T>): T {
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

async function createApproved(changes: Parameters<typeof request>[0] = {}): Promise<PayPalOrder> {
  const order = expectValue(await client.createOrder(request(changes)));
  await standIn.control.approve(order.id);
  return order;
}

async function createCaptured(changes: Parameters<typeof request>[0] = {}): Promise<string> {
  const order = await createApproved(changes);
  const captured = expectValue(
    await client.captureOrder({ paypalOrderId: order.id, requestId: `capture-${order.id}` }),
  );
  return captured.captures[0]?.id ?? '';
}

const captureOf = (order: PayPalOrder, requestId = `capture-${order.id}`) => ({ paypalOrderId: order.id, requestId });
const capturesOf = async (order: PayPalOrder) => {
  const ledger = await standIn.control.ledger({ orderId: order.id });
  return ledger.orders.flatMap((entry) => entry.captures.map((capture) => capture.status));
};

describe('the way money takes', () => {
  test('an order is created for the attempt, approved, captured, read and refunded', async () => {
    const created = expectValue(await client.createOrder(request()));
    expect(created).toMatchObject({
      status: 'PAYER_ACTION_REQUIRED',
      amountCents: 12_550,
      currency: 'EUR',
      customId: `attempt-${number}`,
      invoiceId: `invoice-${number}-1`,
      payeeMerchantId: standInMerchantId,
      approveUrl: `${standIn.url}/checkoutnow?token=${created.id}`,
      captures: [],
    });
    await standIn.control.approve(created.id);
    expect(expectValue(await client.getOrder(created.id)).status).toBe('APPROVED');

    const captured = expectValue(await client.captureOrder(captureOf(created)));
    expect(captured.captures).toMatchObject([
      { status: 'COMPLETED', amountCents: 12_550, currency: 'EUR', reason: null },
    ]);
    const captureId = captured.captures[0]?.id ?? '';
    expect(expectValue(await client.getCapture(captureId))).toEqual(captured.captures[0]);

    const partial = {
      captureId,
      requestId: `refund-${number}`,
      amountCents: 2_550,
      currency: 'EUR',
      noteToPayer: 'One less',
    };
    const refund = expectValue(await client.refundCapture(partial));
    expect(refund).toMatchObject({ status: 'COMPLETED', amountCents: 2_550, currency: 'EUR' });
    expect(expectValue(await client.getRefund(refund.id))).toEqual(refund);
    expect(expectValue(await client.getCapture(captureId)).status).toBe('PARTIALLY_REFUNDED');
  });

  test.each([
    ['JPY', 1_500, '1500'],
    ['HUF', 4_990, '4990'],
    ['TWD', 990, '990'],
    ['EUR', 5, '0.05'],
    ['USD', 100_000, '1000.00'],
  ])('%s %d is %s at PayPal and comes back as it went', async (currency, amountCents, value) => {
    const order = await createApproved({ currency, amountCents });
    const { orders } = await standIn.control.ledger({ orderId: order.id });
    expect(orders[0]?.amount).toEqual({ currency_code: currency, value });
    const captured = expectValue(await client.captureOrder(captureOf(order)));
    expect(captured).toMatchObject({ amountCents, currency, captures: [{ amountCents, currency }] });
  });

  test.each([
    ['a currency PayPal does not take', { currency: 'ISK' }, 'INVALID_CURRENCY_CODE'],
    ['nothing to pay', { amountCents: 0 }, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['half a cent', { amountCents: 10.5 }, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ])('%s is refused before PayPal hears of it', async (_, changes, issue) => {
    const before = (await standIn.control.ledger()).calls;
    expect(await client.createOrder(request(changes))).toMatchObject({
      ok: false,
      kind: 'rejected',
      issue,
      status: null,
    });
    expect((await standIn.control.ledger()).calls).toEqual(before);
  });

  test('texts too long for PayPal are shortened, an empty one is left out', async () => {
    const long = `${'x'.repeat(126)}😀`;
    const order = expectValue(await client.createOrder(request({ description: long, brandName: '' })));
    const { orders } = await standIn.control.ledger({ orderId: order.id });
    expect(orders[0]).toMatchObject({ description: 'x'.repeat(126), brandName: null });
  });

  test('an id that leads elsewhere is refused before PayPal hears of it', async () => {
    expect(await client.getOrder('../../control/ledger')).toMatchObject({ ok: false, kind: 'rejected', status: null });
    expect(await client.getCapture('..')).toMatchObject({ ok: false, kind: 'rejected', status: null });
  });
});

describe('the same request id', () => {
  test('creates one order and captures once, however often it is sent', async () => {
    const first = expectValue(await client.createOrder(request()));
    expect(expectValue(await client.createOrder(request())).id).toBe(first.id);
    await standIn.control.approve(first.id);
    const replies = await Promise.all(Array.from({ length: 20 }, () => client.captureOrder(captureOf(first))));
    expect(new Set(replies.map((reply) => expectValue(reply).captures[0]?.id)).size).toBe(1);
    expect(await capturesOf(first)).toEqual(['COMPLETED']);
  });

  test('refunds once', async () => {
    const captureId = await createCaptured();
    const refund = { captureId, requestId: `r-${captureId}`, amountCents: 1_000, currency: 'EUR', noteToPayer: '' };
    const [first, second] = [await client.refundCapture(refund), await client.refundCapture(refund)];
    expect(expectValue(second).id).toBe(expectValue(first).id);
  });

  test('with another id a second capture is neither taken nor a decline', async () => {
    const order = await createApproved();
    expectValue(await client.captureOrder(captureOf(order)));
    expect(await client.captureOrder(captureOf(order, 'another'))).toMatchObject({
      kind: 'unknown',
      issue: 'ORDER_ALREADY_CAPTURED',
      status: 422,
    });
    expect(await capturesOf(order)).toEqual(['COMPLETED']);
  });

  test('an invoice is paid once, by whichever of its orders is captured first', async () => {
    const first = await createApproved();
    const second = await createApproved({ requestId: `create-${number}-again` });
    expectValue(await client.captureOrder(captureOf(first)));
    expect(await client.captureOrder(captureOf(second))).toMatchObject({
      kind: 'rejected',
      issue: 'DUPLICATE_INVOICE_ID',
    });
    expect(await capturesOf(second)).toEqual([]);
  });
});

describe('a no', () => {
  test('planned for the next capture does not reach one that has already happened', async () => {
    const [done, next] = [await createApproved(), await createApproved({ requestId: 'next', invoiceId: 'next' })];
    expectValue(await client.captureOrder(captureOf(done)));
    await standIn.control.plan({ operation: 'capture', fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' } });
    expectValue(await client.captureOrder(captureOf(done)));
    expect(await client.captureOrder(captureOf(next))).toMatchObject({ kind: 'declined' });
  });

  test('INSTRUMENT_DECLINED is a decline; a new request id may succeed', async () => {
    const order = await createApproved();
    await standIn.control.plan({
      operation: 'capture',
      orderId: order.id,
      fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' },
    });
    const declined = await client.captureOrder(captureOf(order));
    expect(declined).toMatchObject({ ok: false, kind: 'declined', issue: 'INSTRUMENT_DECLINED', status: 422 });
    expect(await client.captureOrder(captureOf(order))).toMatchObject({ kind: 'declined' });
    expectValue(await client.captureOrder(captureOf(order, 'second-try')));
    expect(await capturesOf(order)).toEqual(['COMPLETED']);
  });

  test.each([
    ['DECLINED', null, 'DECLINED'],
    ['FAILED', 'PENDING_REVIEW', 'PENDING_REVIEW'],
  ] as const)('%s inside a 201 is a decline', async (status, reason, issue) => {
    const order = await createApproved();
    await standIn.control.plan({ operation: 'capture', fault: { kind: 'outcome', status, reason } });
    const reply = await client.captureOrder(captureOf(order));
    expect(reply).toMatchObject({ ok: false, kind: 'declined', issue, status: 201, debugId: expect.any(String) });
    expect(expectValue(await client.getOrder(order.id))).toMatchObject({ status: 'COMPLETED', captures: [{ status }] });
  });

  test('an order not approved is a decline, an unknown one is rejected', async () => {
    const order = expectValue(await client.createOrder(request()));
    expect(await client.captureOrder(captureOf(order))).toMatchObject({
      kind: 'declined',
      issue: 'ORDER_NOT_APPROVED',
    });
    expect(await client.getOrder('0NOSUCHORDER00000')).toMatchObject({
      kind: 'rejected',
      issue: 'INVALID_RESOURCE_ID',
      status: 404,
      debugId: expect.stringMatching(/^[0-9a-f]{13}$/),
    });
  });

  test("the payee's own trouble is not the buyer's", async () => {
    await standIn.control.plan({ operation: 'create', fault: { kind: 'issue', issue: 'PAYEE_ACCOUNT_RESTRICTED' } });
    expect(await client.createOrder(request())).toMatchObject({ kind: 'rejected', issue: 'PAYEE_ACCOUNT_RESTRICTED' });
  });

  test('a refund of more than is left is unknown, as it may be the same one again', async () => {
    const captureId = await createCaptured();
    const refund = { captureId, requestId: `r-${captureId}`, amountCents: 12_550, currency: 'EUR', noteToPayer: '' };
    expectValue(await client.refundCapture(refund));
    expect(await client.refundCapture({ ...refund, requestId: 'forgotten' })).toMatchObject({
      kind: 'unknown',
      issue: 'CAPTURE_FULLY_REFUNDED',
    });
  });

  test('wrong credentials are rejected', async () => {
    const stranger = createPayPalClient({ baseUrl: standIn.url, clientId: credentials.clientId, secret: 'wrong' });
    expect(await stranger.createOrder(request())).toMatchObject({
      kind: 'rejected',
      issue: 'invalid_client',
      status: 401,
    });
  });
});

describe('pending', () => {
  test('a pending capture is a success that is no money yet, and becomes either', async () => {
    for (const status of ['COMPLETED', 'DECLINED'] as const) {
      const order = await createApproved({ requestId: `c-${status}-${number}`, invoiceId: `i-${status}-${number}` });
      await standIn.control.plan({
        operation: 'capture',
        fault: { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' },
      });
      const captured = expectValue(await client.captureOrder(captureOf(order)));
      expect(captured.captures).toMatchObject([{ status: 'PENDING', reason: 'ECHECK' }]);
      const captureId = captured.captures[0]?.id ?? '';
      await standIn.control.settleCapture(captureId, status);
      expect(expectValue(await client.getCapture(captureId)).status).toBe(status);
    }
  });

  test('a pending refund becomes either, and a failed one gives its amount back', async () => {
    const captureId = await createCaptured();
    await standIn.control.plan({ operation: 'refund', fault: { kind: 'outcome', status: 'PENDING' } });
    const wanted = {
      captureId,
      requestId: `r-${captureId}`,
      amountCents: 12_550,
      currency: 'EUR',
      noteToPayer: 'Sorry',
    };
    const refund = expectValue(await client.refundCapture(wanted));
    expect(refund.status).toBe('PENDING');
    await standIn.control.settleRefund(refund.id, 'FAILED');
    expect(expectValue(await client.getRefund(refund.id)).status).toBe('FAILED');
    expect(expectValue(await client.getCapture(captureId)).status).toBe('COMPLETED');
  });
});

describe('no answer that says anything', () => {
  test.each([
    ['409', { kind: 'status', status: 409 }],
    ['429', { kind: 'status', status: 429 }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['a broken connection', { kind: 'disconnect' }],
    ['half of a JSON text', { kind: 'malformed' }],
    ['a timeout', { kind: 'timeout' }],
  ] as const)('%s is unknown for every operation, before and after the effect', async (_, fault) => {
    const impatient = hasty();
    const order = await createApproved();
    for (const when of ['before', 'after'] as const) {
      const captureId = await createCaptured({ requestId: `c-${when}-${number}`, invoiceId: `i-${when}-${number}` });
      const refund = { captureId, requestId: `r-${captureId}`, amountCents: 100, currency: 'EUR', noteToPayer: '' };
      const attempts: [Parameters<typeof standIn.control.plan>[0]['operation'], () => Promise<PayPalReply<unknown>>][] =
        [
          ['create', () => impatient.createOrder(request({ requestId: `lost-${when}-${number}` }))],
          ['get', () => impatient.getOrder(order.id)],
          ['get-capture', () => impatient.getCapture(captureId)],
          ['refund', () => impatient.refundCapture(refund)],
        ];
      for (const [operation, run] of attempts) {
        await standIn.control.plan({ operation, fault: { ...fault, when } });
        expect(await run(), operation).toMatchObject({ ok: false, kind: 'unknown' });
      }
      const { orders } = await standIn.control.ledger({ invoiceId: `i-${when}-${number}` });
      expect(orders[0]?.captures[0]?.refunds).toHaveLength(when === 'after' ? 1 : 0);
    }
  });

  test.each(['before', 'after'] as const)(
    'a capture lost %s its effect is made good by the same request',
    async (when) => {
      const order = await createApproved({ requestId: `create-${when}`, invoiceId: `invoice-${when}` });
      await standIn.control.plan({ operation: 'capture', orderId: order.id, fault: { kind: 'timeout', when } });
      expect(await hasty().captureOrder(captureOf(order))).toMatchObject({ kind: 'unknown', status: null });
      expect(await capturesOf(order)).toEqual(when === 'after' ? ['COMPLETED'] : []);
      expect(expectValue(await client.captureOrder(captureOf(order))).captures).toMatchObject([
        { status: 'COMPLETED' },
      ]);
      expect(await capturesOf(order)).toEqual(['COMPLETED']);
    },
  );

  test('while a slow request is at work, the same again is a conflict, and unknown', async () => {
    const order = await createApproved();
    await standIn.control.plan({ operation: 'capture', orderId: order.id, fault: { kind: 'slow', delayMs: 1_000 } });
    expect(await hasty().captureOrder(captureOf(order))).toMatchObject({ kind: 'unknown', status: null });
    expect(await client.captureOrder(captureOf(order))).toMatchObject({
      kind: 'unknown',
      issue: 'PREVIOUS_REQUEST_IN_PROGRESS',
      status: 409,
    });
    await expect.poll(() => capturesOf(order), { timeout: 5_000 }).toEqual(['COMPLETED']);
  });

  test('a PayPal that is not there is unknown', async () => {
    const nowhere = createPayPalClient({ baseUrl: 'http://127.0.0.1:9', ...credentials });
    expect(await nowhere.getOrder('X')).toEqual({
      ok: false,
      kind: 'unknown',
      issue: null,
      status: null,
      debugId: null,
    });
  });

  test('a call ends within its time, even where that is over while it waits for a new token', async () => {
    const order = await createApproved();
    const patient = createPayPalClient({ baseUrl: standIn.url, ...credentials, timeoutMs: 1_000 });
    await patient.getOrder(order.id);
    await standIn.control.plan({ operation: 'get', fault: { kind: 'status', status: 401, delayMs: 800 } });
    await standIn.control.plan({ operation: 'token', fault: { kind: 'timeout' } });
    const startedAt = performance.now();
    expect(await patient.getOrder(order.id)).toMatchObject({ kind: 'unknown', status: null });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(await standIn.control.faults()).toEqual([]);
  });
});

describe('the token', () => {
  const tokensIssued = async () => (await standIn.control.ledger()).calls.token ?? 0;

  test('is asked for once by calls at the same time, and kept', async () => {
    const fresh = createPayPalClient({ baseUrl: standIn.url, ...credentials });
    const order = await createApproved();
    const before = await tokensIssued();
    await Promise.all(Array.from({ length: 20 }, () => fresh.getOrder(order.id)));
    await fresh.getOrder(order.id);
    expect((await tokensIssued()) - before).toBe(1);
  });

  test('is renewed once where PayPal takes it no more, by all calls together', async () => {
    const order = await createApproved();
    const before = await tokensIssued();
    await standIn.control.expireTokens();
    const replies = await Promise.all(Array.from({ length: 10 }, () => client.getOrder(order.id)));
    expect(replies.every((reply) => reply.ok)).toBe(true);
    expect((await tokensIssued()) - before).toBe(1);
  });

  test('a second 401 is an answer', async () => {
    const order = await createApproved();
    await standIn.control.plan({ operation: 'get', times: 2, fault: { kind: 'status', status: 401 } });
    expect(await client.getOrder(order.id)).toMatchObject({
      kind: 'rejected',
      issue: 'AUTHENTICATION_FAILURE',
      status: 401,
    });
    expect(await standIn.control.faults()).toEqual([]);
  });

  test('one that cannot be had is asked for again by the next call', async () => {
    const fresh = createPayPalClient({ baseUrl: standIn.url, ...credentials });
    const order = await createApproved();
    await standIn.control.plan({ operation: 'token', fault: { kind: 'status', status: 503 } });
    expect(await fresh.getOrder(order.id)).toMatchObject({ kind: 'unknown', status: 503 });
    expect(await fresh.getOrder(order.id)).toMatchObject({ ok: true });
  });
});

describe('what is told of a call', () => {
  test('operation, failure and debug id, and no secret', async () => {
    await client.createOrder(request());
    await client.getOrder('0NOSUCHORDER00000');
    expect(calls).toMatchObject([
      { operation: 'createOrder', failure: null, debugId: expect.stringMatching(/^[0-9a-f]{13}$/) },
      { operation: 'getOrder', failure: { kind: 'rejected' }, debugId: expect.stringMatching(/^[0-9a-f]{13}$/) },
    ]);
    expect(JSON.stringify(calls)).not.toContain(credentials.secret);
  });

  test('a DECLINED inside a 201 is told as the failure it is', async () => {
    const order = await createApproved();
    await standIn.control.plan({ operation: 'capture', fault: { kind: 'outcome', status: 'DECLINED' } });
    await client.captureOrder(captureOf(order));
    expect(calls.at(-1)).toMatchObject({ operation: 'captureOrder', failure: { kind: 'declined' } });
  });
});
