import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edit, Mutation } from './case-model.ts';
import { resultsOf, runTests } from './run-tests.ts';

/** What became of a mutant: `unfit` does not run at all, so that its red tests show nothing. */
export type Fate = { mutation: Mutation; fate: 'killed' | 'survived' | 'unfit'; why: string };

/** What a test says when the program is no program any more, rather than a wrong one. */
const isBroken = /compiling script|user_script:\d+|SyntaxError|Transform failed|is not defined|is not a function/;

/** Throws unless the text is in the file, and once: a list of places that are gone would break nothing, and say so of nothing. */
export async function requireFitting({ guard, edits }: Mutation, treeDir: string): Promise<void> {
  for (const { file, from } of edits) {
    const count = (await readFile(join(treeDir, file), 'utf8')).split(from).length - 1;
    if (count !== 1)
      throw new Error(`"${guard}": its text is ${count} times in ${file}, and has to be there once: ${from}`);
  }
}

/** Breaks the copy in `treeDir`, runs the tests that must notice, and mends it again. */
export async function tryMutation(mutation: Mutation, treeDir: string, signal: AbortSignal): Promise<Fate> {
  const whole = new Map<string, string>();
  for (const { file } of mutation.edits) whole.set(file, await readFile(join(treeDir, file), 'utf8'));
  try {
    for (const edit of mutation.edits) await apply(edit, treeDir);
    return await judge(mutation, treeDir, signal);
  } finally {
    for (const [file, text] of whole) await writeFile(join(treeDir, file), text);
  }
}

async function apply({ file, from, to }: Edit, treeDir: string): Promise<void> {
  const path = join(treeDir, file);
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace(from, () => to),
  );
}

async function judge(mutation: Mutation, treeDir: string, signal: AbortSignal): Promise<Fate> {
  const files = mutation.red.map(({ file }) => file);
  const run = await runTests({ treeDir, files, only: mutation.red, signal });
  const [unloaded] = run.unloaded;
  if (unloaded) return { mutation, fate: 'unfit', why: `a test file cannot be loaded: ${unloaded.slice(0, 300)}` };
  for (const { file, names } of mutation.red) {
    for (const name of names) {
      const results = resultsOf(run, file, name);
      if (results.length === 0) return { mutation, fate: 'unfit', why: `there is no test "${name}" in ${file}` };
      const red = results.filter(({ status }) => status === 'failed');
      if (red.length === 0) return { mutation, fate: 'survived', why: `"${name}" in ${file} stays green` };
      const broken = red.flatMap(({ failures }) => failures).find((failure) => isBroken.test(failure));
      if (broken) return { mutation, fate: 'unfit', why: `the mutant does not run: ${broken.slice(0, 300)}` };
    }
  }
  return { mutation, fate: 'killed', why: '' };
}
