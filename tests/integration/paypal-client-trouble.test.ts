import { describe, expect, test } from 'vitest';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import type { PayPalReply } from '../../server/payments/paypal.ts';
import { credentials } from '../start-paypal.ts';
import { captureOf, createTestPayPalClient, expectValue } from './open-test-paypal-client.ts';

const { calls, capturesOf, client, createApproved, createCaptured, hasty, number, request, standIn } =
  createTestPayPalClient();

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
      const captureId = await createCaptured({
        requestId: `c-${when}-${number()}`,
        invoiceId: `i-${when}-${number()}`,
      });
      const refund = { captureId, requestId: `r-${captureId}`, amountCents: 100, currency: 'EUR', noteToPayer: '' };
      const attempts: [
        Parameters<ReturnType<typeof standIn>['control']['plan']>[0]['operation'],
        () => Promise<PayPalReply<unknown>>,
      ][] = [
        ['create', () => impatient.createOrder(request({ requestId: `lost-${when}-${number()}` }))],
        ['get', () => impatient.getOrder(order.id)],
        ['get-capture', () => impatient.getCapture(captureId)],
        ['refund', () => impatient.refundCapture(refund)],
      ];
      for (const [operation, run] of attempts) {
        await standIn().control.plan({ operation, fault: { ...fault, when } });
        expect(await run(), operation).toMatchObject({ ok: false, kind: 'unknown' });
      }
      const { orders } = await standIn().control.ledger({ invoiceId: `i-${when}-${number()}` });
      expect(orders[0]?.captures[0]?.refunds).toHaveLength(when === 'after' ? 1 : 0);
    }
  });

  test.each(['before', 'after'] as const)(
    'a capture lost %s its effect is made good by the same request',
    async (when) => {
      const order = await createApproved({ requestId: `create-${when}`, invoiceId: `invoice-${when}` });
      await standIn().control.plan({ operation: 'capture', orderId: order.id, fault: { kind: 'timeout', when } });
      expect(await hasty().captureOrder(captureOf(order))).toMatchObject({ kind: 'unknown', status: null });
      expect(await capturesOf(order)).toEqual(when === 'after' ? ['COMPLETED'] : []);
      expect(expectValue(await client().captureOrder(captureOf(order))).captures).toMatchObject([
        { status: 'COMPLETED' },
      ]);
      expect(await capturesOf(order)).toEqual(['COMPLETED']);
    },
  );

  test('while a slow request is at work, the same again is a conflict, and unknown', async () => {
    const order = await createApproved();
    await standIn().control.plan({ operation: 'capture', orderId: order.id, fault: { kind: 'slow', delayMs: 1_000 } });
    expect(await hasty().captureOrder(captureOf(order))).toMatchObject({ kind: 'unknown', status: null });
    expect(await client().captureOrder(captureOf(order))).toMatchObject({
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
    const patient = createPayPalClient({ baseUrl: standIn().url, ...credentials, timeoutMs: 1_000 });
    await patient.getOrder(order.id);
    await standIn().control.plan({ operation: 'get', fault: { kind: 'status', status: 401, delayMs: 800 } });
    await standIn().control.plan({ operation: 'token', fault: { kind: 'timeout' } });
    const startedAt = performance.now();
    expect(await patient.getOrder(order.id)).toMatchObject({ kind: 'unknown', status: null });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(await standIn().control.faults()).toEqual([]);
  });
});

describe('the token', () => {
  const tokensIssued = async () => (await standIn().control.ledger()).calls.token ?? 0;

  test('is asked for once by calls at the same time, and kept', async () => {
    const fresh = createPayPalClient({ baseUrl: standIn().url, ...credentials });
    const order = await createApproved();
    const before = await tokensIssued();
    await Promise.all(Array.from({ length: 20 }, () => fresh.getOrder(order.id)));
    await fresh.getOrder(order.id);
    expect((await tokensIssued()) - before).toBe(1);
  });

  test('is renewed once where PayPal takes it no more, by all calls together', async () => {
    const order = await createApproved();
    const before = await tokensIssued();
    await standIn().control.expireTokens();
    const replies = await Promise.all(Array.from({ length: 10 }, () => client().getOrder(order.id)));
    expect(replies.every((reply) => reply.ok)).toBe(true);
    expect((await tokensIssued()) - before).toBe(1);
  });

  test('a second 401 is an answer', async () => {
    const order = await createApproved();
    await standIn().control.plan({ operation: 'get', times: 2, fault: { kind: 'status', status: 401 } });
    expect(await client().getOrder(order.id)).toMatchObject({
      kind: 'rejected',
      issue: 'AUTHENTICATION_FAILURE',
      status: 401,
    });
    expect(await standIn().control.faults()).toEqual([]);
  });

  test('one that cannot be had is asked for again by the next call', async () => {
    const fresh = createPayPalClient({ baseUrl: standIn().url, ...credentials });
    const order = await createApproved();
    await standIn().control.plan({ operation: 'token', fault: { kind: 'status', status: 503 } });
    expect(await fresh.getOrder(order.id)).toMatchObject({ kind: 'unknown', status: 503 });
    expect(await fresh.getOrder(order.id)).toMatchObject({ ok: true });
  });
});

describe('what is told of a call', () => {
  test('operation, failure and debug id, and no secret', async () => {
    await client().createOrder(request());
    await client().getOrder('0NOSUCHORDER00000');
    expect(calls()).toMatchObject([
      { operation: 'createOrder', failure: null, debugId: expect.stringMatching(/^[0-9a-f]{13}$/) },
      { operation: 'getOrder', failure: { kind: 'rejected' }, debugId: expect.stringMatching(/^[0-9a-f]{13}$/) },
    ]);
    expect(JSON.stringify(calls())).not.toContain(credentials.secret);
  });

  test('a DECLINED inside a 201 is told as the failure it is', async () => {
    const order = await createApproved();
    await standIn().control.plan({ operation: 'capture', fault: { kind: 'outcome', status: 'DECLINED' } });
    await client().captureOrder(captureOf(order));
    expect(calls().at(-1)).toMatchObject({ operation: 'captureOrder', failure: { kind: 'declined' } });
  });
});
