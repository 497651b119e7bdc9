import type { SanityClient } from '@sanity/client';
import { z } from 'zod';
import {
  type Catalogue,
  catalogueSchema,
  comparableCode,
  quotaSchema,
  ticketTypeSchema,
  type Voucher,
  voucherSchema,
} from '../../core/orders/catalogue.ts';
import { parseDocument, parseDocuments, type ReportProblem } from './parse-document.ts';
import { catalogueQuery } from './queries.ts';
import { readSeller } from './read-seller.ts';
import { readTransferTerms } from './read-transfer-terms.ts';

const instant = z.iso
  .datetime({ offset: true })
  .nullish()
  .transform((value) => (value ? Date.parse(value) : null));

/** A deadline that cannot be read is worse than none: what is for sale stays as it was until it is mended. */
const eventHolder = z.object({ id: z.string(), currency: catalogueSchema.shape.currency, cancelUntil: instant });
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

const soldTypeSchema = ticketTypeSchema.extend({ isHidden: z.boolean() });

export const ticketTypeDocument = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z
      .string()
      .nullish()
      .transform((value) => value?.trim() ?? ''),
    priceCents: z.number(),
    vatPercent: z
      .number()
      .nullish()
      .transform((value) => value ?? null),
    salesStart: instant,
    salesEnd: instant,
    maxPerOrder: z
      .number()
      .nullish()
      .transform((value) => value ?? 10),
    maxPerPerson: optionalNumber,
    isHidden: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    quotaIds: z.array(z.string()),
  })
  .transform(
    ({ salesStart, salesEnd, vatPercent, ...type }): z.input<typeof soldTypeSchema> => ({
      ...type,
      // 8.1 × 100 is 810 and a little less than nothing more.
      vatBasisPoints: vatPercent === null ? null : Number((vatPercent * 100).toFixed(6)),
      salesStartAt: salesStart,
      salesEndAt: salesEnd,
    }),
  )
  .pipe(soldTypeSchema);

/** `gives` says which of the figures counts; one that does not count may be left over from another choice. */
export const voucherDocument = z
  .object({
    id: z.string(),
    code: z.string().trim(),
    gives: z
      .enum(['percent', 'amount', 'price', 'access'])
      .nullish()
      .transform((value) => value ?? 'percent'),
    percentOff: z.number().nullish(),
    amountOffCents: z.number().nullish(),
    priceCents: z.number().nullish(),
    ticketTypeIds: z
      .array(z.string())
      .nullish()
      .transform((ids) => ids ?? []),
    maxUses: optionalNumber,
    maxPerOrder: optionalNumber,
    validFrom: instant,
    validUntil: instant,
  })
  .transform(({ gives, percentOff, amountOffCents, priceCents, validFrom, validUntil, ...voucher }) => ({
    ...voucher,
    // The schema that follows takes what belongs to the kind, and looks whether it is there.
    gives: { kind: gives, percentOff, amountOffCents, priceCents } as Voucher['gives'],
    validFromAt: validFrom,
    validUntilAt: validUntil,
  }))
  .pipe(voucherSchema);

/** The first of each code. */
function withoutDoubles(vouchers: Voucher[], report: ReportProblem): Voucher[] {
  const codes = new Set<string>();
  return vouchers.filter(({ id, code }) => {
    const isDouble = codes.has(comparableCode(code));
    codes.add(comparableCode(code));
    if (isDouble) report({ documentId: id, leftOut: 'the document', problem: 'code: another voucher has it too' });
    return !isDouble;
  });
}

/**
 * What is for sale, straight from Sanity. A ticket type that is not as it must be (or whose quota is not), or a voucher, is left
 * out and reported: it cannot be bought, or used, until it is mended. Rejects where Sanity is away or no event says the currency.
 */
export async function readCatalogue(
  client: Pick<SanityClient, 'fetch'>,
  report: ReportProblem = () => {},
): Promise<Catalogue> {
  const answer = await client.fetch(catalogueQuery, {}, { useCdn: false });
  const event = { id: 'event', currency: answer?.currency ?? undefined, cancelUntil: answer?.cancelUntil };
  const holder = parseDocument(eventHolder, event, report, 'all or nothing');
  if (!holder) throw new Error('There is no event document with a currency, or its deadline for cancelling is none');
  const quotas = parseDocuments(quotaSchema, answer.quotas, report, 'all or nothing');
  const known = new Set(quotas.map((quota) => quota.id));
  const sellable = ticketTypeDocument.refine((type) => type.quotaIds.every((id) => known.has(id)), {
    path: ['quotaIds'],
    message: 'a quota is missing or not as it must be',
  });
  return catalogueSchema.parse({
    currency: holder.currency,
    ...readSeller(answer.event, report),
    cancelUntil: holder.cancelUntil,
    ...readTransferTerms(answer.event, report),
    ticketTypes: parseDocuments(sellable, answer.ticketTypes, report, 'all or nothing'),
    quotas,
    vouchers: withoutDoubles(parseDocuments(voucherDocument, answer.vouchers, report, 'all or nothing'), report),
  });
}
