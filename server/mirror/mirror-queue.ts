import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { createOutboxGroup, type RawEntry } from '../ledger/outbox-group.ts';

export type MirrorEntry = { id: string; orderId: string };
/** An order that is to be written at `at` (UTC ms) whether or not anything changes. */
export type AgainOrder = { orderId: string; at: number };
/** A pass over all orders: which one it is, and the place in the list of orders that comes next. */
export type Walk = { run: string; next: number };

const group = 'mirror';

// Only what is still as it was read: somebody may have set another time meanwhile.
const forgetScript = `
for i = 1, #ARGV, 2 do
  if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or -1) == tonumber(ARGV[i + 1]) then redis.call('ZREM', KEYS[1], ARGV[i]) end
end`;
// A pass that was asked for anew begins at the beginning.
const advanceScript = `
if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'next', ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'endedAt', ARGV[3]) end
return 1`;

/**
 * What the mirror has to write, all of it in the ledger and as durable: the outbox as the consumer group `mirror`, orders that
 * are to be written again at a time, the pass over all orders, and which orders are refused.
 */
export function createMirrorQueue({ redis, eventId, consumer }: { redis: Redis; eventId: string; consumer: string }) {
  const outbox = `{${eventId}}:outbox`;
  const again = `{${eventId}}:mirror:again`;
  const walk = `{${eventId}}:mirror:walk`;
  const refused = `{${eventId}}:mirror:refused`;
  const entries = createOutboxGroup({ redis, eventId, group, consumer });
  let isOpen = false;

  async function requestWalk(): Promise<string> {
    const run = randomUUID();
    await redis.multi().del(walk).hset(walk, { run, next: 0 }).exec();
    return run;
  }

  return {
    requestWalk,

    /** The group from now on; what was there before it is a pass over all orders, each of them written once. */
    async open(): Promise<void> {
      if (isOpen) return;
      if (!(await entries.exists())) {
        // In this order: an order that changes between the two is met by the pass.
        await requestWalk();
        await entries.create('$');
      }
      isOpen = true;
    },

    /** What any courier took and did not finish. */
    async reclaim(): Promise<MirrorEntry[]> {
      return (await entries.claimAll()).map(toMirrorEntry);
    },

    async takeNew(limit: number): Promise<MirrorEntry[]> {
      return (await entries.takeNew(limit)).map(toMirrorEntry);
    },

    async takeAgain(now: number, limit: number): Promise<AgainOrder[]> {
      const flat = await redis.zrangebyscore(again, '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit);
      return flat.flatMap((orderId, index) => (index % 2 === 0 ? [{ orderId, at: Number(flat[index + 1]) }] : []));
    },

    async writeAgain(orderIds: string[], at: number): Promise<void> {
      if (orderIds.length > 0) await redis.zadd(again, ...orderIds.flatMap((orderId) => [at, orderId]));
    },

    async readWalk(): Promise<(Walk & { endedAt: number | null }) | null> {
      const { run, next, endedAt } = await redis.hgetall(walk);
      return run ? { run, next: Number(next), endedAt: endedAt ? Number(endedAt) : null } : null;
    },

    async advanceWalk({ run, next }: Walk, endedAt: number | null): Promise<void> {
      await redis.eval(advanceScript, 1, walk, run, next, endedAt ?? '');
    },

    async finish(done: { entries: MirrorEntry[]; again: AgainOrder[] }): Promise<void> {
      if (done.entries.length > 0) await redis.xack(outbox, group, ...done.entries.map(({ id }) => id));
      if (done.again.length > 0) {
        await redis.eval(forgetScript, 1, again, ...done.again.flatMap(({ orderId, at }) => [orderId, at]));
      }
    },

    async recordRefused(orderId: string, reason: string): Promise<void> {
      await redis.hset(refused, orderId, reason);
    },

    async forgetRefused(orderIds: string[]): Promise<void> {
      if (orderIds.length > 0) await redis.hdel(refused, ...orderIds);
    },

    async listRefused(): Promise<Record<string, string>> {
      return redis.hgetall(refused);
    },

    /** Changes that are not written yet, when the oldest of them was made (UTC ms), and how many orders are refused. */
    async measure(): Promise<{ waiting: number; oldestAt: number | null; refused: number }> {
      const { waiting, oldestId } = await entries.measure();
      const oldestAt = oldestId === null ? null : Number(oldestId.split('-')[0]);
      return { waiting, oldestAt, refused: await redis.hlen(refused) };
    },
  };
}

export type MirrorQueue = ReturnType<typeof createMirrorQueue>;

const orderIdSchema = z.string().min(1);

function toMirrorEntry({ id, fields }: RawEntry): MirrorEntry {
  return { id, orderId: orderIdSchema.parse(fields.orderId) };
}
