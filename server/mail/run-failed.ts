import { createRedis } from '../../platform/redis.ts';
import type { LedgerConfig } from '../config.ts';
import { createMailQueue, type SetAside } from './mail-queue.ts';

export const usage = `npm run mail:failed                     lists the mails that were set aside
npm run mail:failed -- --again ID|all   has the courier try one of them, or all, once more`;

/** Resolves with 0 if nothing is set aside any more, 1 if something is, 2 if the ledger could not be asked. */
export async function runFailed(readTarget: () => LedgerConfig, again: string | undefined): Promise<0 | 1 | 2> {
  let outage: Error | undefined;
  try {
    const { LEDGER_URL, EVENT_ID } = readTarget();
    const redis = createRedis(LEDGER_URL, {
      name: 'foyer-mail-failed',
      onError: (error) => {
        outage = error;
      },
    });
    try {
      return await run(createMailQueue({ redis, eventId: EVENT_ID, consumer: 'nobody' }), again);
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    console.error(outage ? `The ledger at LEDGER_URL does not answer: ${outage.message}` : (error as Error).message);
    return 2;
  }
}

async function run(queue: ReturnType<typeof createMailQueue>, again: string | undefined): Promise<0 | 1> {
  const mails = await queue.listSetAside();
  const chosen = mails.filter(({ messageId }) => again === 'all' || messageId === again);
  if (again !== undefined && again !== 'all' && chosen.length === 0)
    throw new Error(`No mail is set aside as ${again}.`);
  for (const mail of chosen) await queue.tryAgain(mail, Date.now());
  if (chosen.length > 0) console.log(`The courier tries ${chosen.length === 1 ? 'it' : chosen.length} again now.`);

  const left = mails.filter((mail) => !chosen.includes(mail));
  if (left.length === 0) {
    if (chosen.length === 0) console.log('No mail is set aside.');
    return 0;
  }
  console.log(left.map(describe).join('\n\n'));
  console.log(`\n${left.length} set aside. Once the reason is gone:\n${usage.split('\n').at(-1)}`);
  return 1;
}

function describe({ messageId, orderId, kind, recipient, reason, at }: SetAside): string {
  const who = recipient === 'buyer' ? 'the buyer' : `attendee ${recipient}`;
  return `${messageId}\n  ${kind}, to ${who} of order ${orderId}, ${new Date(at).toISOString()}\n  ${reason}`;
}
