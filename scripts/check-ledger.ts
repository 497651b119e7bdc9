// `npm run ledger:check`: recounts the ledger of the Foyer that is open here, or the one at LEDGER_URL. Exit status 0 when
// everything adds up, 1 when an invariant is broken, 2 when the ledger could not be asked.
import { runCheck } from '../server/ledger/run-check.ts';
import { readLedgerTarget } from './config.ts';

process.exitCode = await runCheck(() => readLedgerTarget());
