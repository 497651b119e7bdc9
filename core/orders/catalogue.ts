import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'use lower-case letters, digits and hyphens');
const instant = z.number().int().nonnegative();

/** A ticket type as the ledger sells it. `salesStartAt` / `salesEndAt` are UTC milliseconds; null means no bound. */
export const ticketTypeSchema = z.object({
  id,
  name: z.string().min(1).max(120),
  description: z.string().max(600),
  /** Minor units, VAT included. 0 is a free ticket. */
  priceCents: z.number().int().min(0).max(100_000_000),
  salesStartAt: instant.nullable(),
  salesEndAt: instant.nullable(),
  maxPerOrder: z.number().int().min(1).max(50),
  /** How many of this type one e-mail address may hold over all its orders; null means no limit. */
  maxPerPerson: z.number().int().min(1).max(1000).nullable(),
  /** Each seat of this type takes one from every quota named here. */
  quotaIds: z.array(id).min(1).max(8),
});

export const quotaSchema = z.object({
  id,
  name: z.string().min(1).max(120),
  capacity: z.number().int().min(0).max(1_000_000),
});

/** What is for sale. Written in Studio, carried into the ledger by the courier as a numbered version. Order matters: it is the order on the page. */
export const catalogueSchema = z
  .object({
    currency: z.string().regex(/^[A-Z]{3}$/),
    ticketTypes: z.array(ticketTypeSchema).max(100),
    quotas: z.array(quotaSchema).max(100),
  })
  .superRefine((catalogue, context) => {
    const quotaIds = new Set(catalogue.quotas.map((quota) => quota.id));
    for (const [index, type] of catalogue.ticketTypes.entries()) {
      for (const quotaId of type.quotaIds) {
        if (!quotaIds.has(quotaId)) {
          context.addIssue({
            code: 'custom',
            path: ['ticketTypes', index, 'quotaIds'],
            message: `there is no quota "${quotaId}"`,
          });
        }
      }
    }
  });

export type TicketType = z.infer<typeof ticketTypeSchema>;
export type Quota = z.infer<typeof quotaSchema>;
export type Catalogue = z.infer<typeof catalogueSchema>;
