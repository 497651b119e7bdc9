import type { Stack, StackOptions } from '../scripts/stack/start-stack.ts';

/** What a file in proofs/ exports by default. Its name is the proof's name. */
export type Proof = {
  /** One sentence that is true if the proof holds. */
  claim: string;
  /** How long it takes on two cores; `npm test` runs those under 60. */
  seconds: number;
  /** Shows the claim and its control and prints their figures; throws with a plain sentence where it falls short. */
  run(context: ProofContext): Promise<void>;
};

export type ProofContext = {
  /** What stands after the name: `npm run prove -- NAME args`. */
  args: string[];
  /** A line of the report: a figure, or what is being done. */
  print(line: string): void;
  /** A whole Foyer on free ports with data of its own, built first; stopped and removed when the proof ends, however it ends. */
  startStack(options?: Partial<Omit<StackOptions, 'progress' | 'signal'>>): Promise<Stack>;
  /** A folder that is removed when the proof ends. */
  makeFolder(): Promise<string>;
  /** Runs when the proof ends, however it ends; the last registered first. */
  onEnd(clean: () => Promise<void> | void): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
};

/** Throws `shortfall` unless the figure is as claimed. */
export function require(isShown: boolean, shortfall: string): asserts isShown {
  if (!isShown) throw new Error(shortfall);
}
