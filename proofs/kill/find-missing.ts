import { Redis } from 'ioredis';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { atOnce } from '../visitors/at-once.ts';
import { createVisitor } from '../visitors/create-visitor.ts';
import type { Registration } from './register.ts';

/** Those registrations whose link no longer shows them as confirmed, or of which the ledger knows nothing or something else. */
export async function findMissing(stack: Stack, registrations: Registration[]): Promise<Registration[]> {
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  const ledger = createLedger({ redis, eventId: stack.env.EVENT_ID ?? 'event' });
  try {
    const isThere = await atOnce(20, registrations, async ({ link, orderId, name, seats }) => {
      // Somebody who has nothing but the link.
      const visitor = createVisitor({
        baseUrl: stack.baseUrl,
        address: `198.19.0.${Number(name.split(' ')[1]) & 255}`,
      });
      const page = await visitor.open(link);
      const isShown = page.status === 200 && page.html.includes('is confirmed') && page.html.includes(`${name}<`);
      const order = await ledger.getOrder(orderId);
      const isKept = order?.state === 'CONFIRMED' && order.buyer?.name === name && order.registrations.length === seats;
      if (isShown !== isKept) throw new Error(`order ${orderId} is one thing in the ledger and another on its page`);
      return isKept;
    });
    return registrations.filter((_, index) => !isThere[index]);
  } finally {
    redis.disconnect();
  }
}
