import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Order, OrderLine, OrderState } from '../../core/orders/order.ts';
import type { SoldOrder } from '../../core/orders/sales-summary.ts';
import type { Ledger, QuotaCount, VoucherCount } from './ledger.ts';

/** Reads many orders, a page at a time and many commands at once: the ledger answers others in between. What is read is not one moment. */
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

export function createOrderPages({
  redis,
  eventId,
  ledger,
}: {
  redis: Redis;
  eventId: string;
  ledger: Pick<Ledger, 'getOrder'>;
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

    async readOrders(ids) {
      const found = await Promise.all(ids.map((id) => ledger.getOrder(id)));
      return found.filter((order) => order !== null);
    },

    async readSold(ids) {
      const pipeline = redis.pipeline();
      for (const id of ids) {
        const fields = [
          'state',
          'confirmedAt',
          'cancelledAt',
          'lines',
          'currency',
          'complimentary',
          'checkIns',
          'cancelledPlaces',
        ] as const;
        pipeline.hmget(`{${eventId}}:order:${id}`, ...fields);
      }
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([error, fields]) => {
        if (error) throw error;
        return toSoldOrder(fields as (string | null)[]);
      });
    },

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

/** By hand: checking each of a hundred thousand orders against a schema would keep a worker from its visitors. */
function toSoldOrder(fields: (string | null)[]): SoldOrder {
  const [state, confirmedAt, cancelledAt, lines, currency, complimentary, checkIns, cancelledPlaces] = fields;
  return {
    state: state as OrderState,
    confirmedAt: confirmedAt ? Number(confirmedAt) : null,
    cancelledAt: cancelledAt ? Number(cancelledAt) : null,
    lines: JSON.parse(lines ?? '[]') as OrderLine[],
    currency: currency ?? '',
    isComplimentary: complimentary === '1',
    cancelledPlaces: cancelledPlaces ? JSON.parse(cancelledPlaces) : {},
    checkedIn: checkIns ? Object.keys(JSON.parse(checkIns)).length : 0,
  };
}
