// `npm test`: everything that is checked, one step after the other, whatever failed before, and one line of counts at the
// end. `npm test -- types unit` runs only those steps.
import { performance } from 'node:perf_hooks';
import { ensureBuilt } from './build.ts';
import { addCounts, type Counts, countOne, formatCounts } from './checks/counts.ts';
import { runQuickProofs } from './checks/quick-proofs.ts';
import { runCommand } from './checks/run-command.ts';
import { runStackProof } from './checks/stack-proof.ts';
import { runVitest } from './checks/vitest-run.ts';

async function check(program: string, ...args: string[]): Promise<Counts> {
  return countOne([program, ...args].join(' '), (await runCommand(program, args)) === 0);
}

/** For steps that start Foyer's own programs. The first one builds, the others find it done. */
async function onBuild(run: () => Promise<Counts>): Promise<Counts> {
  await ensureBuilt(console.log);
  return await run();
}

const steps: Record<string, () => Promise<Counts>> = {
  types: () => check('tsc', '-p', '.'),
  // A program of its own: it is on another React.
  'studio-types': () => check('tsc', '-p', 'studio'),
  lint: () => check('biome', 'check', '--error-on-warnings', '.'),
  imports: () => check('depcruise', '--config', '.dependency-cruiser.cjs', '.'),
  unit: () => runVitest('unit'),
  integration: () => onBuild(() => runVitest('integration')),
  e2e: () => onBuild(() => runVitest('e2e')),
  proofs: () => onBuild(runQuickProofs),
  stack: runStackProof,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}.`);
  process.exit(1);
}

const results: { name: string; seconds: number; counts: Counts }[] = [];
for (const [name, run] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const startedAt = performance.now();
  const counts = await run().catch((error: unknown) => {
    console.error(error);
    return countOne(error instanceof Error ? error.message : String(error), false);
  });
  results.push({ name, seconds: (performance.now() - startedAt) / 1000, counts });
}

console.log('');
for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(12)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${formatCounts(counts)}`);
}
for (const { name, counts } of results) {
  for (const failure of counts.failures) console.log(`\nfailed in ${name}: ${failure}`);
}
const total = addCounts(results.map((result) => result.counts));
console.log(`\n${formatCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
