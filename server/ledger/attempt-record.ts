import { z } from 'zod';
import { type Attempt, attemptStates } from '../../core/payments/attempt.ts';

export const integer = z.string().regex(/^\d+$/).transform(Number);
export const optionalInteger = z.union([z.literal('').transform(() => null), integer]);
const optionalText = z.string().transform((text) => (text === '' ? null : text));

/** The fields of an attempt's hash as the scripts write them; '' is null. */
const attemptRecordSchema = z.object({
  id: z.string().min(1),
  orderId: z.string().min(1),
  method: z.enum(['paypal', 'transfer']).default('paypal'),
  state: z.enum(attemptStates),
  amountCents: integer,
  currency: z.string(),
  invoiceId: z.string(),
  createRequestId: z.string(),
  captureRequestId: z.string(),
  paypalOrderId: optionalText,
  approveUrl: optionalText,
  payeeMerchantId: optionalText,
  declines: integer,
  isDeclined: z.enum(['0', '1']).transform((flag) => flag === '1'),
  captureId: optionalText,
  capturedCents: integer,
  /** Attempts from before it was kept are in the currency that was asked for, and accepted by nobody. */
  capturedCurrency: optionalText.default(null),
  capturedAt: optionalInteger,
  isAccepted: z
    .enum(['0', '1'])
    .default('0')
    .transform((flag) => flag === '1'),
  /** Attempts from before disputes were known do not have it. */
  disputeId: optionalText.default(null),
  problem: optionalText,
  createdAt: integer,
  updatedAt: integer,
  /** How often the courier looked at it since its last change. */
  looks: integer,
});

export function parseAttemptRecord(hash: Record<string, string>): Attempt {
  const parsed = attemptRecordSchema.safeParse(hash);
  if (!parsed.success) {
    throw new Error(
      `attempt ${hash.id ?? '(without id)'} in the ledger cannot be read: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { looks: _looks, ...attempt } = parsed.data;
  return attempt;
}

export function parseAttemptFields(fields: string[]): Attempt | null {
  const record = toRecord(fields);
  return record && parseAttemptRecord(record);
}

/** `HGETALL` as a script returns it, field and value by turns; an empty list is nothing. */
export function toRecord(fields: string[]): Record<string, string> | null {
  if (fields.length === 0) return null;
  const record: Record<string, string> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) record[fields[index] ?? ''] = fields[index + 1] ?? '';
  return record;
}
