import { z } from 'zod';
import { catalogueSchema, type Voucher, voucherSchema } from '../../core/orders/catalogue.ts';
import { type Availability, type Refusal, type Transition, voucherRefusalReasons } from '../../core/orders/order.ts';
import { isTransferOffered } from '../../core/orders/transfer.ts';
import type { QuotaConflict } from './ledger.ts';
import { parseTold, toldSchema } from './order-record.ts';

const refusalReasonSchema = z.enum([
  'unknown_ticket_type',
  'sold_out',
  'not_yet_on_sale',
  'sale_closed',
  'sale_stopped',
  'over_order_limit',
  'over_person_limit',
  'not_found',
  'hold_expired',
  'already_extended',
  'details_missing',
  'payment_required',
  'cancel_closed',
  'ticket_cancelled',
  'over_captured',
  'transfer_not_offered',
  'amount_differs',
  'wrong_state',
  ...voucherRefusalReasons,
]) satisfies z.ZodType<Refusal['reason']>;

const replySchema = z.union([
  z.tuple([z.literal('ok'), z.union([z.literal(0), z.literal(1)]), toldSchema]),
  z.tuple([
    z.literal('refused'),
    refusalReasonSchema,
    toldSchema,
    z.string(),
    z.union([z.literal(''), z.number().int()]),
  ]),
]);
const catalogueReplySchema = z.tuple([
  z.number().int(),
  z.number().int(),
  z.array(z.tuple([z.string(), z.number().int(), z.number().int(), z.number().int()])),
]);
const availabilityReplySchema = z.tuple([
  z.number().int(),
  z.string(),
  z.number().int(),
  z.union([z.literal(''), z.number().int()]),
  z.array(
    z.tuple([
      z.enum(['available', 'sold_out', 'not_yet', 'closed', 'stopped']),
      z.number().int().nonnegative(),
      z.number().int(),
    ]),
  ),
  z.number().int(),
]);
const voucherReplySchema = z.tuple([z.string(), z.number().int(), z.number().int()]);

/** ISO 4217 for "no currency": there is nothing for sale before the first catalogue. */
const noCurrency = 'XXX';

export function parseTransition(reply: unknown): Transition {
  const parsed = replySchema.parse(reply);
  if (parsed[0] === 'ok') {
    const order = parseTold(parsed[2]);
    if (!order) throw new Error('the ledger answered without the order');
    return { ok: true, order, replayed: parsed[1] === 1 };
  }
  const [, reason, told, ticketTypeId, remaining] = parsed;
  const order = parseTold(told);
  return {
    ok: false,
    reason,
    ...(ticketTypeId === '' ? {} : { ticketTypeId }),
    ...(remaining === '' ? {} : { remaining }),
    ...(order ? { order } : {}),
  };
}

export function parseAvailability(reply: unknown): Availability {
  const [catalogueVersion, json, at, holdsEndBy, counts, vouchers] = availabilityReplySchema.parse(reply);
  const catalogue = json === '' ? null : catalogueSchema.parse(JSON.parse(json));
  return {
    catalogueVersion,
    currency: catalogue?.currency ?? noCurrency,
    ticketTypes: (catalogue?.ticketTypes ?? []).map((type, index) => {
      const count = counts[index];
      if (!count) throw new Error(`the ledger did not count ticket type "${type.id}"`);
      return { ...type, ticketTypeId: type.id, status: count[0], remaining: count[1], held: count[2] };
    }),
    hasVouchers: vouchers > 0,
    transferDays:
      catalogue?.seller && isTransferOffered(catalogue.transfer, at) ? (catalogue.transfer?.daysToPay ?? null) : null,
    holdsEndBy: holdsEndBy === '' ? null : holdsEndBy,
    at,
  };
}

export function parseVoucherReply(reply: unknown): { voucher: Voucher; uses: number; at: number } | null {
  const [json, uses, at] = voucherReplySchema.parse(reply);
  return json === '' ? null : { voucher: voucherSchema.parse(JSON.parse(json)), uses, at };
}

export function parseCatalogueReply(reply: unknown): { version: number; changed: boolean; conflicts: QuotaConflict[] } {
  const [version, changed, conflicts] = catalogueReplySchema.parse(reply);
  return {
    version,
    changed: changed === 1,
    conflicts: conflicts.map(([quotaId, wantedCapacity, held, sold]) => ({ quotaId, wantedCapacity, held, sold })),
  };
}
