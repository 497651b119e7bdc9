import { z } from 'zod';
import { sellerSchema } from './invoice.ts';
import { transferTermsSchema } from './transfer.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'use lower-case letters, digits and hyphens');
const instant = z.number().int().nonnegative();

/** A ticket type as the ledger sells it. `salesStartAt` / `salesEndAt` are UTC milliseconds; null means no bound. */
export const ticketTypeSchema = z.object({
  id,
  name: z.string().min(1).max(120),
  description: z.string().max(600),
  /** Minor units, VAT included. 0 is a free ticket. */
  priceCents: z.number().int().min(0).max(100_000_000),
  /** The rate of the VAT in it, in hundredths of a per cent: 1900 is 19 %. Null: none is named. */
  vatBasisPoints: z.number().int().min(0).max(10_000).nullable().default(null),
  salesStartAt: instant.nullable(),
  salesEndAt: instant.nullable(),
  maxPerOrder: z.number().int().min(1).max(50),
  /** How many of this type one e-mail address may hold over all its orders; null means no limit. */
  maxPerPerson: z.number().int().min(1).max(1000).nullable(),
  /** Each seat of this type takes one from every quota named here. */
  quotaIds: z.array(id).min(1).max(8),
  /** Nobody sees it, or can have it, without a voucher that names it. A catalogue from before there were any has none. */
  isHidden: z.boolean().default(false),
});

export const quotaSchema = z.object({
  id,
  name: z.string().min(1).max(120),
  capacity: z.number().int().min(0).max(1_000_000),
});

const code = z
  .string()
  .regex(/^[A-Za-z0-9]+(?:[- ]+[A-Za-z0-9]+)*$/, 'use letters, digits and hyphens')
  .refine((text) => comparableCode(text).length >= 6, 'a code of fewer than 6 letters and digits can be guessed')
  .refine((text) => comparableCode(text).length <= 40, 'use at most 40 letters and digits');

/** Makes some tickets cheaper, or lets its holder have hidden ones. Counted in places, not in orders. */
export const voucherSchema = z.object({
  id,
  /** As organizers write it; see `comparableCode` for how people may type it. */
  code,
  gives: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('percent'), percentOff: z.number().int().min(1).max(100) }),
    /** Off the price of each place. */
    z.object({ kind: z.literal('amount'), amountOffCents: z.number().int().min(1).max(100_000_000) }),
    /** What each place costs with it, where it would cost more without. */
    z.object({ kind: z.literal('price'), priceCents: z.number().int().min(0).max(100_000_000) }),
    z.object({ kind: z.literal('access') }),
  ]),
  /** None: all that are not hidden. */
  ticketTypeIds: z.array(id).max(100),
  /** In places, over all orders; null means no limit. */
  maxUses: z.number().int().min(1).max(1_000_000).nullable(),
  maxPerOrder: z.number().int().min(1).max(50).nullable(),
  validFromAt: instant.nullable(),
  validUntilAt: instant.nullable(),
});

/** A code as it is compared: people type it in any case, with spaces and hyphens where they like. */
export function comparableCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_]+/gu, '');
}

/** What is for sale. Written in Studio, carried into the ledger by the courier as a numbered version. Order matters: it is the order on the page. */
export const catalogueSchema = z
  .object({
    currency: z.string().regex(/^[A-Z]{3}$/),
    /** Until when a buyer may cancel what was paid for, and gets it back (UTC ms); null means no bound. */
    cancelUntil: instant.nullable().optional(),
    ticketTypes: z.array(ticketTypeSchema).max(100),
    quotas: z.array(quotaSchema).max(100),
    vouchers: z.array(voucherSchema).max(2_000).default([]),
    /** Who writes the invoices; null: nobody, and none are written. */
    seller: sellerSchema.nullable().default(null),
    /** Null: nobody can pay by bank transfer. */
    transfer: transferTermsSchema.nullable().default(null),
  })
  .superRefine((catalogue, context) => {
    const codes = new Set<string>();
    for (const [index, voucher] of catalogue.vouchers.entries()) {
      const code = comparableCode(voucher.code);
      if (codes.has(code)) {
        const message = `another voucher has the code "${voucher.code}" too`;
        context.addIssue({ code: 'custom', path: ['vouchers', index, 'code'], message });
      }
      codes.add(code);
    }
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
export type Voucher = z.infer<typeof voucherSchema>;
export type Catalogue = z.infer<typeof catalogueSchema>;
