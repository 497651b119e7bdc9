import type { Order } from '../../core/orders/order.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import { createMoneyCount, type MoneySum } from '../../core/payments/money-count.ts';
import {
  describeFailedRefund,
  describeFromOutside,
  describeOddPayment,
  type TaskWords,
} from '../../core/payments/task-words.ts';
import type { Ledger, OpenTask } from '../ledger/ledger.ts';
import type { MoneyPages } from '../ledger/money-pages.ts';
import { rememberForAWhile } from './remember-for-a-while.ts';

export type MoneyTask = OpenTask & TaskWords & { buyer: string | null };
/** `tasks` are of this moment, `sums` of `countedAt`. */
export type Money = { countedAt: string; sums: MoneySum[]; tasks: MoneyTask[] };

const pageSize = 500;
const minAgeMs = 3_000;
/** More open tasks than anybody reads on one page. */
const tasksAtMost = 200;

/** Where all the money is, and what of it waits for a person. */
export function createMoney(options: {
  pages: MoneyPages;
  ledger: Pick<Ledger, 'getOrder' | 'getAttempt'>;
  now?: () => number;
}): () => Promise<Money> {
  const { pages, ledger, now = Date.now } = options;

  const count = rememberForAWhile(
    async () => {
      const counting = createMoneyCount();
      for (let from = 0; ; from += pageSize) {
        const ids = await pages.listAttempts({ from, limit: pageSize });
        for (const attempt of await pages.readCaptured(ids)) counting.add(attempt);
        if (ids.length < pageSize) break;
      }
      return { countedAt: new Date(now()).toISOString(), sums: counting.finish() };
    },
    minAgeMs,
    now,
  );

  async function describe(task: OpenTask): Promise<MoneyTask> {
    const [order, attempt] = await Promise.all([ledger.getOrder(task.orderId), ledger.getAttempt(task.attemptId)]);
    return { ...task, ...toWords(task, order, attempt), buyer: order?.buyer?.name ?? null };
  }

  return async () => {
    const [counted, tasks] = await Promise.all([count(), pages.readTasks()]);
    const described = await Promise.all(tasks.slice(0, tasksAtMost).map(describe));
    return { ...counted, tasks: described };
  };
}

function toWords(task: OpenTask, order: Order | null, attempt: Attempt | null): TaskWords {
  const { kind, problem } = task;
  const refund = order?.refunds.find(({ id }) => id === task.refundId);
  if (kind !== 'quarantined' && kind !== 'refund_failed')
    return describeFromOutside(kind, problem, order?.state === 'CONFIRMED');
  if (refund) return describeFailedRefund(refund, attempt?.method === 'transfer');
  if (order && attempt) {
    const isLatest = order.payment?.attemptId === attempt.id;
    return describeOddPayment(order, { ...attempt, problem, isLatest });
  }
  return { title: 'A payment needs a person', happened: problem, todo: 'Run npm run ledger:check.', actions: [] };
}
