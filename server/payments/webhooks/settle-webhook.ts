import type { Logger, PaymentOutcome } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { WebhookEvent } from '../../ledger/webhook-ledger.ts';
import type { Settle } from '../settle.ts';
import { castsDoubt, saysTaken } from './webhook-event.ts';

export type SettleWebhook = (event: WebhookEvent, options?: { isLastLook: boolean }) => Promise<void>;

/**
 * Acts on an event: settles the payment that it names. What it says beside that is not believed; `settle` asks PayPal. An event
 * is finished once PayPal has answered. Where it could not be asked, or nothing here is known by these names (the event may
 * have overtaken our own note of PayPal's answer), it stays in the inbox, in the end for a person.
 */
export function createSettleWebhook({
  ledger,
  settle,
  log,
}: {
  ledger: Ledger;
  settle: Settle;
  log: Logger;
}): SettleWebhook {
  return async (event, { isLastLook } = { isLastLook: false }) => {
    const { id: eventId, type, captureId, paypalOrderId, disputeId } = event;
    const attemptId = await ledger.findAttempt(event);
    if (!attemptId) {
      if (!isLastLook) return;
      const problem = `${type} about a payment that is not known here (${nameOf(event)})`;
      log.error({ eventId, type, captureId, paypalOrderId }, 'a webhook belongs to no payment and needs a person');
      return ledger.finishWebhook({ eventId, outcome: 'unmatched', problem });
    }
    const doubt = castsDoubt(type) ? { disputeId } : undefined;
    const known = await settle(attemptId, doubt ? { doubt } : {});
    // PayPal is asked about what is over only where it says that money came, which is rare.
    const isAskedAgain = known !== null && isOver.has(known.outcome) && saysTaken(type);
    const settled = isAskedAgain ? await settle(attemptId, { saysTaken: true }) : known;
    const isKnown = settled !== null && settled.outcome !== 'being_confirmed' && settled.outcome !== 'provider_away';
    if (isKnown) return ledger.finishWebhook({ eventId, outcome: 'settled' });
    if (!isLastLook || !doubt) return;
    const problem = `${type} about attempt ${attemptId}, and PayPal does not tell more of it (${nameOf(event)})`;
    log.error({ eventId, type, attemptId, disputeId }, 'PayPal tells nothing about a webhook of its own');
    await ledger.finishWebhook({ eventId, outcome: 'unmatched', problem });
  };
}

const isOver = new Set<PaymentOutcome>(['over', 'seats_gone', 'declined', 'needs_attention']);

function nameOf({ captureId, paypalOrderId, disputeId, invoiceId, customId }: WebhookEvent): string {
  const names = {
    dispute: disputeId,
    capture: captureId,
    order: paypalOrderId,
    invoice: invoiceId,
    custom_id: customId,
  };
  const told = Object.entries(names).flatMap(([name, value]) => (value ? [`${name} ${value}`] : []));
  return told.join(', ') || 'without any name';
}
