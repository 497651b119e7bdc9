import type { Redis } from 'ioredis';
import { z } from 'zod';
import { countUnread, createOutboxGroup, parseEntry, type RawEntry } from '../ledger/outbox-group.ts';

/** What mail needs of an entry of the outbox. */
const entrySchema = z.object({
  orderId: z.string(),
  transition: z.string(),
  state: z.string(),
  reason: z.string(),
  registrationId: z.string().optional(),
  at: z.coerce.number(),
});
export type QueuedEntry = z.infer<typeof entrySchema> & { id: string };

export type SetAside = {
  messageId: string;
  entryId: string;
  orderId: string;
  kind: string;
  recipient: string;
  reason: string;
  at: number;
};

const setAsideSchema: z.ZodType<SetAside> = z.object({
  messageId: z.string(),
  entryId: z.string(),
  orderId: z.string(),
  kind: z.string(),
  recipient: z.string(),
  reason: z.string(),
  at: z.number(),
});

const group = 'mail';
const claimPage = 500;

export type MailQueue = ReturnType<typeof createMailQueue>;

/**
 * The outbox as mail sees it: the consumer group `mail`. An entry stays pending in the group until `finish`; that is what makes
 * a crash lose nothing. What is to be looked at again has a time in a sorted set, what was reached of an entry is in a hash,
 * and what no server will take is in a hash for people. All of it is in the ledger, and as durable.
 */
export function createMailQueue({ redis, eventId, consumer }: { redis: Redis; eventId: string; consumer: string }) {
  const entries = createOutboxGroup({ redis, eventId, group, consumer });
  const outbox = `{${eventId}}:outbox`;
  const later = `{${eventId}}:mail:later`;
  const setAside = `{${eventId}}:mail:set-aside`;
  const progressOf = (entryId: string) => `{${eventId}}:mail:entry:${entryId}`;
  let isOpen = false;

  async function read(entryIds: string[]): Promise<QueuedEntry[]> {
    const found: QueuedEntry[] = [];
    for (const id of entryIds) {
      const [entry] = await redis.xrange(outbox, id, id);
      if (entry) found.push(toQueued(parseEntry(entry)));
      // Trimmed away: nobody knows any more what it said.
      else await redis.multi().xack(outbox, group, id).zrem(later, id).del(progressOf(id)).exec();
    }
    return found;
  }

  async function findOldestPending(now: number): Promise<string | null> {
    let from = '-';
    for (;;) {
      const page = z
        .array(z.tuple([z.string()]).rest(z.unknown()))
        .parse(await redis.xpending(outbox, group, from, '+', claimPage));
      const ids = page.map(([id]) => id);
      if (ids.length === 0) return null;
      const due = await redis.zmscore(later, ...ids);
      const index = due.findIndex((time) => time === null || Number(time) <= now);
      if (index >= 0) return ids[index] ?? null;
      from = `(${ids.at(-1)}`;
    }
  }

  return {
    /** The group, from the first entry there ever was: what was confirmed before mail existed is told too. */
    async open(): Promise<void> {
      if (isOpen) return;
      await entries.create('0');
      isOpen = true;
    },

    /** Gives a time to entries that somebody took and did not finish within `idleMs`: a courier that was killed. */
    async reclaim(idleMs: number, now: number): Promise<number> {
      let cursor = '0-0';
      let reclaimed = 0;
      do {
        const reply = await redis.xautoclaim(outbox, group, consumer, idleMs, cursor, 'COUNT', claimPage, 'JUSTID');
        const [next, ids] = z
          .tuple([z.string(), z.array(z.string())])
          .rest(z.unknown())
          .parse(reply);
        if (ids.length > 0) {
          reclaimed += Number(await redis.zadd(later, 'NX', ...ids.flatMap((id) => [now, id])));
        }
        cursor = next;
      } while (cursor !== '0-0');
      return reclaimed;
    },

    async takeDue(now: number, limit: number): Promise<QueuedEntry[]> {
      return read(await redis.zrangebyscore(later, '-inf', now, 'LIMIT', 0, limit));
    },

    async takeNew(limit: number): Promise<QueuedEntry[]> {
      return (await entries.takeNew(limit)).map(toQueued);
    },

    async postpone(entryIds: string[], until: number): Promise<void> {
      if (entryIds.length > 0) await redis.zadd(later, ...entryIds.flatMap((id) => [until, id]));
    },

    /** `done`: what became of each recipient's mail, by key. `attempts`: how often the entry was looked at in vain. */
    async readProgress(entryId: string): Promise<{ done: Map<string, 'sent' | 'set-aside'>; attempts: number }> {
      const { attempts = '0', ...outcomes } = await redis.hgetall(progressOf(entryId));
      const done = Object.entries(outcomes).map(
        ([key, outcome]) => [key, outcome === 'sent' ? 'sent' : 'set-aside'] as const,
      );
      return { done: new Map(done), attempts: Number(attempts) };
    },

    async recordSent(entryId: string, recipient: string): Promise<void> {
      await redis.hset(progressOf(entryId), recipient, 'sent');
    },

    async recordAttempt(entryId: string, until: number): Promise<void> {
      await redis.multi().hincrby(progressOf(entryId), 'attempts', 1).zadd(later, until, entryId).exec();
    },

    async recordSetAside(mail: SetAside): Promise<void> {
      await redis
        .multi()
        .hset(setAside, mail.messageId, JSON.stringify(mail))
        .hset(progressOf(mail.entryId), mail.recipient, 'set-aside')
        .exec();
    },

    /** Every mail of these was taken, or there was none. */
    async finish(entryIds: string[]): Promise<void> {
      if (entryIds.length === 0) return;
      const step = redis.multi().xack(outbox, group, ...entryIds);
      await step
        .zrem(later, ...entryIds)
        .del(...entryIds.map(progressOf))
        .exec();
    },

    /** What could be sent of it was; what was set aside may be tried again, so what was reached is kept. */
    async finishAllButSetAside(entryId: string): Promise<void> {
      await redis.multi().xack(outbox, group, entryId).zrem(later, entryId).exec();
    },

    async listSetAside(): Promise<SetAside[]> {
      const mails = Object.values(await redis.hgetall(setAside)).map((json) => setAsideSchema.parse(JSON.parse(json)));
      return mails.sort((a, b) => a.at - b.at);
    },

    /** To this one recipient, and with all the time a new mail has. */
    async tryAgain(mail: SetAside, now: number): Promise<void> {
      await redis
        .multi()
        .hdel(progressOf(mail.entryId), mail.recipient, 'attempts')
        .zadd(later, now, mail.entryId)
        .hdel(setAside, mail.messageId)
        .exec();
    },

    /** Entries that are not finished, those without a mail too until they are read; and when the oldest of them was written that is
     *  not only waiting for its next try: one mailbox that is full is no lag. */
    async measure(now: number): Promise<{ waiting: number; oldestAt: number | null; setAside: number }> {
      const [pending] = z
        .tuple([z.number()])
        .rest(z.unknown())
        .parse(await redis.xpending(outbox, group));
      const unread = await countUnread(redis, outbox, group);
      const oldest = (await findOldestPending(now)) ?? unread.oldest;
      return {
        waiting: pending + unread.count,
        oldestAt: oldest === null ? null : Number(oldest.split('-')[0]),
        setAside: await redis.hlen(setAside),
      };
    },
  };
}

function toQueued({ id, fields }: RawEntry): QueuedEntry {
  return { id, ...entrySchema.parse(fields) };
}
