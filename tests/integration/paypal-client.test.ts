import { describe, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import { standInMerchantId } from '../../server/payments/paypal-settings.ts';
import { credentials } from '../start-paypal.ts';
import { captureOf, createTestPayPalClient, expectValue } from './open-test-paypal-client.ts';

const { capturesOf, client, createApproved, createCaptured, number, request, standIn } = createTestPayPalClient();

describe('the way money takes', () => {
  test('an order is created for the attempt, approved, captured, read and refunded', async () => {
    const created = expectValue(await client().createOrder(request()));
    expect(created).toMatchObject({
      status: 'PAYER_ACTION_REQUIRED',
      amountCents: 12_550,
      currency: 'EUR',
      customId: `attempt-${number()}`,
      invoiceId: `invoice-${number()}-1`,
      payeeMerchantId: standInMerchantId,
      approveUrl: `${standIn().url}/checkoutnow?token=${created.id}`,
      captures: [],
    });
    await standIn().control.approve(created.id);
    expect(expectValue(await client().getOrder(created.id)).status).toBe('APPROVED');

    const captured = expectValue(await client().captureOrder(captureOf(created)));
    expect(captured.captures).toMatchObject([
      { status: 'COMPLETED', amountCents: 12_550, currency: 'EUR', reason: null },
    ]);
    const captureId = captured.captures[0]?.id ?? '';
    expect(expectValue(await client().getCapture(captureId))).toEqual(captured.captures[0]);

    const partial = {
      captureId,
      requestId: `refund-${number()}`,
      amountCents: 2_550,
      currency: 'EUR',
      noteToPayer: 'One less',
    };
    const refund = expectValue(await client().refundCapture(partial));
    expect(refund).toMatchObject({ status: 'COMPLETED', amountCents: 2_550, currency: 'EUR' });
    expect(expectValue(await client().getRefund(refund.id))).toEqual(refund);
    expect(expectValue(await client().getCapture(captureId)).status).toBe('PARTIALLY_REFUNDED');
  });

  test.each([
    ['JPY', 1_500, '1500'],
    ['HUF', 4_990, '4990'],
    ['TWD', 990, '990'],
    ['EUR', 5, '0.05'],
    ['USD', 100_000, '1000.00'],
  ])('%s %d is %s at PayPal and comes back as it went', async (currency, amountCents, value) => {
    const order = await createApproved({ currency, amountCents });
    const { orders } = await standIn().control.ledger({ orderId: order.id });
    expect(orders[0]?.amount).toEqual({ currency_code: currency, value });
    const captured = expectValue(await client().captureOrder(captureOf(order)));
    expect(captured).toMatchObject({ amountCents, currency, captures: [{ amountCents, currency }] });
  });

  test.each([
    ['a currency PayPal does not take', { currency: 'ISK' }, 'INVALID_CURRENCY_CODE'],
    ['nothing to pay', { amountCents: 0 }, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['half a cent', { amountCents: 10.5 }, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ])('%s is refused before PayPal hears of it', async (_, changes, issue) => {
    const before = (await standIn().control.ledger()).calls;
    expect(await client().createOrder(request(changes))).toMatchObject({
      ok: false,
      kind: 'rejected',
      issue,
      status: null,
    });
    expect((await standIn().control.ledger()).calls).toEqual(before);
  });

  test('texts too long for PayPal are shortened, an empty one is left out', async () => {
    const long = `${'x'.repeat(126)}😀`;
    const order = expectValue(await client().createOrder(request({ description: long, brandName: '' })));
    const { orders } = await standIn().control.ledger({ orderId: order.id });
    expect(orders[0]).toMatchObject({ description: 'x'.repeat(126), brandName: null });
  });

  test('an id that leads elsewhere is refused before PayPal hears of it', async () => {
    expect(await client().getOrder('../../control/ledger')).toMatchObject({
      ok: false,
      kind: 'rejected',
      status: null,
    });
    expect(await client().getCapture('..')).toMatchObject({ ok: false, kind: 'rejected', status: null });
  });
});

describe('the same request id', () => {
  test('creates one order and captures once, however often it is sent', async () => {
    const first = expectValue(await client().createOrder(request()));
    expect(expectValue(await client().createOrder(request())).id).toBe(first.id);
    await standIn().control.approve(first.id);
    const replies = await Promise.all(Array.from({ length: 20 }, () => client().captureOrder(captureOf(first))));
    expect(new Set(replies.map((reply) => expectValue(reply).captures[0]?.id)).size).toBe(1);
    expect(await capturesOf(first)).toEqual(['COMPLETED']);
  });

  test('refunds once', async () => {
    const captureId = await createCaptured();
    const refund = { captureId, requestId: `r-${captureId}`, amountCents: 1_000, currency: 'EUR', noteToPayer: '' };
    const [first, second] = [await client().refundCapture(refund), await client().refundCapture(refund)];
    expect(expectValue(second).id).toBe(expectValue(first).id);
  });

  test('with another id a second capture is neither taken nor a decline', async () => {
    const order = await createApproved();
    expectValue(await client().captureOrder(captureOf(order)));
    expect(await client().captureOrder(captureOf(order, 'another'))).toMatchObject({
      kind: 'unknown',
      issue: 'ORDER_ALREADY_CAPTURED',
      status: 422,
    });
    expect(await capturesOf(order)).toEqual(['COMPLETED']);
  });

  test('an invoice is paid once, by whichever of its orders is captured first', async () => {
    const first = await createApproved();
    const second = await createApproved({ requestId: `create-${number()}-again` });
    expectValue(await client().captureOrder(captureOf(first)));
    expect(await client().captureOrder(captureOf(second))).toMatchObject({
      kind: 'rejected',
      issue: 'DUPLICATE_INVOICE_ID',
    });
    expect(await capturesOf(second)).toEqual([]);
  });
});

describe('a no', () => {
  test('planned for the next capture does not reach one that has already happened', async () => {
    const [done, next] = [await createApproved(), await createApproved({ requestId: 'next', invoiceId: 'next' })];
    expectValue(await client().captureOrder(captureOf(done)));
    await standIn().control.plan({ operation: 'capture', fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' } });
    expectValue(await client().captureOrder(captureOf(done)));
    expect(await client().captureOrder(captureOf(next))).toMatchObject({ kind: 'declined' });
  });

  test('INSTRUMENT_DECLINED is a decline; a new request id may succeed', async () => {
    const order = await createApproved();
    await standIn().control.plan({
      operation: 'capture',
      orderId: order.id,
      fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' },
    });
    const declined = await client().captureOrder(captureOf(order));
    expect(declined).toMatchObject({ ok: false, kind: 'declined', issue: 'INSTRUMENT_DECLINED', status: 422 });
    expect(await client().captureOrder(captureOf(order))).toMatchObject({ kind: 'declined' });
    expectValue(await client().captureOrder(captureOf(order, 'second-try')));
    expect(await capturesOf(order)).toEqual(['COMPLETED']);
  });

  test.each([
    ['DECLINED', null, 'DECLINED'],
    ['FAILED', 'PENDING_REVIEW', 'PENDING_REVIEW'],
  ] as const)('%s inside a 201 is a decline', async (status, reason, issue) => {
    const order = await createApproved();
    await standIn().control.plan({ operation: 'capture', fault: { kind: 'outcome', status, reason } });
    const reply = await client().captureOrder(captureOf(order));
    expect(reply).toMatchObject({ ok: false, kind: 'declined', issue, status: 201, debugId: expect.any(String) });
    expect(expectValue(await client().getOrder(order.id))).toMatchObject({
      status: 'COMPLETED',
      captures: [{ status }],
    });
  });

  test('an order not approved is a decline, an unknown one is rejected', async () => {
    const order = expectValue(await client().createOrder(request()));
    expect(await client().captureOrder(captureOf(order))).toMatchObject({
      kind: 'declined',
      issue: 'ORDER_NOT_APPROVED',
    });
    expect(await client().getOrder('0NOSUCHORDER00000')).toMatchObject({
      kind: 'rejected',
      issue: 'INVALID_RESOURCE_ID',
      status: 404,
      debugId: expect.stringMatching(/^[0-9a-f]{13}$/),
    });
  });

  test("the payee's own trouble is not the buyer's", async () => {
    await standIn().control.plan({ operation: 'create', fault: { kind: 'issue', issue: 'PAYEE_ACCOUNT_RESTRICTED' } });
    expect(await client().createOrder(request())).toMatchObject({
      kind: 'rejected',
      issue: 'PAYEE_ACCOUNT_RESTRICTED',
    });
  });

  test('a refund of more than is left is unknown, as it may be the same one again', async () => {
    const captureId = await createCaptured();
    const refund = { captureId, requestId: `r-${captureId}`, amountCents: 12_550, currency: 'EUR', noteToPayer: '' };
    expectValue(await client().refundCapture(refund));
    expect(await client().refundCapture({ ...refund, requestId: 'forgotten' })).toMatchObject({
      kind: 'unknown',
      issue: 'CAPTURE_FULLY_REFUNDED',
    });
  });

  test('wrong credentials are rejected', async () => {
    const stranger = createPayPalClient({ baseUrl: standIn().url, clientId: credentials.clientId, secret: 'wrong' });
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
      const order = await createApproved({
        requestId: `c-${status}-${number()}`,
        invoiceId: `i-${status}-${number()}`,
      });
      await standIn().control.plan({
        operation: 'capture',
        fault: { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' },
      });
      const captured = expectValue(await client().captureOrder(captureOf(order)));
      expect(captured.captures).toMatchObject([{ status: 'PENDING', reason: 'ECHECK' }]);
      const captureId = captured.captures[0]?.id ?? '';
      await standIn().control.settleCapture(captureId, status);
      expect(expectValue(await client().getCapture(captureId)).status).toBe(status);
    }
  });

  test('a pending refund becomes either, and a failed one gives its amount back', async () => {
    const captureId = await createCaptured();
    await standIn().control.plan({ operation: 'refund', fault: { kind: 'outcome', status: 'PENDING' } });
    const wanted = {
      captureId,
      requestId: `r-${captureId}`,
      amountCents: 12_550,
      currency: 'EUR',
      noteToPayer: 'Sorry',
    };
    const refund = expectValue(await client().refundCapture(wanted));
    expect(refund.status).toBe('PENDING');
    await standIn().control.settleRefund(refund.id, 'FAILED');
    expect(expectValue(await client().getRefund(refund.id)).status).toBe('FAILED');
    expect(expectValue(await client().getCapture(captureId)).status).toBe('COMPLETED');
  });
});
