import { z } from 'zod';
import { documentKinds } from '../../core/orders/invoice.ts';
import { expiryReasons, type Order, orderStates, type Registration } from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { bankSchema, type OrderTransfer } from '../../core/orders/transfer.ts';
import { type OrderPayment, toOrderPayment } from '../../core/payments/attempt.ts';
import { type Refund, refundReasons, refundStates } from '../../core/payments/refund.ts';
import { integer, optionalInteger, parseAttemptFields, toRecord } from './attempt-record.ts';

export const json = <T>(schema: z.ZodType<T>) => z.string().transform((text) => schema.parse(JSON.parse(text)));
export const optionalJson = <T>(schema: z.ZodType<T>) => z.union([z.literal('').transform(() => null), json(schema)]);

export const linesSchema = z.array(
  z.object({
    ticketTypeId: z.string(),
    name: z.string(),
    quantity: z.number().int().positive(),
    unitPriceCents: z.number().int().nonnegative(),
    listPriceCents: z.number().int().nonnegative().optional(),
    // Orders that were made before there were rates have none.
    vatBasisPoints: z.number().int().nonnegative().nullable().default(null),
  }),
);
export const buyerSchema = z.object({ name: z.string(), email: z.string() });
export const billingSchema = z.object({
  company: z.string().nullable(),
  address: z.string().nullable(),
  vatId: z.string().nullable(),
});
export const transferSchema = z.object({ dueAt: z.number().int(), graceMs: z.number().int(), bank: bankSchema });
const documentsSchema = z.array(
  z.object({
    kind: z.enum(documentKinds),
    number: z.string(),
    issuedAt: z.number().int(),
    totalCents: z.number().int(),
  }),
);
const givenSchema = z.array(z.object({ questionId: z.string(), question: z.string(), values: z.array(z.string()) }));
const answersSchema = z.object({ order: givenSchema, attendees: z.array(givenSchema) });
const attendeesSchema = z.array(z.object({ name: z.string(), email: z.string().nullable() }));

const refundsSchema: z.ZodType<Refund[]> = z.array(
  z.object({
    id: z.string(),
    attemptId: z.string(),
    amountCents: z.number().int().positive(),
    currency: z.string(),
    reason: z.enum(refundReasons),
    registrationId: z.string().nullable(),
    state: z.enum(refundStates),
    requestId: z.string(),
    tries: z.number().int().positive(),
    paypalRefundId: z.string().nullable(),
    problem: z.string().nullable(),
    mayTryAgain: z.boolean(),
    how: z.string().nullable(),
    requestedAt: z.number().int(),
    updatedAt: z.number().int(),
    completedAt: z.number().int().nullable(),
  }),
);

/** The fields of an order's hash as the scripts write them; '' is null. Buyer and attendees are JSON made in TypeScript,
 *  because Lua's cjson cannot tell an empty list from an empty object. */
const orderRecordSchema = z.object({
  id: z.string(),
  state: z.enum(orderStates),
  expiryReason: z.union([z.literal('').transform(() => null), z.enum(expiryReasons)]),
  createdAt: integer,
  heldUntil: integer,
  extended: z.enum(['0', '1']).transform((flag) => flag === '1'),
  confirmedAt: optionalInteger,
  cancelledAt: optionalInteger,
  /** Written when it is cancelled; orders that were before this was kept were cancelled by their buyers. */
  cancelledBy: z.enum(['buyer', 'organizer']).optional(),
  /** Given by an organizer. */
  complimentary: z.literal('1').optional(),
  lines: json(linesSchema),
  /** The voucher it uses; '' where it has none, missing in orders from before there were any. */
  voucherId: z.string().default(''),
  voucherCode: z.string().default(''),
  voucherUses: integer.default(0),
  totalCents: integer,
  currency: z.string(),
  buyer: optionalJson(buyerSchema),
  attendees: optionalJson(attendeesSchema),
  /** Whom the invoice is made out to, where that was said. */
  billing: optionalJson(billingSchema).optional(),
  /** The number of the invoice that stands; 'none' where nobody could write one, '' where none is due. */
  invoice: z.string().optional(),
  /** How much of it was taken back. */
  creditedCents: integer.optional(),
  /** Every invoice and credit note, oldest first. */
  documents: optionalJson(documentsSchema).optional(),
  /** Missing where nothing was asked, or in orders from before there were questions. */
  answers: optionalJson(answersSchema).optional(),
  /** The revision of each registration whose ticket was issued again, by its place (1, 2, ...); all others are at 1. */
  revisions: optionalJson(z.record(z.string(), z.number().int().positive())).optional(),
  /** When each registration was checked in, by its place; only those that are. */
  checkIns: optionalJson(z.record(z.string(), z.number().int())).optional(),
  /** When each registration was cancelled by itself, by its place; only those that were. */
  cancelledPlaces: optionalJson(z.record(z.string(), z.number().int())).optional(),
  /** What goes back of what was captured; see scripts/refunds.lua. */
  refunds: optionalJson(refundsSchema).optional(),
  /** How many entries its audit has at least. */
  auditCount: integer.optional(),
  /** Until when and to whom it may be paid by bank transfer. */
  transfer: optionalJson(transferSchema).optional(),
  /** When the courier looks at the transfer next: when it is due, and once it was reminded of when it ends. */
  transferAt: optionalInteger.optional(),
  remindedAt: optionalInteger.optional(),
  /** What the order takes from each quota. */
  takes: json(z.record(z.string(), z.number().int().positive())),
  /** Hash of the buyer's address; '' until it is known. */
  person: z.string(),
  /** Hash of the form's idempotency key. */
  formKey: z.string(),
  /** Its latest attempt to pay; '' where none was begun. */
  attemptId: z.string(),
  /** Counts the obligations: a new one begins once PayPal definitely let the payment of the one before it fall. */
  paymentRevision: integer,
  /** The order's last entry in the outbox. */
  outboxId: z.string(),
});

