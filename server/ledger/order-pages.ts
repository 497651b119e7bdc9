import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Order } from '../../core/orders/order.ts';
import type { SoldOrder } from '../../core/orders/sales-summary.ts';
import type { Ledger, QuotaCount, VoucherCount } from './ledger.ts';

/** Reads many orders, a few at a time: ledger and worker answer others in between. What is read is not one moment. */
export interface OrderPages {
  /** Ids by when the orders were made. `after`: the last id of the page before; an unknown one begins anew. */
  listIds(request: { from: 'oldest' | 'newest'; after: string | null; limit: number }): Promise<string[]>;
  readOrders(ids: string[]): Promise<Order[]>;
  /** The little that is counted, without the people. */
  readSold(ids: string[]): Promise<SoldOrder[]>;
  readQuotas(): Promise<QuotaCount[]>;
  /** Those that are used, or limited. */
  readVouchers(): Promise<VoucherCount[]>;
}

const number = z.coerce.number();

/** What a worker works off in a few milliseconds; of the ledger's time it is one. A visitor's page takes its turn after each. */
const atOnce = { orders: 25, sold: 100 };
const restMs = 2;

async function readFew<T>(ids: string[], size: number, read: (few: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let first = 0; first < ids.length; first += size) {
    all.push(...(await read(ids.slice(first, first + size))));
    await pause(restMs);
  }
  return all;
}

export function createOrderPages({
  redis,
  eventId,
  ledger,
}: {
  redis: Redis;
  eventId: string;
  ledger: Pick<Ledger, 'readOrders' | 'readSold'>;
}): OrderPages {
  const orders = `{${eventId}}:orders`;

  return {
    async listIds({ from, after, limit }) {
      const isForward = from === 'oldest';
      // Nothing ever leaves the list, so what follows an id is what followed it before.
      const rank =
        after === null ? null : await (isForward ? redis.zrank(orders, after) : redis.zrevrank(orders, after));
      const start = rank === null ? 0 : rank + 1;
      const end = String(start + limit - 1);
      return isForward ? redis.zrange(orders, start, end) : redis.zrevrange(orders, start, end);
    },

    readOrders: (ids) => readFew(ids, atOnce.orders, ledger.readOrders),
    readSold: (ids) => readFew(ids, atOnce.sold, ledger.readSold),

    async readQuotas() {
      const ids = (await redis.smembers(`{${eventId}}:quotas`)).sort();
      const fields = ['capacity', 'held', 'sold', 'stopped'] as const;
      return Promise.all(
        ids.map(async (quotaId) => {
          const [capacity, held, sold, stopped] = await redis.hmget(`{${eventId}}:quota:${quotaId}`, ...fields);
          const counts = { capacity: number.parse(capacity), held: number.parse(held), sold: number.parse(sold) };
          return { quotaId, ...counts, stopped: stopped === '1' };
        }),
      );
    },

    async readVouchers() {
      const names = ['voucher_uses', 'voucher_bounds'] as const;
      const [uses, bounds] = await Promise.all(names.map((name) => redis.hgetall(`{${eventId}}:${name}`)));
      const ids = [...new Set([...Object.keys(uses ?? {}), ...Object.keys(bounds ?? {})])].sort();
      return ids.map((voucherId) => {
        const bound = bounds?.[voucherId];
        return {
          voucherId,
          uses: Number(uses?.[voucherId] ?? 0),
          maxUses: bound === undefined ? null : Number(bound),
        };
      });
    },
  };
}
