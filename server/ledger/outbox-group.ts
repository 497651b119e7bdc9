import type { Redis } from 'ioredis';
import { z } from 'zod';

const flatEntry = z.tuple([z.string(), z.array(z.string())]);
const streamsSchema = z.array(z.tuple([z.string(), z.array(flatEntry)])).nullable();
const claimedSchema = z.tuple([z.string(), z.array(flatEntry)]).rest(z.unknown());

export type OutboxFields = Record<string, string>;
export type RawEntry = { id: string; fields: OutboxFields };

const claimPage = 500;

/** The outbox as one of its readers, a consumer group, sees it: an entry that was taken is pending until it is acknowledged. */
export function createOutboxGroup(options: { redis: Redis; eventId: string; group: string; consumer: string }) {
  const { redis, eventId, group, consumer } = options;
  const outbox = `{${eventId}}:outbox`;

  return {
    /** The group from `from` on ('0': from the first entry there ever was; '$': from now), if it is not there yet. */
    async create(from: '0' | '$'): Promise<void> {
      await redis.xgroup('CREATE', outbox, group, from, 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    },

    async exists(): Promise<boolean> {
      return (await redis.exists(outbox)) === 1 && (await readGroup(redis, outbox, group)) !== null;
    },

    /** Everything that anybody took and did not acknowledge; it is this consumer's from now on. */
    async claimAll(): Promise<RawEntry[]> {
      const claimed: RawEntry[] = [];
      let cursor = '0-0';
      do {
        const reply = await redis.xautoclaim(outbox, group, consumer, 0, cursor, 'COUNT', claimPage);
        const [next, entries] = claimedSchema.parse(reply);
        claimed.push(...entries.map(parseEntry));
        cursor = next;
      } while (cursor !== '0-0');
      return claimed;
    },

    async takeNew(limit: number): Promise<RawEntry[]> {
      const reply = await redis.xreadgroup('GROUP', group, consumer, 'COUNT', limit, 'STREAMS', outbox, '>');
      return (streamsSchema.parse(reply)?.[0]?.[1] ?? []).map(parseEntry);
    },

    /** Entries that are not acknowledged, and the id of the oldest of them. */
    async measure(): Promise<{ waiting: number; oldestId: string | null }> {
      const [pending, oldestPending] = z
        .tuple([z.number(), z.string().nullable()])
        .rest(z.unknown())
        .parse(await redis.xpending(outbox, group));
      const unread = await countUnread(redis, outbox, group);
      return { waiting: pending + unread.count, oldestId: oldestPending ?? unread.oldest };
    },
  };
}

export async function countUnread(
  redis: Redis,
  outbox: string,
  group: string,
): Promise<{ count: number; oldest: string | null }> {
  const fields = await readGroup(redis, outbox, group);
  const [next] = await redis.xrange(outbox, `(${String(fields?.['last-delivered-id'] ?? '0-0')}`, '+', 'COUNT', 1);
  return { count: next ? Math.max(1, Number(fields?.lag ?? 1)) : 0, oldest: next?.[0] ?? null };
}

async function readGroup(redis: Redis, outbox: string, group: string): Promise<Record<string, unknown> | null> {
  const groups = z.array(z.array(z.unknown())).parse(await redis.xinfo('GROUPS', outbox));
  return groups.map((flat) => Object.fromEntries(pairs(flat))).find((fields) => fields.name === group) ?? null;
}

export function parseEntry([id, flat]: [id: string, fields: string[]]): RawEntry {
  return { id, fields: Object.fromEntries(pairs(flat)) as OutboxFields };
}

function pairs(flat: unknown[]): [string, unknown][] {
  return flat.flatMap((name, index): [string, unknown][] => (index % 2 === 0 ? [[String(name), flat[index + 1]]] : []));
}