export type OrderRecord = z.infer<typeof orderRecordSchema>;

export function parseOrderRecord(hash: Record<string, string>): OrderRecord {
  const parsed = orderRecordSchema.safeParse(hash);
  if (parsed.success) return parsed.data;
  throw new Error(`order ${hash.id ?? '(without id)'} in the ledger cannot be read: ${z.prettifyError(parsed.error)}`);
}

/** An order and its latest attempt to pay, as the scripts tell them: two `HGETALL`; an empty list is none. */
export const toldSchema = z.tuple([z.array(z.string()), z.array(z.string())]);

export function parseTold([orderFields, attemptFields]: z.infer<typeof toldSchema>): Order | null {
  const record = toRecord(orderFields);
  const attempt = parseAttemptFields(attemptFields);
  return record && toOrder(parseOrderRecord(record), attempt && toOrderPayment(attempt));
}

/** An order and the id of its last entry in the outbox, or in its place why it cannot be read. */
export function parseRevised(reply: unknown): { order: Order; revision: string } | Error | null {
  try {
    const told = toldSchema.parse(reply);
    const order = parseTold(told);
    return order && { order, revision: toRecord(told[0])?.outboxId ?? '' };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function toOrder(record: OrderRecord, payment: OrderPayment | null): Order {
  const { id, state, expiryReason, createdAt, heldUntil, extended, confirmedAt, cancelledAt } = record;
  const { lines, totalCents, currency, buyer } = record;
  const cancelledBy = cancelledAt === null ? null : (record.cancelledBy ?? 'buyer');
  const times = { createdAt, heldUntil, extended, confirmedAt, cancelledAt, cancelledBy };
  const isComplimentary = record.complimentary === '1';
  const { voucherId, voucherCode, voucherUses } = record;
  const voucher = voucherId === '' ? null : { id: voucherId, code: voucherCode, uses: voucherUses };
  const registrations = listRegistrations(record);
  return {
    id,
    state,
    expiryReason,
    ...times,
    isComplimentary,
    lines,
    voucher,
    registrations,
    totalCents,
    currency,
    buyer,
    billing: record.billing ?? null,
    documents: record.documents ?? [],
    answers: record.answers ?? noAnswers,
    transfer: toTransfer(record),
    payment,
    refunds: record.refunds ?? [],
  };
}

function toTransfer({ transfer, transferAt = null, remindedAt = null }: OrderRecord): OrderTransfer | null {
  if (!transfer) return null;
  const { dueAt, bank } = transfer;
  return { dueAt, bank, remindedAt, endsAt: remindedAt === null ? null : transferAt };
}

/** One registration a seat, line by line; the n-th attendee has the n-th. */
function listRegistrations({
  id,
  lines,
  attendees,
  revisions,
  checkIns,
  cancelledPlaces,
}: OrderRecord): Registration[] {
  return lines
    .flatMap((line) => Array.from({ length: line.quantity }, () => line.ticketTypeId))
    .map((ticketTypeId, index) => ({
      id: `${id}-${index + 1}`,
      ticketTypeId,
      attendee: attendees?.[index] ?? null,
      revision: revisions?.[index + 1] ?? 1,
      checkedInAt: checkIns?.[index + 1] ?? null,
      cancelledAt: cancelledPlaces?.[index + 1] ?? null,
    }));
}
