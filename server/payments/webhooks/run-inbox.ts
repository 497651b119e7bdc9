import { createRedis } from '../../../platform/redis.ts';
import type { LedgerConfig } from '../../config.ts';
import { createLedger } from '../../ledger/create-ledger.ts';
import type { Ledger } from '../../ledger/ledger.ts';

export const usage = `npm run webhook:inbox                   lists PayPal's events that belong to no payment
npm run webhook:inbox -- --dismiss ID   closes the task about one of them`;

const prefix = 'webhook:';

/** Resolves with 0 if no event waits for a person any more, 1 if one does, 2 if the ledger could not be asked. */
export async function runInbox(readTarget: () => LedgerConfig, dismiss: string | undefined): Promise<0 | 1 | 2> {
  let outage: Error | undefined;
  try {
    const { LEDGER_URL, EVENT_ID } = readTarget();
    const redis = createRedis(LEDGER_URL, {
      name: 'foyer-webhook-inbox',
      onError: (error) => {
        outage = error;
      },
    });
    try {
      return await run(createLedger({ redis, eventId: EVENT_ID }), dismiss);
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    console.error(outage ? `The ledger at LEDGER_URL does not answer: ${outage.message}` : (error as Error).message);
    return 2;
  }
}

async function run(ledger: Ledger, dismiss: string | undefined): Promise<0 | 1> {
  const { tasks } = await ledger.check();
  const waiting = tasks.filter(({ kind }) => kind === 'webhook_unmatched');
  const chosen = waiting.find(({ attemptId }) => attemptId === prefix + dismiss);
  if (dismiss !== undefined && !chosen) throw new Error(`No event waits as ${dismiss}.`);
  if (dismiss !== undefined) {
    await ledger.finishWebhook({ eventId: dismiss, outcome: 'dismissed' });
    console.log('Its task is closed.');
  }
  const left = waiting.filter((task) => task !== chosen);
  if (left.length === 0) {
    if (!chosen) console.log('Every event of PayPal belongs to a payment.');
    return 0;
  }
  for (const { attemptId, problem, at } of left)
    console.log(`${attemptId.slice(prefix.length)}, ${new Date(at).toISOString()}\n  ${problem}`);
  return 1;
}
