import { createRedis } from '../../platform/redis.ts';
import type { LedgerConfig } from '../config.ts';
import { createLedger } from './create-ledger.ts';
import { formatReport } from './format-report.ts';

/** Recounts the ledger and prints it; resolves with 0 if all adds up, 1 if an invariant is broken, 2 if nothing was checked. */
export async function runCheck(readTarget: () => LedgerConfig): Promise<0 | 1 | 2> {
  try {
    return await check(readTarget());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Nothing was checked.');
    return 2;
  }
}

async function check({ LEDGER_URL, EVENT_ID }: LedgerConfig): Promise<0 | 1> {
  let outage: Error | undefined;
  const redis = createRedis(LEDGER_URL, {
    name: 'foyer-ledger-check',
    onError: (error) => {
      outage = error;
    },
    // A recount of a very large ledger may take seconds.
    commandTimeoutMs: 30_000,
  });
  try {
    const report = await createLedger({ redis, eventId: EVENT_ID }).check();
    console.log(formatReport(report, EVENT_ID));
    return report.findings.length === 0 ? 0 : 1;
  } catch (error) {
    // What ioredis throws once it gave up does not say why it could not connect.
    throw outage ? new Error(`The ledger at LEDGER_URL does not answer: ${outage.message}`) : error;
  } finally {
    redis.disconnect();
  }
}
