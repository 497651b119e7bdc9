// `npm run webhook:inbox`: PayPal's events that belong to no payment, of the Foyer that is open here or the ledger at LEDGER_URL. Exit
// status 0 when there are none, 1 when there are, 2 when the ledger could not be asked.
import { parseArgs } from 'node:util';
import { runInbox, usage } from '../server/payments/webhooks/run-inbox.ts';
import { readLedgerTarget } from './config.ts';

try {
  const { values } = parseArgs({ options: { dismiss: { type: 'string' } } });
  process.exitCode = await runInbox(() => readLedgerTarget(), values.dismiss);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
