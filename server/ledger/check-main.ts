import { createRedis } from '../../platform/redis.ts';
import { readConfig } from '../config.ts';
import { createLedger } from './create-ledger.ts';
import { formatReport } from './format-report.ts';

/** `npm run ledger:check`: 0 when everything adds up, 1 when an invariant is broken, 2 when the ledger could not be asked. */
async function main(): Promise<number> {
  const config = readConfig();
  let outage: Error | undefined;
  const redis = createRedis(config.LEDGER_URL, {
    name: 'foyer-ledger-check',
    onError: (error) => {
      outage = error;
    },
    // A recount of a very large ledger may take seconds.
    commandTimeoutMs: 30_000,
  });
  try {
    const report = await createLedger({ redis, eventId: config.EVENT_ID }).check();
    console.log(formatReport(report, config.EVENT_ID));
    return report.findings.length === 0 ? 0 : 1;
  } catch (error) {
    // What ioredis throws once it gave up does not say why it could not connect.
    throw outage ? new Error(`The ledger at LEDGER_URL does not answer: ${outage.message}`) : error;
  } finally {
    redis.disconnect();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.error('Nothing was checked.');
    process.exitCode = 2;
  },
);
