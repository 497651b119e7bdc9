/** Tests of one file by the names they have there; `$field` and `%s` in a name stand for what `test.each` puts there. */
export type Tests = { file: string; names: string[] };

/** One of the cases that the design of payments lists, in its words, and what shows it. */
export type MoneyCase = {
  words: string;
  tests: Tests[];
  /** Proofs that show it in a whole Foyer, in a browser; run with the tests. */
  proofs?: string[];
};

export type Edit = { file: string; from: string; to: string };

/** A guard, how it is broken, and the tests that must notice. More than one edit where two guards stand behind each other. */
export type Mutation = { guard: string; edits: Edit[]; red: Tests[] };

export const integration = (name: string, ...names: string[]): Tests => ({
  file: `tests/integration/${name}.test.ts`,
  names,
});
export const unit = (path: string, ...names: string[]): Tests => ({ file: `${path}.test.ts`, names });

export const lua = (name: string) => `server/ledger/scripts/${name}.lua`;
export const payments = (name: string) => `server/payments/${name}.ts`;

/** A mutation with one edit. */
export const breaks = (guard: string, file: string, from: string, to: string, ...red: Tests[]): Mutation => ({
  guard,
  edits: [{ file, from, to }],
  red,
});

/** Matches the names that vitest gives the tests which stand in their file by `name`. */
export function patternOf(name: string): string {
  return name
    .split(/(\$[\w.]+|%[a-z])/)
    .map((part, index) => (index % 2 === 1 ? '.+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
}
