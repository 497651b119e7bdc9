import { z } from 'zod';
import { disguises } from './sign-event.ts';

/** What becomes of the next event that fits; the first plan that fits counts. */
export const webhookPlanSchema = z.strictObject({
  eventType: z.string().optional(),
  customId: z.string().optional(),
  invoiceId: z.string().optional(),
  times: z.number().int().min(1).max(1_000_000).default(1),
  /** Of the events that fit only so many, by chance; 1 is all. */
  share: z.number().min(0).max(1).default(1),
  plan: z.discriminatedUnion('kind', [
    /** Never sent. */
    z.strictObject({ kind: z.literal('drop') }),
    z.strictObject({
      kind: z.literal('delay'),
      delayMs: z
        .number()
        .int()
        .min(0)
        .max(7 * 24 * 3600_000),
    }),
    /** Sent again, and again, although it was taken. */
    z.strictObject({ kind: z.literal('duplicate'), extra: z.number().int().min(1).max(10).default(1) }),
    /** Sent after the event that comes next, or by itself after a while. */
    z.strictObject({ kind: z.literal('reorder'), delayMs: z.number().int().min(0).default(60_000) }),
    /** The first transmission comes as somebody else would send it. */
    z.strictObject({ kind: z.literal('disguise'), as: z.enum(disguises) }),
  ]),
});
export type WebhookPlan = z.infer<typeof webhookPlanSchema>;
export type StoredPlan = { id: string; planned: WebhookPlan; left: number };
