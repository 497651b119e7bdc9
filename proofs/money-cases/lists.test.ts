import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../../scripts/stack/project.ts';
import { patternOf, type Tests } from './case-model.ts';
import { cases } from './cases.ts';
import { broken, harmless, mutations } from './mutations.ts';
import { requireFitting } from './try-mutation.ts';

/** What the proof finds out after minutes, told in a second: a guard or a test that the lists name has another text by now. */
test('the text of each mutation is in its file, and once', async () => {
  for (const mutation of [...mutations, harmless, broken]) await requireFitting(mutation, projectDir);
});

test('no two mutations do the same', () => {
  const edits = mutations.map((mutation) => JSON.stringify(mutation.edits));
  expect(new Set(edits).size).toBe(edits.length);
});

test('each test that a case or a mutation names stands in its file', async () => {
  const named = [...cases.flatMap(({ tests }) => tests), ...mutations.flatMap(({ red }) => red)];
  const missing = await Promise.all(named.map(findMissing));
  expect(missing.flat()).toEqual([]);
});

async function findMissing({ file, names }: Tests): Promise<string[]> {
  const text = await readFile(join(projectDir, file), 'utf8');
  // Any text between quotes may be a name; a short one with a place to fill in would be everybody's.
  const texts = [...text.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g)].map(([, , inside = '']) => inside);
  const patterns = texts.filter((each) => each.length > 8).map((each) => new RegExp(`^${patternOf(each)}$`));
  const isThere = (name: string) => texts.includes(name) || patterns.some((pattern) => pattern.test(name));
  return names.filter((name) => !isThere(name)).map((name) => `${file}: ${name}`);
}
