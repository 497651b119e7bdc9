import type { z } from 'zod';
import type { PayPal, PayPalFailure, PayPalOrder, PayPalReply, PayPalTransaction } from './paypal.ts';
import { payableCurrencies, toPayPalValue } from './paypal-amounts.ts';
import { captureReply, disputeReply, disputesReply, orderReply, refundReply } from './paypal-replies.ts';
import { createPayPalTransport, type PayPalAccess, type PayPalRequest } from './paypal-transport.ts';
import { toReportTime, transactionsReply } from './read-transactions.ts';

/** How one call ended, for metrics and logs: no secret, no amount and nobody's data in it. */
export type PayPalCall = {
  operation: keyof PayPal;
  failure: PayPalFailure | null;
  debugId: string | null;
  durationMs: number;
};

type Read<T> = (body: unknown, answer: { status: number; debugId: string | null }) => PayPalReply<T>;

/** PayPal's REST API behind Foyer's port. */
export function createPayPalClient(options: PayPalAccess & { onCall?: (call: PayPalCall) => void }): PayPal {
  const transport = createPayPalTransport(options);

  async function call<T>(
    operation: keyof PayPal,
    request: PayPalRequest | null,
    read: Read<T>,
  ): Promise<PayPalReply<T>> {
    if (!request) return refuse('INVALID_RESOURCE_ID');
    const startedAt = performance.now();
    const answer = await transport.ask(request);
    const reply = answer.ok ? read(answer.body, answer) : answer;
    const { debugId } = answer;
    options.onCall?.({
      operation,
      failure: reply.ok ? null : reply,
      debugId,
      durationMs: performance.now() - startedAt,
    });
    return reply;
  }

  return {
    async createOrder(order) {
      const amount = toMoney(order.amountCents, order.currency);
      if (!amount) return refuseAmount(order.currency);
      const { requestId, description, brandName } = order;
      const body = {
        intent: 'CAPTURE',
        purchase_units: [
          {
            amount,
            custom_id: order.attemptId,
            invoice_id: order.invoiceId,
            ...(description ? { description: shorten(description, 127) } : {}),
          },
        ],
        payment_source: {
          paypal: {
            experience_context: {
              ...(brandName ? { brand_name: shorten(brandName, 127) } : {}),
              return_url: order.returnUrl,
              cancel_url: order.cancelUrl,
              user_action: 'PAY_NOW',
              shipping_preference: 'NO_SHIPPING',
            },
          },
        },
      };
      const request = { method: 'POST' as const, path: '/v2/checkout/orders', requestId, body };
      return await call('createOrder', request, readAs(orderReply));
    },

    getOrder: (id) => call('getOrder', get('/v2/checkout/orders', id), readAs(orderReply)),

    captureOrder: ({ paypalOrderId, requestId }) =>
      call('captureOrder', post('/v2/checkout/orders', paypalOrderId, '/capture', requestId, {}), readCaptured),

    getCapture: (id) => call('getCapture', get('/v2/payments/captures', id), readAs(captureReply)),

    async refundCapture({ captureId, requestId, amountCents, currency, noteToPayer }) {
      const amount = toMoney(amountCents, currency);
      if (!amount) return refuseAmount(currency);
      const body = { amount, ...(noteToPayer ? { note_to_payer: shorten(noteToPayer, 255) } : {}) };
      const request = post('/v2/payments/captures', captureId, '/refund', requestId, body);
      return await call('refundCapture', request, readAs(refundReply));
    },

    getRefund: (id) => call('getRefund', get('/v2/payments/refunds', id), readAs(refundReply)),

    getDispute: (id) => call('getDispute', get('/v1/customer/disputes', id), readAs(disputeReply)),

    async listDisputes({ since }) {
      const found: string[] = [];
      for (let token: string | null = null; ; ) {
        const query = new URLSearchParams({ update_time_after: new Date(since).toISOString(), page_size: '50' });
        if (token) query.set('next_page_token', token);
        const path = `/v1/customer/disputes?${query}`;
        const reply: PayPalReply<{ ids: string[]; next: string | null }> = await call(
          ...(['listDisputes', { method: 'GET', path }, readAs(disputesReply)] as const),
        );
        if (!reply.ok) return reply;
        found.push(...reply.value.ids);
        token = reply.value.next;
        if (!token) return { ok: true, value: found };
      }
    },

    async listTransactions({ from, to }) {
      const found: PayPalTransaction[] = [];
      const times = `start_date=${toReportTime(from)}&end_date=${toReportTime(to)}`;
      for (let page = 1; ; page++) {
        const path = `/v1/reporting/transactions?${times}&page_size=500&page=${page}`;
        const reply = await call('listTransactions', { method: 'GET', path }, readAs(transactionsReply));
        if (!reply.ok) return reply;
        found.push(...reply.value.transactions);
        if (page >= reply.value.pages) return { ok: true, value: found };
      }
    },
  };
}

function readAs<T>(schema: z.ZodType<T>): Read<T> {
  return (body, answer) => {
    const parsed = schema.safeParse(body);
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, kind: 'unknown', issue: null, ...pick(answer) };
  };
}

const pick = ({ status, debugId }: { status: number; debugId: string | null }) => ({ status, debugId });

/** PayPal answers 201 and COMPLETED also where the bank has said no: what counts is the capture inside. */
const readCaptured: Read<PayPalOrder> = (body, answer) => {
  const reply = readAs(orderReply)(body, answer);
  if (!reply.ok) return reply;
  const { captures } = reply.value;
  const isRefused = ({ status }: { status: string }) => status === 'DECLINED' || status === 'FAILED';
  if (captures.some((capture) => !isRefused(capture))) return reply;
  const refused = captures[0];
  if (!refused) return { ok: false, kind: 'unknown', issue: null, ...pick(answer) };
  return { ok: false, kind: 'declined', issue: refused.reason ?? refused.status, ...pick(answer) };
};

function toMoney(amountCents: number, currency: string) {
  const value = toPayPalValue(amountCents, currency);
  return value === null ? null : { currency_code: currency, value };
}

/** Null for an id that PayPal cannot have given: it must not lead to another address. */
function get(folder: string, id: string): PayPalRequest | null {
  return isId(id) ? { method: 'GET', path: `${folder}/${id}` } : null;
}

function post(folder: string, id: string, action: string, requestId: string, body: object): PayPalRequest | null {
  return isId(id) ? { method: 'POST', path: `${folder}/${id}${action}`, requestId, body } : null;
}

const isId = (id: string) => /^[A-Za-z0-9-]{1,64}$/.test(id);

/** A no from here: PayPal was not asked. */
const refuse = (issue: string): PayPalFailure => ({ ok: false, kind: 'rejected', issue, status: null, debugId: null });

const refuseAmount = (currency: string) =>
  refuse(payableCurrencies.includes(currency) ? 'CANNOT_BE_ZERO_OR_NEGATIVE' : 'INVALID_CURRENCY_CODE');

/** PayPal refuses a text that is too long, and half a surrogate pair with it. */
const shorten = (text: string, length: number) => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
