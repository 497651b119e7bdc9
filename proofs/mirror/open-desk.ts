import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { parseContentConfig } from '../../server/config.ts';
import { createSanityClient } from '../../server/content/create-sanity-client.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { createMirrorQueue } from '../../server/mirror/mirror-queue.ts';
import type { ProofContext } from '../proof.ts';
import { answers, describeProgram } from './run-program.ts';

export type Desk = ReturnType<typeof openDesk>;

/** A stack's ledger, and a Content Lake for it that only this proof starts and kills: Sanity's limit, the stack's token. */
export function openDesk(context: ProofContext, stack: Stack) {
  const eventId = stack.env.EVENT_ID ?? 'event';
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  // The ledger may be late, and the proof may be over before it.
  redis.on('error', () => undefined);
  const url = stack.env.LAKE_URL ?? '';
  const lake = describeProgram({
    script: 'stand-ins/content-lake/main.js',
    env: {
      ...stack.env,
      LAKE_HOST: '127.0.0.1',
      LAKE_PORT: String(stack.ports.lake),
      LAKE_DATA_DIR: join(stack.dataDir, 'lake'),
      LAKE_PUBLIC_URL: `${stack.env.PUBLIC_BASE_URL}/lake`,
      LAKE_MUTATIONS_PER_SECOND: '25',
    },
    isReady: answers(`${url}/health`),
  });
  context.onEnd(async () => {
    redis.disconnect();
    await lake.kill();
  });
  const ledger = createLedger({ redis, eventId });
  const client = createSanityClient(parseContentConfig(stack.env)).withConfig({ timeout: 30_000 });
  const waitFor = async (what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> => {
    const giveUpAt = Date.now() + seconds * 1000;
    while (!(await isSo().catch(() => false))) {
      context.signal.throwIfAborted();
      if (Date.now() > giveUpAt) throw new Error(`after ${seconds} s still not so: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return {
    lake,
    ledger,
    redis,
    client,
    waitFor,
    queue: createMirrorQueue({ redis, eventId, consumer: 'proof' }),
    orderAgainKey: `{${eventId}}:mirror:again`,
    /** As an organizer does it; returns once the courier has brought it into the ledger. */
    async offerSeats(capacity: number): Promise<void> {
      await client.patch('main').set({ capacity }).commit();
      await waitFor(`the ledger offers ${capacity} seats`, 60, async () => {
        const { ticketTypes } = await ledger.getAvailability();
        return ticketTypes.some(({ id, remaining }) => id === 'community' && remaining === capacity);
      });
    },
    /** A figure of the courier's; 0 where it does not say. */
    async metric(beginning: string): Promise<number> {
      const page = await (await fetch(`http://127.0.0.1:${stack.ports.courierMetrics}/metrics`)).text();
      const samples = page.split('\n').filter((line) => line.startsWith(beginning));
      return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
}
