import { readLedgerConfig } from '../config.ts';
import { runCheck } from './run-check.ts';

// `node build/server/ledger/check-main.js` where there is no checkout; in one, `npm run ledger:check`.
process.exitCode = await runCheck(readLedgerConfig);
