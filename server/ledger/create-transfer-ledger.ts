import { z } from 'zod';
import { parseTransition } from './replies.ts';
import type { RunScript } from './scripts.ts';
import { toActText } from './texts.ts';
import type { TransferLedger } from './transfer-ledger.ts';

const ids = z.array(z.string());

/** The part of the ledger that knows orders which are paid by bank transfer. */
export function createTransferLedger(run: RunScript): TransferLedger {
  return {
    async chooseTransfer({ orderId }) {
      return parseTransition(await run('chooseTransfer', orderId));
    },

    async sweepTransfers({ limit }) {
      const [reminded, ended] = z.tuple([ids, ids]).parse(await run('sweepTransfers', limit));
      return { reminded, ended };
    },

    async markTransferPaid({ orderId, amountCents, currency, act }) {
      return parseTransition(await run('markTransferPaid', orderId, amountCents, currency, toActText(act)));
    },

    async callOff({ orderId, act }) {
      return parseTransition(await run('callOff', orderId, act ? toActText(act) : ''));
    },
  };
}
