import { parseArgs } from 'node:util';
import { readLedgerConfig } from '../config.ts';
import { runFailed } from './run-failed.ts';

// `node build/server/mail/failed-main.js [--again ...]` where there is no checkout; in one, `npm run mail:failed`.
const { values } = parseArgs({ options: { again: { type: 'string' } } });
process.exitCode = await runFailed(readLedgerConfig, values.again);
