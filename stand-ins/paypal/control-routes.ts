import express, { type Router } from 'express';
import { z } from 'zod';
import type { PayPalParts } from './api-routes.ts';
import { command } from './command.ts';
import { plannedFaultSchema } from './fault-schemas.ts';
import type { createFaults } from './faults.ts';
import { readLedger } from './ledger.ts';

const settledCaptureSchema = z.strictObject({
  status: z.enum(['COMPLETED', 'DECLINED', 'FAILED']),
  reason: z.string().nullable().default(null),
});
const settledRefundSchema = z.strictObject({ status: z.enum(['COMPLETED', 'FAILED', 'CANCELLED']) });
/** What a stranger could have changed: `settle()` must not take this order's money. */
const alteredOrderSchema = z.strictObject({
  amount: z.strictObject({ currency_code: z.string(), value: z.string() }).optional(),
  customId: z.string().nullable().optional(),
  invoiceId: z.string().nullable().optional(),
  payee: z.strictObject({ merchant_id: z.string(), email_address: z.string() }).optional(),
  status: z.enum(['CREATED', 'PAYER_ACTION_REQUIRED', 'APPROVED', 'VOIDED']).optional(),
});

/**
 * `/control`: plays the buyer, the bank and bad luck, and tells what PayPal's books say. No credentials: it holds no money
 * and listens on this machine alone. A page elsewhere cannot use it, as a browser asks before it sends JSON to strangers.
 */
export function createControlRoutes(parts: PayPalParts & { faults: ReturnType<typeof createFaults> }): Router {
  const { store, tokens, calls, orders, refunds, faults } = parts;
  const router = express.Router();
  router.use(express.json());
  router.use((request, response, next) => {
    if (request.method === 'GET' || request.is('json')) next();
    else response.status(415).json({ error: 'send application/json' });
  });

  const nothing = z.strictObject({});

  router.get('/ledger', (request, response) => {
    const { orderId, invoiceId, customId } = request.query;
    response.json({ calls: calls.counts(), ...readLedger(store, { orderId, invoiceId, customId }) });
  });
  router.get('/faults', (_request, response) => {
    response.json(faults.all());
  });
  router.post('/faults', command(plannedFaultSchema, faults.plan));
  router.post('/clear-faults', command(nothing, faults.clear));
  router.post('/expire-tokens', command(nothing, tokens.expireAll));
  router.post(
    '/orders/:id/approve',
    command(nothing, (_, id) => orders.approve(id)),
  );
  router.post(
    '/orders/:id',
    command(alteredOrderSchema, (changes, id) => orders.change(id, withoutUndefined(changes))),
  );
  router.post(
    '/captures/:id',
    command(settledCaptureSchema, ({ status, reason }, id) => refunds.settleCapture(id, status, reason)),
  );
  router.post(
    '/refunds/:id',
    command(settledRefundSchema, ({ status }, id) => refunds.settleRefund(id, status)),
  );
  return router;
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
