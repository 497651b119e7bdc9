import type { Redis } from 'ioredis';
import { z } from 'zod';
import { orderStates } from '../../core/orders/order.ts';
import type { LedgerFinding, LedgerReport } from './ledger.ts';
import { type OrderRecord, parseOrderRecord } from './order-record.ts';
import type { RunScript } from './scripts.ts';

const count = z.number().int();
const recountSchema = z.tuple([
  z.array(z.tuple([z.enum(orderStates), count])),
  z.array(z.tuple([z.string(), count, count, count, z.union([z.literal(0), z.literal(1)])])),
  z.array(z.tuple([z.string(), z.string(), z.string()])),
  count,
]);

const pageSize = 200;

/**
 * Two looks. The counters are compared with a recount inside one script: one moment, exact on a live ledger, during which
 * it answers nobody else. What an order says by itself is then read in pages: each order is read in one
 * step and compared with the outbox entry it names, which never changes, so a busy ledger gives no false finding there either.
 */
export async function checkLedger({
  redis,
  eventId,
  run,
}: {
  redis: Redis;
  eventId: string;
  run: RunScript;
}): Promise<LedgerReport> {
  const [states, quotas, recountFindings, outboxLength] = recountSchema.parse(await run('recount'));
  const findings: LedgerFinding[] = recountFindings.map(([rule, subject, message]) => ({ rule, subject, message }));
  const orderKey = `{${eventId}}:order:`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${orderKey}*`, 'COUNT', pageSize);
    cursor = next;
    const ids = keys.map((key) => key.slice(orderKey.length));
    findings.push(...(await Promise.all(ids.map((id) => checkOrder(redis, eventId, id)))).flat());
  } while (cursor !== '0');
  return {
    orders: Object.fromEntries(states),
    quotas: quotas.map(([quotaId, capacity, held, sold, stopped]) => ({
      quotaId,
      capacity,
      held,
      sold,
      stopped: stopped === 1,
    })),
    outboxLength,
    findings,
  };
}

async function checkOrder(redis: Redis, eventId: string, orderId: string): Promise<LedgerFinding[]> {
  const hash = await redis.hgetall(`{${eventId}}:order:${orderId}`);
  let record: OrderRecord;
  try {
    record = parseOrderRecord(hash);
  } catch (error) {
    return [
      { rule: 'order-readable', subject: orderId, message: error instanceof Error ? error.message : String(error) },
    ];
  }
  const findings: LedgerFinding[] = [];
  const find = (rule: string, message: string) => findings.push({ rule, subject: orderId, message });

  if ((await redis.zscore(`{${eventId}}:orders`, orderId)) === null)
    find('order-listed', 'is missing from the list of orders');

  const seats = record.lines.reduce((sum, line) => sum + line.quantity, 0);
  if (record.state === 'CONFIRMED') {
    const named = (record.attendees ?? []).filter((attendee) => attendee.name.trim() !== '').length;
    if (!record.buyer?.name.trim() || !record.buyer.email.trim())
      find('details-present', 'is CONFIRMED without a buyer');
    if (named !== seats) find('details-present', `is CONFIRMED for ${seats} seats with ${named} names`);
  }
  const total = record.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
  if (total !== record.totalCents) find('total-adds-up', `costs ${record.totalCents}, its lines add up to ${total}`);

  const outbox = `{${eventId}}:outbox`;
  const [entry] = await redis.xrange(outbox, record.outboxId, record.outboxId);
  if (entry) {
    const told = Object.fromEntries(pairs(entry[1]));
    if (told.orderId !== orderId || told.state !== record.state) {
      find('outbox-matches', `is ${record.state}, but the outbox last told ${told.state} of ${told.orderId}`);
    }
  } else {
    // The mirror may have trimmed what it carried over; only an entry that should still be there is missing.
    const [oldest] = await redis.xrange(outbox, '-', '+', 'COUNT', 1);
    if (!oldest || compareStreamIds(oldest[0], record.outboxId) < 0)
      find('outbox-matches', 'its last outbox entry is missing');
  }
  return findings;
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : []));
}

function compareStreamIds(a: string, b: string): number {
  const [aMs = 0, aSequence = 0] = a.split('-').map(Number);
  const [bMs = 0, bSequence = 0] = b.split('-').map(Number);
  return aMs - bMs || aSequence - bSequence;
}
