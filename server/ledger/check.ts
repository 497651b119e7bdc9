import type { Redis } from 'ioredis';
import { z } from 'zod';
import { orderStates } from '../../core/orders/order.ts';
import { attemptStates } from '../../core/payments/attempt.ts';
import { refundReasons } from '../../core/payments/refund.ts';
import { checkDocuments } from './check-documents.ts';
import { checkAttempt, checkOrder } from './check-records.ts';
import { type LedgerFinding, type LedgerReport, taskKinds } from './ledger.ts';
import type { RunScript } from './scripts.ts';

const count = z.number().int();
const recountSchema = z.tuple([
  z.array(z.tuple([z.enum(orderStates), count])),
  z.array(z.tuple([z.string(), count, count, count, z.union([z.literal(0), z.literal(1)])])),
  z.array(z.tuple([z.string(), z.string(), z.string()])),
  count,
  z.tuple([
    z.array(z.tuple([z.string(), count, count, count, count, count])),
    z.array(z.tuple([z.enum(attemptStates), count])),
    z.array(z.tuple([z.string(), z.string()])),
    z.array(z.tuple([z.enum(refundReasons), count])),
  ]),
  z.array(z.tuple([z.string(), count, z.union([z.literal(''), count])])),
]);
export const taskSchema = z.object({
  kind: z.enum(taskKinds),
  /** Missing where a task is about nothing of ours: its name in the hash says what it is about. */
  attemptId: z.string().optional(),
  refundId: z.string().nullish(),
  orderId: z.string(),
  problem: z.string(),
  at: count,
});

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
  const [states, quotas, recountFindings, outboxLength, [money, attempts, tasks, refunds], vouchers] =
    recountSchema.parse(await run('recount'));
  const findings: LedgerFinding[] = recountFindings.map(([rule, subject, message]) => ({ rule, subject, message }));
  for await (const ids of scanIds(redis, `{${eventId}}:order:`)) {
    findings.push(...(await Promise.all(ids.map((id) => checkOrder(redis, eventId, id)))).flat());
  }
  for await (const ids of scanIds(redis, `{${eventId}}:attempt:`)) {
    findings.push(...(await Promise.all(ids.map((id) => checkAttempt(redis, eventId, id)))).flat());
  }
  findings.push(...(await checkDocuments(redis, eventId)));
  return {
    orders: Object.fromEntries(states),
    quotas: quotas.map(([quotaId, capacity, held, sold, stopped]) => ({
      quotaId,
      capacity,
      held,
      sold,
      stopped: stopped === 1,
    })),
    vouchers: vouchers
      .map(([voucherId, uses, maxUses]) => ({ voucherId, uses, maxUses: maxUses === '' ? null : maxUses }))
      .sort((a, b) => (a.voucherId < b.voucherId ? -1 : 1)),
    attempts: Object.fromEntries(attempts),
    refunds: Object.fromEntries(refunds),
    money: money
      .map(([currency, captured, ticketed, refunded, refunding, inTasks]) => ({
        currency,
        capturedCents: captured,
        ticketedCents: ticketed,
        refundedCents: refunded,
        refundingCents: refunding,
        inTasksCents: inTasks,
      }))
      .filter(({ capturedCents }) => capturedCents > 0),
    tasks: tasks
      .map(([subject, json]) => ({ subject, task: taskSchema.parse(JSON.parse(json)) }))
      .sort((a, b) => a.task.at - b.task.at || (a.subject < b.subject ? -1 : 1))
      .map(({ subject, task }) => toTask(subject, task)),
    outboxLength,
    findings,
  };
}

export function toTask(subject: string, { attemptId = subject, refundId = null, ...task }: z.infer<typeof taskSchema>) {
  return { attemptId, refundId, ...task };
}

/** The ids of all keys that begin with `prefix`, page by page. */
async function* scanIds(redis: Redis, prefix: string): AsyncGenerator<string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', pageSize);
    cursor = next;
    yield keys.map((key) => key.slice(prefix.length));
  } while (cursor !== '0');
}
