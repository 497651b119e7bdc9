import { z } from 'zod';
import type { AmountCents } from '../money.ts';

/** Who sells, as organizers wrote it; a copy stands with each document, so that it says for good what it said first. */
export const sellerSchema = z.object({
  legalName: z.string().min(1).max(200),
  /** Line by line. */
  address: z.string().min(1).max(500),
  taxId: z.string().max(60).nullable(),
  /** Numbers begin with it: `MA` makes MA-2027-0001 and, for credit notes, MA-CN-2027-0001. Without a hyphen, so that no two series have a number in common. */
  invoicePrefix: z.string().regex(/^[A-Z0-9]{1,10}$/),
  event: z.object({ name: z.string(), startsOn: z.string(), endsOn: z.string(), timeZone: z.string() }),
  /** The event's zone at New Year, as its distance from UTC: the ledger knows no zones, and begins a new series with the year. */
  newYearOffsetMs: z.number().int(),
});
export type Seller = z.infer<typeof sellerSchema>;

/** Whom an invoice is made out to beside its buyer's name. */
export type Billing = { company: string | null; address: string | null; vatId: string | null };

export const documentKinds = ['invoice', 'credit_note'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Why an invoice is credited: its money went back, or nobody paid it and its seats returned. */
export const creditReasons = ['refunded', 'not_paid'] as const;
export type CreditReason = (typeof creditReasons)[number];

/** What an order knows of its documents, oldest first. `issuedAt`: UTC milliseconds by the ledger's clock. */
export type OrderDocument = { kind: DocumentKind; number: string; issuedAt: number; totalCents: AmountCents };

/** The invoice that stands, if any: the latest one. */
export function findInvoice<D extends Pick<OrderDocument, 'kind'>>(documents: readonly D[]): D | null {
  return documents.findLast(({ kind }) => kind === 'invoice') ?? null;
}
