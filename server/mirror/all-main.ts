import { readLedgerConfig } from '../config.ts';
import { runAll } from './run-all.ts';

// `node build/server/mirror/all-main.js` where there is no checkout; in one, `npm run mirror:all`.
process.exitCode = await runAll(readLedgerConfig);
