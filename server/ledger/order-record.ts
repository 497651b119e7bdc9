import { z } from 'zod';
import { expiryReasons, type Order, orderStates, type Registration } from '../../core/orders/order.ts';

const integer = z.string().regex(/^\d+$/).transform(Number);
const optionalInteger = z.union([z.literal('').transform(() => null), integer]);
const json = <T>(schema: z.ZodType<T>) => z.string().transform((text) => schema.parse(JSON.parse(text)));
const optionalJson = <T>(schema: z.ZodType<T>) => z.union([z.literal('').transform(() => null), json(schema)]);

const linesSchema = z.array(
  z.object({
    ticketTypeId: z.string(),
    name: z.string(),
    quantity: z.number().int().positive(),
    unitPriceCents: z.number().int().nonnegative(),
  }),
);
const buyerSchema = z.object({ name: z.string(), email: z.string() });
const attendeesSchema = z.array(z.object({ name: z.string(), email: z.string().nullable() }));

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
  lines: json(linesSchema),
  totalCents: integer,
  currency: z.string(),
  buyer: optionalJson(buyerSchema),
  attendees: optionalJson(attendeesSchema),
  /** The revision of each registration whose ticket was issued again, by its place (1, 2, ...); all others are at 1. */
  revisions: optionalJson(z.record(z.string(), z.number().int().positive())).optional(),
  /** What the order takes from each quota. */
  takes: json(z.record(z.string(), z.number().int().positive())),
  /** Hash of the buyer's address; '' until it is known. */
  person: z.string(),
  /** Hash of the form's idempotency key. */
  formKey: z.string(),
  /** The order's last entry in the outbox. */
  outboxId: z.string(),
});

export type OrderRecord = z.infer<typeof orderRecordSchema>;

export function parseOrderRecord(hash: Record<string, string>): OrderRecord {
  const parsed = orderRecordSchema.safeParse(hash);
  if (parsed.success) return parsed.data;
  throw new Error(`order ${hash.id ?? '(without id)'} in the ledger cannot be read: ${z.prettifyError(parsed.error)}`);
}

/** `HGETALL` as a script returns it, field and value by turns; an empty list is no order. */
export function parseOrderFields(fields: string[]): Order | null {
  if (fields.length === 0) return null;
  const hash: Record<string, string> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) hash[fields[index] ?? ''] = fields[index + 1] ?? '';
  return toOrder(parseOrderRecord(hash));
}

export function toOrder(record: OrderRecord): Order {
  const { takes: _takes, person: _person, formKey: _formKey, outboxId: _outboxId, ...kept } = record;
  const { attendees: _attendees, revisions: _revisions, ...order } = kept;
  return { ...order, payment: null, registrations: listRegistrations(record) };
}

/** One registration a seat, line by line; the n-th attendee has the n-th. */
function listRegistrations({ id, lines, attendees, revisions }: OrderRecord): Registration[] {
  return lines
    .flatMap((line) => Array.from({ length: line.quantity }, () => line.ticketTypeId))
    .map((ticketTypeId, index) => ({
      id: `${id}-${index + 1}`,
      ticketTypeId,
      attendee: attendees?.[index] ?? null,
      revision: revisions?.[index + 1] ?? 1,
    }));
}
