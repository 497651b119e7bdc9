import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { OrderState } from '../../core/orders/order.ts';
import type { AttemptState } from '../../core/payments/attempt.ts';
import type { Refund } from '../../core/payments/refund.ts';
import { taskSchema, toTask } from './check.ts';
import type { OpenTask } from './ledger.ts';

/** One attempt that money was captured for, with what of its order decides where that money is. */
export type CapturedAttempt = {
  id: string;
  state: AttemptState;
  capturedCents: number;
  currency: string;
  /** The order's state, where the order names this attempt; null where another took its place. */
  orderState: OrderState | null;
  refunds: Refund[];
};

/** Reads what money is about, a page at a time, while the ledger answers others in between. What is read is not one moment. */
export interface MoneyPages {
  /** Ids of attempts, oldest first. `from`: how many to skip; none ever leaves the list. */
  listAttempts(request: { from: number; limit: number }): Promise<string[]>;
  /** Of these, those that money was captured for. */
  readCaptured(attemptIds: string[]): Promise<CapturedAttempt[]>;
  readTasks(): Promise<OpenTask[]>;
}

type Fields = (string | null)[];

export function createMoneyPages({ redis, eventId }: { redis: Redis; eventId: string }): MoneyPages {
  async function readMany(keys: string[], ...fields: [string, ...string[]]): Promise<Fields[]> {
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.hmget(`{${eventId}}:${key}`, ...fields);
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, read]) => {
      if (error) throw error;
      return read as Fields;
    });
  }

  return {
    listAttempts: ({ from, limit }) => redis.zrange(`{${eventId}}:attempts`, from, String(from + limit - 1)),

    async readCaptured(attemptIds) {
      const keys = attemptIds.map((id) => `attempt:${id}`);
      const attempts = await readMany(keys, 'id', 'orderId', 'state', 'capturedCents', 'capturedCurrency', 'currency');
      const captured = attempts.filter(([, , , cents]) => Number(cents) > 0);
      const orders = await readMany(
        captured.map(([, orderId]) => `order:${orderId}`),
        ...(['state', 'attemptId', 'refunds'] as const),
      );
      return captured.map(([id, , state, cents, capturedCurrency, currency], index) => {
        const [orderState, latest, refunds] = orders[index] ?? [];
        const all = refunds ? (JSON.parse(refunds) as Refund[]) : [];
        return {
          id: id ?? '',
          state: state as AttemptState,
          capturedCents: Number(cents),
          currency: capturedCurrency || currency || '',
          orderState: latest === id ? (orderState as OrderState) : null,
          refunds: all.filter(({ attemptId }) => attemptId === id),
        };
      });
    },

    async readTasks() {
      const all = z.record(z.string(), z.string()).parse(await redis.hgetall(`{${eventId}}:tasks`));
      return Object.entries(all)
        .map(([subject, json]) => toTask(subject, taskSchema.parse(JSON.parse(json))))
        .sort((a, b) => a.at - b.at);
    },
  };
}
