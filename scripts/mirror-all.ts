// `npm run mirror:all`: has the courier write every order to Sanity anew, of the Foyer that is open here or the ledger at
// LEDGER_URL: after a move to another Sanity project, or where documents were lost. Exit status 0 once all are written, 2 when
// the ledger could not be asked.
import { runAll } from '../server/mirror/run-all.ts';
import { readLedgerTarget } from './config.ts';

process.exitCode = await runAll(() => readLedgerTarget());
