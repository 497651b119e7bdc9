import { createRedis } from '../../platform/redis.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { createMoneyPages } from '../../server/ledger/money-pages.ts';
import { createMailQueue } from '../../server/mail/mail-queue.ts';
import { insist } from './buy.ts';

const by = { id: 'soak', name: 'Soak', email: 'soak@example.org' };
/** Of 149. */
export const partBackCents = 2_000;

export type Desk = ReturnType<typeof openDesk>;

/** An organizer's word about orders, and the ledger for whoever counts; one connection, which outlives that the ledger is killed. */
export function openDesk(stack: Stack) {
  const redis = createRedis(stack.env.LEDGER_URL ?? '', { name: 'foyer-soak', onError: () => {} });
  const eventId = stack.env.EVENT_ID ?? 'event';
  const ledger = createLedger({ redis, eventId });
  return {
    ledger,
    readTasks: createMoneyPages({ redis, eventId }).readTasks,
    /** Mails that nobody sends any more until a person says so. */
    readMailsSetAside: createMailQueue({ redis, eventId, consumer: 'soak' }).listSetAside,
    /** As soon as it can be, however long its payment takes. */
    cancel: (orderId: string) =>
      insist(async () => {
        const done = await ledger.cancel({ orderId, act: { requestId: `cancel-${orderId}`, by, note: null } });
        if (!done.ok) throw new Error(`${orderId} cannot be cancelled: ${done.reason}`);
      }),
    sendPartBack: (orderId: string) =>
      insist(async () => {
        const act = { requestId: `part-${orderId}`, by, note: null };
        const done = await ledger.refundAmount({ orderId, amountCents: partBackCents, act });
        if (!done.ok) throw new Error(`of ${orderId} no part can go back: ${done.reason}`);
      }),
    close: () => redis.disconnect(),
  };
}
