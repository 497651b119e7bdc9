import express, { type Request, type Router } from 'express';
import type { createAccessTokens } from './access-tokens.ts';
import type { createCalls } from './calls.ts';
import type { createDisputes } from './disputes.ts';
import { apiError } from './errors.ts';
import type { Subject } from './faults.ts';
import type { CaptureStatus, RefundStatus } from './model.ts';
import { parseOrderRequest } from './order-request.ts';
import type { createOrders } from './orders.ts';
import { approvalOriginOf, originOf } from './origin.ts';
import { type createRefunds, parseRefundRequest } from './refunds.ts';
import { representCaptureAlone, representOrder, representRefund } from './represent.ts';
import { listDisputes, representDispute } from './represent-dispute.ts';
import type { Store } from './store.ts';
import { searchTransactions } from './transactions.ts';
import type { Webhooks } from './webhooks/create-webhooks.ts';
import type { SigningKeys } from './webhooks/signing-keys.ts';
import { createCertificateRoutes, createVerifyRoute } from './webhooks/webhook-routes.ts';

export type PayPalParts = {
  store: Store;
  tokens: ReturnType<typeof createAccessTokens>;
  calls: ReturnType<typeof createCalls>;
  orders: ReturnType<typeof createOrders>;
  refunds: ReturnType<typeof createRefunds>;
  disputes: ReturnType<typeof createDisputes>;
  keys: SigningKeys;
  webhooks: Webhooks;
  now: () => Date;
};

/** PayPal's REST API, as far as a shop needs it that takes and gives back money. */
export function createApiRoutes(parts: PayPalParts): Router {
  const { store, tokens, calls, orders, refunds, disputes, keys, webhooks } = parts;
  const router = express.Router();

  const subjectOfOrder = (orderId: string): Subject => {
    const order = store.orders.get(orderId);
    return { orderId, invoiceId: order?.invoiceId ?? null, customId: order?.customId ?? null };
  };
  const subjectOfCapture = (captureId: string): Subject => subjectOfOrder(store.captures.get(captureId)?.orderId ?? '');

  const showOrder = (request: Request) => (orderId: string) => {
    const captures = store.captures.ofParent(orderId);
    const payments = { captures, refunds: captures.flatMap((capture) => store.refunds.ofParent(capture.id)) };
    const isMinimal = request.method === 'POST' && request.get('Prefer') !== 'return=representation';
    return representOrder(orders.require(orderId), payments, {
      origin: originOf(request),
      approvalOrigin: approvalOriginOf(request),
      isMinimal,
    });
  };
  const showRefund = (request: Request) => (refundId: string) => {
    const refund = refunds.requireRefund(refundId);
    const totalRefunded = refunds.totalRefunded(refunds.requireCapture(refund.captureId));
    return representRefund(refund, { origin: originOf(request), totalRefunded });
  };

  router.post('/v1/oauth2/token', express.urlencoded({ extended: false }), (request, response, next) => {
    const handle = calls.handle(() => ({
      operation: 'token',
      subject: {},
      effect: () => '',
      represent: () => tokens.issue(request.get('authorization'), request.body?.grant_type),
      status: 200,
    }));
    handle(request, response, next);
  });

  router.use('/v1/notifications', createCertificateRoutes(keys));
  router.use(['/v1', '/v2'], (request, _response, next) => {
    tokens.require(request.get('authorization'));
    const isJson = /^application\/json\b/.test(request.get('content-type') ?? '');
    if (request.method === 'POST' && !isJson) throw apiError(415, null);
    next();
  });
  router.use('/v1/notifications', createVerifyRoute(keys, webhooks));
  router.use('/v2', express.json({ limit: '100kb' }));

  router.post(
    '/v2/checkout/orders',
    calls.handle((request) => {
      const wanted = parseOrderRequest(request.body);
      return {
        operation: 'create',
        subject: { invoiceId: wanted.invoiceId, customId: wanted.customId },
        effect: () => orders.create(wanted).id,
        represent: showOrder(request),
        // With a payment source PayPal has only begun: 200 and PAYER_ACTION_REQUIRED.
        status: wanted.hasPaymentSource ? 200 : 201,
        repeatedStatus: 200,
      };
    }),
  );

  router.get(
    '/v2/checkout/orders/:id',
    calls.handle((request) => {
      const id = String(request.params.id);
      return {
        operation: 'get',
        subject: subjectOfOrder(id),
        effect: () => id,
        represent: showOrder(request),
        status: 200,
      };
    }),
  );

  router.post(
    '/v2/checkout/orders/:id/capture',
    calls.handle((request) => {
      const id = String(request.params.id);
      return {
        operation: 'capture',
        subject: subjectOfOrder(id),
        effect: (outcome) => {
          orders.capture(id, {
            status: (outcome?.status ?? 'COMPLETED') as CaptureStatus,
            reason: outcome?.reason ?? null,
          });
          return id;
        },
        represent: showOrder(request),
        status: 201,
        repeatedStatus: 200,
      };
    }),
  );

  router.get(
    '/v2/payments/captures/:id',
    calls.handle((request) => {
      const id = String(request.params.id);
      return {
        operation: 'get-capture',
        subject: subjectOfCapture(id),
        effect: () => id,
        represent: () => {
          const capture = refunds.requireCapture(id);
          return representCaptureAlone(capture, orders.require(capture.orderId), { origin: originOf(request) });
        },
        status: 200,
      };
    }),
  );

  router.post(
    '/v2/payments/captures/:id/refund',
    calls.handle((request) => {
      const id = String(request.params.id);
      const wanted = parseRefundRequest(request.body);
      return {
        operation: 'refund',
        subject: subjectOfCapture(id),
        effect: (outcome) => refunds.refund(id, wanted, (outcome?.status ?? 'COMPLETED') as RefundStatus).id,
        represent: showRefund(request),
        status: 201,
      };
    }),
  );

  router.get(
    '/v2/payments/refunds/:id',
    calls.handle((request) => {
      const id = String(request.params.id);
      return {
        operation: 'get-refund',
        subject: subjectOfCapture(store.refunds.get(id)?.captureId ?? ''),
        effect: () => id,
        represent: showRefund(request),
        status: 200,
      };
    }),
  );

  router.get(
    '/v1/customer/disputes',
    calls.handle((request) => ({
      operation: 'list-disputes',
      subject: {},
      effect: () => '',
      represent: () =>
        listDisputes(request, store.disputes.all(), ({ captureId }) => refunds.requireCapture(captureId).amount),
      status: 200,
    })),
  );

  router.get(
    '/v1/customer/disputes/:id',
    calls.handle((request) => {
      const id = String(request.params.id);
      const captureOf = () => refunds.requireCapture(disputes.require(id).captureId);
      return {
        operation: 'get-dispute',
        subject: subjectOfCapture(store.disputes.get(id)?.captureId ?? ''),
        effect: () => id,
        represent: () => representDispute(disputes.require(id), captureOf(), originOf(request)),
        status: 200,
      };
    }),
  );

  router.get(
    '/v1/reporting/transactions',
    calls.handle((request) => ({
      operation: 'transactions',
      subject: {},
      effect: () => '',
      represent: () => searchTransactions(request, store, parts.now()),
      status: 200,
    })),
  );

  return router;
}
