import type { SanityClient } from '@sanity/client';
import { z } from 'zod';
import { type Catalogue, catalogueSchema, quotaSchema, ticketTypeSchema } from '../../core/orders/catalogue.ts';
import { parseDocument, parseDocuments, type ReportProblem } from './parse-document.ts';
import { catalogueQuery } from './queries.ts';

const currencyHolder = z.object({ id: z.string(), currency: catalogueSchema.shape.currency });
const instant = z.iso
  .datetime({ offset: true })
  .nullish()
  .transform((value) => (value ? Date.parse(value) : null));

export const ticketTypeDocument = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z
      .string()
      .nullish()
      .transform((value) => value?.trim() ?? ''),
    priceCents: z.number(),
    salesStart: instant,
    salesEnd: instant,
    maxPerOrder: z
      .number()
      .nullish()
      .transform((value) => value ?? 10),
    maxPerPerson: z
      .number()
      .nullish()
      .transform((value) => value ?? null),
    quotaIds: z.array(z.string()),
  })
  .transform(({ salesStart, salesEnd, ...type }) => ({ ...type, salesStartAt: salesStart, salesEndAt: salesEnd }))
  .pipe(ticketTypeSchema);

/**
 * What is for sale, straight from Sanity. A ticket type that is not as it must be (or whose quota is not) is left out and
 * reported: it cannot be bought until it is mended. Rejects where Sanity is away or no event says the currency.
 */
export async function readCatalogue(
  client: Pick<SanityClient, 'fetch'>,
  report: ReportProblem = () => {},
): Promise<Catalogue> {
  const answer = await client.fetch(catalogueQuery, {}, { useCdn: false });
  const holder = parseDocument(currencyHolder, { id: 'event', currency: answer?.currency ?? undefined }, report);
  if (!holder) throw new Error('There is no event document with a currency');
  const quotas = parseDocuments(quotaSchema, answer.quotas, report, 'all or nothing');
  const known = new Set(quotas.map((quota) => quota.id));
  const sellable = ticketTypeDocument.refine((type) => type.quotaIds.every((id) => known.has(id)), {
    path: ['quotaIds'],
    message: 'a quota is missing or not as it must be',
  });
  return catalogueSchema.parse({
    currency: holder.currency,
    ticketTypes: parseDocuments(sellable, answer.ticketTypes, report, 'all or nothing'),
    quotas,
  });
}
