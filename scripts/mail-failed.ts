// `npm run mail:failed`: the mails that no server will take, of the Foyer that is open here or the ledger at LEDGER_URL. Exit
// status 0 when there are none, 1 when there are, 2 when the ledger could not be asked.
import { parseArgs } from 'node:util';
import { runFailed, usage } from '../server/mail/run-failed.ts';
import { readLedgerTarget } from './config.ts';

try {
  const { values } = parseArgs({ options: { again: { type: 'string' } } });
  process.exitCode = await runFailed(() => readLedgerTarget(), values.again);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
