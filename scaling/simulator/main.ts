// `npm run simulate` lists the profiles; `npm run simulate -- PROFILE` replays one through both loops, prints what happened and
// draws docs/scaling/PROFILE.svg. `all` replays each. `--trace FILE` replays a recorded run and says how far the model is from it.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultLimits } from '../decision/limits.ts';
import { compareWithTrace, formatError } from './compare.ts';
import { findFigures, formatFigures } from './figures.ts';
import { drawProfile } from './picture.ts';
import { profiles } from './profiles.ts';
import { runProfile, runTrace } from './set-up.ts';
import type { Run } from './simulate.ts';
import { formatTimeline } from './timeline.ts';
import { parseTrace } from './trace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    cached: { type: 'string', default: '0' },
    trace: { type: 'string' },
  },
});
const seed = Number(values.seed);
const cachedShare = Number(values.cached);
if (!Number.isInteger(seed)) throw new Error('--seed is a whole number.');
if (!(cachedShare >= 0 && cachedShare <= 1)) throw new Error('--cached is a share from 0 to 1.');
const print = (lines: string[]) => console.log(lines.join('\n'));
const report = (run: Run) =>
  print([...formatTimeline(run), '', ...formatFigures(findFigures(run, defaultLimits.up.p95Seconds))]);

async function replay(name: string): Promise<void> {
  const profile = profiles[name];
  if (!profile) throw new Error(`There is no profile ${name}; there are ${Object.keys(profiles).join(', ')}.`);
  const run = runProfile(name, { seed, cachedShare });
  print([`${name}: ${profile.source}`, profile.assumption, '']);
  report(run);
  // Only the run that the documents speak of is drawn into them.
  if (seed !== 1 || cachedShare !== 0) return;
  const file = fileURLToPath(new URL(`../../docs/scaling/${name}.svg`, import.meta.url));
  await writeFile(file, drawProfile(name));
  console.log(`drawn into docs/scaling/${name}.svg\n`);
}

try {
  if (values.trace) {
    const trace = parseTrace(await readFile(values.trace, 'utf8'));
    const run = runTrace(trace, seed);
    print([`the model's run of: ${trace.head.source}`, '']);
    report(run);
    print(['', 'against the recorded run:', ...formatError(compareWithTrace(run, trace))]);
  } else if (positionals.length === 0) {
    print(Object.entries(profiles).map(([name, { source }]) => `${name.padEnd(16)} ${source}`));
  } else {
    for (const name of positionals[0] === 'all' ? Object.keys(profiles) : positionals) await replay(name);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
