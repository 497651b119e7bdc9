import { z } from 'zod';
import type { BillingDocument } from '../../core/orders/billing-document.ts';
import { creditReasons, documentKinds, sellerSchema } from '../../core/orders/invoice.ts';
import { integer, toRecord } from './attempt-record.ts';
import { billingSchema, buyerSchema, json, linesSchema, optionalJson, transferSchema } from './order-record.ts';

/** The fields of a document's hash as the scripts write them; '' is null. */
const documentRecordSchema = z.object({
  number: z.string(),
  kind: z.enum(documentKinds),
  orderId: z.string(),
  issuedAt: integer,
  totalCents: integer,
  currency: z.string(),
  seller: json(sellerSchema),
  buyer: json(buyerSchema),
  billing: optionalJson(billingSchema),
  lines: json(linesSchema),
  invoiceNumber: z.string().transform((text) => text || null),
  transfer: optionalJson(transferSchema)
    .optional()
    .transform((transfer) => transfer && { dueAt: transfer.dueAt, bank: transfer.bank })
    .transform((transfer) => transfer ?? null),
  reason: z.union([z.literal('').transform(() => null), z.enum(creditReasons)]),
});

export function parseDocumentRecord(hash: Record<string, string>): BillingDocument {
  const parsed = documentRecordSchema.safeParse(hash);
  if (parsed.success) return parsed.data;
  throw new Error(
    `document ${hash.number ?? '(without number)'} in the ledger cannot be read: ${z.prettifyError(parsed.error)}`,
  );
}

export function parseDocumentFields(fields: string[]): BillingDocument | null {
  const record = toRecord(fields);
  return record && parseDocumentRecord(record);
}
