import { z } from 'zod';
import type { RunScript } from './scripts.ts';
import type { WebhookEvent, WebhookLedger } from './webhook-ledger.ts';

const name = z.string().nullable();
const eventSchema: z.ZodType<WebhookEvent> = z.object({
  id: z.string(),
  type: z.string(),
  disputeId: name,
  customId: name,
  invoiceId: name,
  paypalOrderId: name,
  captureId: name,
});
const claimedSchema = z.array(z.tuple([z.string(), z.number(), z.union([z.literal(0), z.literal(1)])]));
const measuredSchema = z.tuple([z.number(), z.number(), z.number()]);

/** The part of the ledger that keeps PayPal's webhooks. */
export function createWebhookLedger(run: RunScript): WebhookLedger {
  return {
    async receiveWebhook(event) {
      return { isNew: (await run('receiveWebhook', event.id, JSON.stringify(event))) === 1 };
    },

    async claimWebhooks({ limit }) {
      const claimed = claimedSchema.parse(await run('claimWebhooks', limit));
      return claimed.map(([json, receivedAt, isLast]) => ({
        event: eventSchema.parse(JSON.parse(json)),
        receivedAt,
        isLastLook: isLast === 1,
      }));
    },

    async measureWebhooks() {
      const [waiting, oldestAt, at] = measuredSchema.parse(await run('measureWebhooks'));
      return { waiting, oldestMs: oldestAt === 0 ? 0 : Math.max(0, at - oldestAt) };
    },

    async finishWebhook({ eventId, outcome, problem = '' }) {
      await run('finishWebhook', eventId, outcome, problem);
    },

    async findAttempt({ captureId, paypalOrderId, customId, invoiceId }) {
      const found = await run('findAttempt', captureId ?? '', paypalOrderId ?? '', customId ?? '', invoiceId ?? '');
      return z.string().parse(found) || null;
    },
  };
}
