import type { Logger } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { SettleWebhook } from './settle-webhook.ts';

const batch = 20;
const atOnce = 4;

/** The courier's share of the inbox: what the worker that took an event in did not finish, because it died, PayPal was away, or
 *  the payment was not known yet. */
export function createSettleInbox(parts: { ledger: Ledger; settleWebhook: SettleWebhook; log: Logger }) {
  const { ledger, settleWebhook, log } = parts;
  return async function settleInbox(): Promise<void> {
    let claimed: Awaited<ReturnType<Ledger['claimWebhooks']>>;
    do {
      claimed = await ledger.claimWebhooks({ limit: batch });
      const queue = [...claimed];
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const { event, isLastLook } = next;
          await settleWebhook(event, { isLastLook }).catch((error: Error) =>
            log.error({ eventId: event.id, type: event.type, error: error.message }, 'a webhook was not settled'),
          );
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    } while (claimed.length === batch);
  };
}
