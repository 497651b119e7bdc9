import type { Redis } from 'ioredis';
import { z } from 'zod';
import { toRecord } from './attempt-record.ts';
import type { MoneyEntry, MoneyLedger } from './money-ledger.ts';
import type { RunScript } from './scripts.ts';

const entrySchema: z.ZodType<MoneyEntry> = z.object({
  kind: z.enum(['capture', 'refund', 'refund_by_hand', 'reversal', 'reversal_undone']),
  attemptId: z.string(),
  orderId: z.string(),
  paypalId: z.string(),
  amountCents: z.coerce.number().int(),
  currency: z.string(),
  at: z.coerce.number(),
});
const comparedSchema = z.object({ at: z.coerce.number(), upTo: z.coerce.number(), differences: z.coerce.number() });

const page = 1_000;
/** Of ids that matched, so many are told to one script: it looks for each among the tasks. */
const matchedAtOnce = 5_000;

export function createMoneyLedger({
  redis,
  eventId,
  run,
}: {
  redis: Redis;
  eventId: string;
  run: RunScript;
}): MoneyLedger {
  return {
    async listMoney() {
      const found: MoneyEntry[] = [];
      for (let from = '-'; ; ) {
        const entries = await redis.xrange(`{${eventId}}:money`, from, '+', 'COUNT', page);
        found.push(...entries.map(([, fields]) => entrySchema.parse(toRecord(fields))));
        const last = entries.at(-1)?.[0];
        if (entries.length < page || !last) return found;
        from = `(${last}`;
      }
    },

    async recordComparison({ upTo, differences, matchedIds }) {
      for (let from = 0; from < matchedIds.length; from += matchedAtOnce) {
        await run('endDifferences', JSON.stringify(matchedIds.slice(from, from + matchedAtOnce)));
      }
      await run('recordComparison', upTo, JSON.stringify(differences));
    },

    async getComparison() {
      const compared = await redis.hgetall(`{${eventId}}:compared`);
      return compared.at ? comparedSchema.parse(compared) : null;
    },
  };
}
