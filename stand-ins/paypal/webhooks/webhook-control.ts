import express, { type Router } from 'express';
import { z } from 'zod';
import { command } from '../command.ts';
import type { createDisputes } from '../disputes.ts';
import { disputeOutcomes } from '../model.ts';
import type { Webhooks } from './create-webhooks.ts';
import { webhookPlanSchema } from './plan-schema.ts';
import { disguises } from './sign-event.ts';

const nothing = z.strictObject({});
const registrationSchema = z.strictObject({ id: z.string().regex(/^[A-Z0-9]{10,50}$/), url: z.url() }).nullable();
const inventedSchema = z.strictObject({ eventType: z.string(), resourceType: z.string(), resource: z.looseObject({}) });

/** The part of `/control` about webhooks, and about buyers who want their money back; after the guards of `createControlRoutes`. */
export function createWebhookControl(webhooks: Webhooks, disputes: ReturnType<typeof createDisputes>): Router {
  const router = express.Router();
  router.get('/webhooks', (_request, response) => {
    response.json({ registration: webhooks.registration(), events: webhooks.events() });
  });
  router.post(
    '/webhooks/register',
    command(z.strictObject({ registration: registrationSchema }), ({ registration }) =>
      webhooks.register(registration),
    ),
  );
  router.get('/webhooks/plans', (_request, response) => {
    response.json(webhooks.plans.all());
  });
  router.post('/webhooks/plans', command(webhookPlanSchema, webhooks.plans.plan));
  router.post('/webhooks/clear-plans', command(nothing, webhooks.plans.clear));
  router.post('/webhooks/hurry', command(nothing, webhooks.hurry));
  router.post(
    '/webhooks/invent',
    command(inventedSchema, ({ eventType, resourceType, resource }) =>
      webhooks.invent(eventType, resourceType, resource),
    ),
  );
  router.post(
    '/webhooks/:id/send',
    command(z.strictObject({ as: z.enum(disguises).default('genuine') }), ({ as }, id) => webhooks.send(id, as)),
  );
  router.post(
    '/captures/:id/dispute',
    command(z.strictObject({ reason: z.string().default('MERCHANDISE_OR_SERVICE_NOT_RECEIVED') }), ({ reason }, id) =>
      disputes.open(id, reason),
    ),
  );
  router.post(
    '/captures/:id/reverse',
    command(nothing, (_, id) => disputes.reverse(id)),
  );
  router.post(
    '/disputes/:id',
    command(z.strictObject({ outcome: z.enum(disputeOutcomes) }), ({ outcome }, id) => disputes.resolve(id, outcome)),
  );
  return router;
}
