import type { Redis } from 'ioredis';
import type { Attempt } from '../../core/payments/attempt.ts';
import { parseAttemptRecord } from './attempt-record.ts';
import { checkOrderDocuments } from './check-documents.ts';
import type { LedgerFinding } from './ledger.ts';
import { type OrderRecord, parseOrderRecord } from './order-record.ts';

/** What an order says by itself, and against the outbox entry it names. */
export async function checkOrder(redis: Redis, eventId: string, orderId: string): Promise<LedgerFinding[]> {
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

  findings.push(...(await checkOrganized(redis, eventId, record, seats)));
  findings.push(...(await checkOrderDocuments(redis, eventId, record)));

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

/** What organizers did to an order: nothing without its entry in the audit, and no entry is ever lost. */
async function checkOrganized(
  redis: Redis,
  eventId: string,
  { id, checkIns, auditCount = 0, cancelledBy, complimentary, totalCents }: OrderRecord,
  seats: number,
): Promise<LedgerFinding[]> {
  const findings: LedgerFinding[] = [];
  const find = (rule: string, message: string) => findings.push({ rule, subject: id, message });
  const places = Object.keys(checkIns ?? {});
  const strangers = places.filter((place) => !(Number(place) >= 1 && Number(place) <= seats));
  if (strangers.length > 0) find('check-ins-match', `has ${seats} seats, and ${strangers.join(', ')} are checked in`);
  if (complimentary && totalCents > 0) find('complimentary-free', `is complimentary and costs ${totalCents}`);

  const isOrganized = places.length > 0 || cancelledBy === 'organizer' || complimentary !== undefined;
  if (isOrganized && auditCount === 0) find('audit-kept', 'was changed by an organizer, and nothing says by whom');
  // Read after the order, and only ever longer: an act in between is no finding.
  const kept = auditCount > 0 ? await redis.llen(`{${eventId}}:audit:${id}`) : 0;
  if (kept < auditCount) find('audit-kept', `had ${auditCount} entries in its audit, of which ${kept} are left`);
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

/** What an attempt says by itself, and whether PayPal's names lead to it. */
export async function checkAttempt(redis: Redis, eventId: string, attemptId: string): Promise<LedgerFinding[]> {
  const find = (rule: string, message: string): LedgerFinding[] => [{ rule, subject: attemptId, message }];
  let attempt: Attempt;
  try {
    attempt = parseAttemptRecord(await redis.hgetall(`{${eventId}}:attempt:${attemptId}`));
  } catch (error) {
    return find('attempt-readable', error instanceof Error ? error.message : String(error));
  }
  if ((await redis.zscore(`{${eventId}}:attempts`, attemptId)) === null)
    return find('attempt-listed', 'is missing from the list of attempts');
  const { paypalOrderId, captureId } = attempt;
  if (paypalOrderId && (await redis.hget(`{${eventId}}:paypal_orders`, paypalOrderId)) !== attemptId)
    return find('paypal-order-known', `PayPal's order ${paypalOrderId} does not lead back to it`);
  if (captureId && (await redis.hget(`{${eventId}}:captures`, captureId)) !== attemptId)
    return find('capture-known', `PayPal's capture ${captureId} does not lead back to it`);
  return [];
}
