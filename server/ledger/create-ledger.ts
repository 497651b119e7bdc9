import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { catalogueSchema } from '../../core/orders/catalogue.ts';
import type { Attendee, Availability, Buyer, Refusal, Selection, Transition } from '../../core/orders/order.ts';
import { checkLedger } from './check.ts';
import type { Ledger } from './ledger.ts';
import { parseOrderFields, parseOrderRecord, toOrder } from './order-record.ts';
import { createScriptRunner } from './scripts.ts';

const fields = z.array(z.string());
const replySchema = z.union([
  z.tuple([z.literal('ok'), z.union([z.literal(0), z.literal(1)]), fields]),
  z.tuple([z.literal('refused'), z.string(), fields, z.string(), z.union([z.literal(''), z.number().int()])]),
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
]);

/** ISO 4217 for "no currency": there is nothing for sale before the first catalogue. */
const noCurrency = 'XXX';

/**
 * The ledger on a Redis that forgets nothing (`requireDurableLedger` asks it). `nowMs` replaces the ledger's own clock in
 * tests. An order that is HELD in an answer may be past its `heldUntil`: its seats count as free from that moment, and
 * the next transition that meets it expires it.
 */
export function createLedger({
  redis,
  eventId,
  nowMs,
}: {
  redis: Redis;
  eventId: string;
  nowMs?: () => number;
}): Ledger {
  const run = createScriptRunner(redis, eventId, nowMs);

  return {
    async applyCatalogue(catalogue) {
      const parsed = catalogueSchema.parse(catalogue);
      // A quota named twice by a type still gives one seat for one seat.
      const ticketTypes = parsed.ticketTypes.map((type) => ({ ...type, quotaIds: [...new Set(type.quotaIds)] }));
      const reply = await run('applyCatalogue', JSON.stringify({ ...parsed, ticketTypes }));
      const [version, changed, conflicts] = catalogueReplySchema.parse(reply);
      return {
        version,
        changed: changed === 1,
        conflicts: conflicts.map(([quotaId, wantedCapacity, held, sold]) => ({ quotaId, wantedCapacity, held, sold })),
      };
    },

    async getAvailability() {
      return parseAvailability(await run('availability'));
    },

    async hold({ orderId, idempotencyKey, selection, holdMs }) {
      return parseTransition(
        await run('hold', orderId, hash(idempotencyKey), JSON.stringify(sortSelection(selection)), Math.round(holdMs)),
      );
    },

    async saveDetails({ orderId, buyer, attendees }) {
      const details = [JSON.stringify(plainBuyer(buyer)), JSON.stringify(attendees.map(plainAttendee))] as const;
      const complete = isComplete(buyer, attendees) ? attendees.length : 0;
      return parseTransition(await run('saveDetails', orderId, ...details, complete, hashPerson(buyer.email)));
    },

    async confirm({ orderId }) {
      return parseTransition(await run('confirm', orderId));
    },

    async extend({ orderId, holdMs }) {
      return parseTransition(await run('extend', orderId, Math.round(holdMs)));
    },

    async release({ orderId }) {
      return parseTransition(await run('release', orderId));
    },

    async holdAgain({ orderId, holdMs }) {
      return parseTransition(await run('holdAgain', orderId, Math.round(holdMs)));
    },

    async cancel({ orderId }) {
      return parseTransition(await run('cancel', orderId));
    },

    async expireDue({ limit }) {
      return z.array(z.string()).parse(await run('expireDue', limit));
    },

    async getOrder(orderId) {
      const record = await redis.hgetall(`{${eventId}}:order:${orderId}`);
      return record.id === undefined ? null : toOrder(parseOrderRecord(record));
    },

    check() {
      return checkLedger({ redis, eventId, run });
    },
  };
}

function parseTransition(reply: unknown): Transition {
  const parsed = replySchema.parse(reply);
  if (parsed[0] === 'ok') {
    const order = parseOrderFields(parsed[2]);
    if (!order) throw new Error('the ledger answered without the order');
    return { ok: true, order, replayed: parsed[1] === 1 };
  }
  const [, reason, orderFields, ticketTypeId, remaining] = parsed;
  const order = parseOrderFields(orderFields);
  return {
    ok: false,
    reason: refusalReasonSchema.parse(reason),
    ...(ticketTypeId === '' ? {} : { ticketTypeId }),
    ...(remaining === '' ? {} : { remaining }),
    ...(order ? { order } : {}),
  };
}

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
  'wrong_state',
]) satisfies z.ZodType<Refusal['reason']>;

function parseAvailability(reply: unknown): Availability {
  const [catalogueVersion, json, at, holdsEndBy, counts] = availabilityReplySchema.parse(reply);
  const catalogue = json === '' ? null : catalogueSchema.parse(JSON.parse(json));
  return {
    catalogueVersion,
    currency: catalogue?.currency ?? noCurrency,
    ticketTypes: (catalogue?.ticketTypes ?? []).map((type, index) => {
      const count = counts[index];
      if (!count) throw new Error(`the ledger did not count ticket type "${type.id}"`);
      return { ...type, ticketTypeId: type.id, status: count[0], remaining: count[1], held: count[2] };
    }),
    holdsEndBy: holdsEndBy === '' ? null : holdsEndBy,
    at,
  };
}

/** One line a type, sorted, so that the same choice is the same text. */
function sortSelection(selection: Selection): Selection {
  const quantities = new Map<string, number>();
  for (const { ticketTypeId, quantity } of selection) {
    if (!Number.isSafeInteger(quantity) || quantity < 1)
      throw new RangeError('a quantity must be a whole number from 1');
    quantities.set(ticketTypeId, (quantities.get(ticketTypeId) ?? 0) + quantity);
  }
  if (quantities.size === 0) throw new RangeError('a selection must name a ticket type');
  return [...quantities]
    .map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }))
    .sort((a, b) => (a.ticketTypeId < b.ticketTypeId ? -1 : 1));
}

function isComplete(buyer: Buyer, attendees: Attendee[]): boolean {
  return [buyer.name, buyer.email, ...attendees.map((attendee) => attendee.name)].every((text) => text.trim() !== '');
}

/** Named fields in a fixed order: a replay is recognized by the same text. */
function plainBuyer({ name, email }: Buyer): Buyer {
  return { name, email };
}

function plainAttendee({ name, email }: Attendee): Attendee {
  return { name, email };
}

/** One person is one address, however it is written; only its hash is a key. */
function hashPerson(email: string): string {
  return hash(email.trim().normalize('NFC').toLowerCase());
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
