import { createRedis } from '../../platform/redis.ts';
import type { LedgerConfig } from '../config.ts';
import { createLedger } from '../ledger/create-ledger.ts';
import { createMirrorQueue } from './mirror-queue.ts';

const lookEveryMs = 1_000;
/** A courier at work writes a page in far less, unless Sanity is away. */
const patienceMs = 30_000;

/**
 * Has the courier write every order anew, and tells how far it is. The courier does it and nobody else: two who write could put
 * an older state over a newer one. Interrupting this does not interrupt that. Resolves with 0 once all are written, 2 if the
 * ledger could not be asked.
 */
export async function runAll(readTarget: () => LedgerConfig): Promise<0 | 2> {
  let outage: Error | undefined;
  try {
    const { LEDGER_URL, EVENT_ID } = readTarget();
    const redis = createRedis(LEDGER_URL, {
      name: 'foyer-mirror-all',
      onError: (error) => {
        outage = error;
      },
    });
    try {
      const queue = createMirrorQueue({ redis, eventId: EVENT_ID, consumer: 'nobody' });
      await follow(queue, createLedger({ redis, eventId: EVENT_ID }));
      return 0;
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    console.error(outage ? `The ledger at LEDGER_URL does not answer: ${outage.message}` : (error as Error).message);
    return 2;
  }
}

async function follow(
  queue: Pick<ReturnType<typeof createMirrorQueue>, 'requestWalk' | 'readWalk'>,
  ledger: Pick<ReturnType<typeof createLedger>, 'listOrders'>,
): Promise<void> {
  const { total } = await ledger.listOrders({ from: 0, limit: 1 });
  const run = await queue.requestWalk();
  console.log(`The courier writes ${total} orders anew.`);
  let [seen, seenAt] = [0, Date.now()];
  for (;;) {
    const walk = await queue.readWalk();
    if (walk?.run !== run) return console.log('Somebody asked for it once more; the courier began again.');
    if (walk.endedAt !== null) return console.log(`All ${walk.next} are written.`);
    if (walk.next > seen) {
      [seen, seenAt] = [walk.next, Date.now()];
      console.log(`${seen} of ${total}`);
    } else if (Date.now() - seenAt > patienceMs) {
      seenAt = Date.now();
      console.log(
        'Nothing moves. Is the courier open, has it a token, is Sanity there? Its log says. It goes on by itself.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
