import { createRedis } from '../../../platform/redis.ts';
import type { MoneyConfig } from '../../config.ts';
import { createLedger } from '../../ledger/create-ledger.ts';
import { createPayPalClient } from '../create-paypal-client.ts';
import { paypalSettingsOf } from '../paypal-settings.ts';
import { type ComparisonResult, createMoneyComparison } from './create-money-comparison.ts';

const dayMs = 24 * 60 * 60_000;
export const usage = "npm run money:compare [-- --days 7]   compares PayPal's account of what moved with the ledger's";

/** Prints what differs; resolves with 0 if nothing does, 1 if something does, 2 if nothing was compared. Writes nothing. */
export async function runCompare(readTarget: () => MoneyConfig, days: number): Promise<0 | 1 | 2> {
  let outage: Error | undefined;
  try {
    const config = readTarget();
    const settings = paypalSettingsOf(config);
    const redis = createRedis(config.LEDGER_URL, {
      name: 'foyer-money-compare',
      onError: (error) => {
        outage = error;
      },
    });
    try {
      const ledger = createLedger({ redis, eventId: config.EVENT_ID });
      const paypal = createPayPalClient(settings);
      // The stand-in tells what moved at once, PayPal within hours.
      const timeFactor = settings.mode === 'stand-in' ? 0 : 1;
      const result = await createMoneyComparison({ ledger, paypal, timeFactor })({ from: Date.now() - days * dayMs });
      console.log(formatComparison(result, config.EVENT_ID));
      if (!result.ok) return 2;
      return result.comparison.differences.length === 0 ? 0 : 1;
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    console.error(outage ? `The ledger at LEDGER_URL does not answer: ${outage.message}` : (error as Error).message);
    return 2;
  }
}

export function formatComparison(result: ComparisonResult, eventId: string): string {
  if (!result.ok) {
    const { issue, status, debugId } = result.failure;
    return `PayPal does not tell what moved: ${issue ?? status ?? 'no answer'}${debugId ? ` (debug id ${debugId})` : ''}. Nothing was compared.`;
  }
  const { window, comparison } = result;
  const { compared, others, differences } = comparison;
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return [
    `Money of "${eventId}" from ${time(window.from)} to ${time(window.to)} UTC: ${compared} entries of both sides compared`,
    ...(others > 0 ? [`${others} transactions of the account are not this conference's`] : []),
    differences.length === 0
      ? 'PayPal and the ledger say the same.'
      : `${differences.length} differences:\n${differences.map(({ id, problem }) => `  ${id}: ${problem}`).join('\n')}`,
  ].join('\n');
}
