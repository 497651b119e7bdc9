// `npm run money:compare`: PayPal's account of what moved against the ledger's, of the Foyer that is open here or the one that the
// variables name. Exit status 0 when both say the same, 1 when they differ, 2 when nothing was compared.
import { parseArgs } from 'node:util';
import { runCompare, usage } from '../server/payments/compare/run-compare.ts';
import { readMoneyTarget } from './config.ts';

try {
  const { values } = parseArgs({ options: { days: { type: 'string', default: '7' } } });
  const days = Number(values.days);
  if (!(days > 0 && days <= 1000)) throw new Error(`--days must be a number of days, not ${values.days}`);
  process.exitCode = await runCompare(() => readMoneyTarget(), days);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
