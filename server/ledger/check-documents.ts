import type { Redis } from 'ioredis';
import type { BillingDocument } from '../../core/orders/billing-document.ts';
import { parseDocumentRecord } from './document-record.ts';
import type { LedgerFinding } from './ledger.ts';
import type { OrderRecord } from './order-record.ts';

const pageSize = 200;

/**
 * Each series from its first number to its last: every place in it is one document, of the order that stands there, and that order
 * knows it. A number is a place in a list that is only ever added to, so a gap is a document that is gone, and a number that two
 * orders have is one that the list gives to another. Nothing of it changes once it is written: a busy ledger gives no false finding.
 */
export async function checkDocuments(redis: Redis, eventId: string): Promise<LedgerFinding[]> {
  const findings: LedgerFinding[] = [];
  for (const series of (await redis.smembers(`{${eventId}}:series`)).sort()) {
    const list = `{${eventId}}:series:${series}`;
    const length = await redis.llen(list);
    if (length === 0) findings.push({ rule: 'series-gapless', subject: series, message: 'is listed and empty' });
    for (let from = 0; from < length; from += pageSize) {
      const orderIds = await redis.lrange(list, from, Math.min(from + pageSize, length) - 1);
      const checks = orderIds.map((orderId, index) =>
        checkDocument(redis, eventId, `${series}-${String(from + index + 1).padStart(4, '0')}`, orderId),
      );
      findings.push(...(await Promise.all(checks)).flat());
    }
  }
  return findings;
}

async function checkDocument(redis: Redis, eventId: string, number: string, orderId: string): Promise<LedgerFinding[]> {
  const find = (rule: string, message: string): LedgerFinding[] => [{ rule, subject: number, message }];
  const hash = await redis.hgetall(`{${eventId}}:document:${number}`);
  if (!hash.number) return find('series-gapless', 'is missing from its series');
  let document: BillingDocument;
  try {
    document = parseDocumentRecord(hash);
  } catch (error) {
    return find('document-readable', error instanceof Error ? error.message : String(error));
  }
  if (document.number !== number || document.orderId !== orderId)
    return find('document-owned', `is number ${document.number} of ${document.orderId}, but the series has ${orderId}`);
  const known = await redis.hget(`{${eventId}}:order:${orderId}`, 'documents');
  const isKnown = (JSON.parse(known || '[]') as { number: string }[]).some((each) => each.number === number);
  return isKnown ? [] : find('document-owned', `is of ${orderId}, which does not know it`);
}

/** What an order says of its documents: each is its own, what is sold for money has an invoice, and no more is credited than that. */
export async function checkOrderDocuments(
  redis: Redis,
  eventId: string,
  record: OrderRecord,
): Promise<LedgerFinding[]> {
  const findings: LedgerFinding[] = [];
  const find = (rule: string, message: string) => findings.push({ rule, subject: record.id, message });
  const documents = record.documents ?? [];
  for (const { number } of documents) {
    const owner = await redis.hget(`{${eventId}}:document:${number}`, 'orderId');
    if (owner !== record.id) find('document-owned', `names ${number}, which is of ${owner ?? 'nobody'}`);
  }
  const standing = record.invoice && record.invoice !== 'none' ? record.invoice : null;
  // Orders that were sold before there were invoices do not have the field at all.
  if (record.state === 'CONFIRMED' && record.totalCents > 0 && record.invoice === '')
    find('invoice-written', 'is sold, and has no invoice');
  if (record.state === 'EXPIRED' && standing) find('invoice-written', `is over, and its invoice ${standing} stands`);
  if (record.totalCents === 0 && standing) find('invoice-written', `is free, and has the invoice ${standing}`);
  if (standing && !documents.some(({ number, kind }) => number === standing && kind === 'invoice'))
    find('invoice-written', `names the invoice ${standing}, which is not among its documents`);

  const sum = (kind: string) =>
    documents.filter((each) => each.kind === kind).reduce((total, { totalCents }) => total + totalCents, 0);
  const stands = sum('invoice') - sum('credit_note');
  const expected = standing ? record.totalCents - (record.creditedCents ?? 0) : 0;
  if (stands !== expected)
    find('invoice-credited', `has invoices of ${stands} that stand, and should have ${expected}`);
  return findings;
}
