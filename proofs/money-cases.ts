import { join } from 'node:path';
import { ensureBuilt } from '../scripts/build.ts';
import { projectDir } from '../scripts/stack/project.ts';
import type { Mutation } from './money-cases/case-model.ts';
import { cases } from './money-cases/cases.ts';
import { copyTree } from './money-cases/copy-tree.ts';
import { broken, harmless, mutations } from './money-cases/mutations.ts';
import { resultsOf, runTests } from './money-cases/run-tests.ts';
import { type Fate, requireFitting, tryMutation } from './money-cases/try-mutation.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { loadProof } from './runner/find-proofs.ts';
import { runProof } from './runner/run-proof.ts';

/** Mutants at a time; each has a Redis and a PayPal of its own. */
const lanes = 2;

export default {
  claim:
    'Every case of paying that the design lists has a test that passes, and each guard, broken on purpose, turns the tests that are named for it red.',
  seconds: 420,
  async run(context) {
    for (const mutation of [...mutations, harmless, broken]) await requireFitting(mutation, projectDir);
    await showCases(context);
    await showMutations(context);
  },
} satisfies Proof;

/** `npm run prove -- money-cases mutations WORD ...`: only the mutations with one of the words in what they guard. */
async function showCases({ args, print, signal }: ProofContext): Promise<void> {
  if (args[0] === 'mutations') return;
  // Some of the tests walk through the site.
  await ensureBuilt(print);
  const named = cases.flatMap(({ tests }) => tests);
  const run = await runTests({ treeDir: projectDir, files: [...new Set(named.map(({ file }) => file))], signal });
  for (const { words, tests, proofs } of cases) {
    require(tests.length + (proofs?.length ?? 0) > 0, `nothing shows the case "${words}"`);
    for (const { file, names } of tests) {
      for (const name of names) {
        const results = resultsOf(run, file, name);
        require(results.length > 0, `"${words}": there is no test "${name}" in ${file}`);
        const other = results.find(({ status }) => status !== 'passed');
        require(other === undefined, `"${words}": "${other?.name}" in ${file} ${other?.status}: ${other?.failures[0]}`);
      }
    }
  }
  const count = named.reduce((sum, { names }) => sum + names.length, 0);
  print(`${cases.length} cases by ${count} tests, which all pass`);
  for (const name of new Set(cases.flatMap(({ proofs = [] }) => proofs))) {
    const shortfall = await runProof(await loadProof(name), { args: [], print: () => {}, signal });
    require(shortfall === null, `the proof ${name} falls short: ${shortfall}`);
    print(`and by the proof ${name}`);
  }
}

async function showMutations({ args, print, signal, makeFolder }: ProofContext): Promise<void> {
  const words = args[0] === 'mutations' ? args.slice(1) : [];
  const chosen = mutations.filter(({ guard }) => words.length === 0 || words.some((word) => guard.includes(word)));
  const folder = await makeFolder();
  const queue: Mutation[] = [harmless, broken, ...chosen];
  const fates: Fate[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const treeDir = join(folder, `tree-${lane}`);
      await copyTree(treeDir);
      for (let next = queue.shift(); next; next = queue.shift()) {
        const fate = await tryMutation(next, treeDir, signal);
        fates.push(fate);
        if (args[0] === 'mutations') print(`${fate.fate}: ${fate.mutation.guard}${fate.why && `: ${fate.why}`}`);
      }
    }),
  );
  const fateOf = (mutation: Mutation) => fates.find((fate) => fate.mutation === mutation)?.fate;
  require(fateOf(harmless) ===
    'survived', `the control, a comment, ${fateOf(harmless)}: anything would be called killed`);
  require(fateOf(broken) === 'unfit', `the control, a script that does not compile, ${fateOf(broken)}`);
  const real = fates.filter(({ mutation }) => mutation !== harmless && mutation !== broken);
  const others = real.filter(({ fate }) => fate !== 'killed');
  const list = others.map(({ mutation, fate, why }) => `${fate}: ${mutation.guard}: ${why}`).join('\n');
  require(others.length === 0, `${others.length} of ${real.length} mutants are not killed:\n${list}`);
  print(
    `${real.length} guards broken one after the other in a copy: ${real.length} killed by the tests named for them`,
  );
  print('controls: a comment survives; a script that does not compile is not counted as killed');
}
