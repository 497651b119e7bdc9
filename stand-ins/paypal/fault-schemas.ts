import { z } from 'zod';

export const operations = [
  ...(['token', 'create', 'get', 'capture', 'get-capture', 'refund', 'get-refund'] as const),
  ...(['get-dispute', 'list-disputes', 'transactions'] as const),
] as const;
export type Operation = (typeof operations)[number];

const delayMs = z.number().int().min(0).max(120_000);
const when = z.enum(['before', 'after']).default('before');

/** What can go wrong. `when` says whether the request has had its effect by then. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** PayPal's definite no, by its issue: INSTRUMENT_DECLINED, DUPLICATE_INVOICE_ID, PAYEE_ACCOUNT_RESTRICTED ... */
  z.strictObject({ kind: z.literal('issue'), issue: z.string() }),
  /** A success whose capture or refund is not completed: DECLINED inside a 201, PENDING. */
  z.strictObject({
    kind: z.literal('outcome'),
    status: z.enum(['DECLINED', 'PENDING', 'FAILED', 'CANCELLED']),
    reason: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    when,
    delayMs: delayMs.default(0),
  }),
  /** No answer until the client gives up. */
  z.strictObject({ kind: z.literal('timeout'), when }),
  /** The connection breaks instead of an answer. */
  z.strictObject({ kind: z.literal('disconnect'), when }),
  /** Half of a JSON text; with another status also what a proxy might say that stands in PayPal's place. */
  z.strictObject({ kind: z.literal('malformed'), status: z.number().int().min(200).max(599).default(200), when }),
  /** Everything as always, but only after a while, and whether or not the client still waits. */
  z.strictObject({ kind: z.literal('slow'), delayMs }),
]);
export type Fault = z.infer<typeof faultSchema>;

export const plannedFaultSchema = z.strictObject({
  operation: z.enum(operations),
  /** Only for requests about this order, invoice or attempt; without any of them the next request gets it. */
  orderId: z.string().optional(),
  invoiceId: z.string().optional(),
  customId: z.string().optional(),
  times: z.number().int().min(1).max(1_000_000).default(1),
  /** Of the requests that fit only so many, by chance; 1 is all. */
  share: z.number().min(0).max(1).default(1),
  fault: faultSchema,
});
export type PlannedFault = z.infer<typeof plannedFaultSchema>;
export type StoredFault = { id: string; planned: PlannedFault; left: number };
