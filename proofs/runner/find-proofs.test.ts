import { expect, test } from 'vitest';
import { findProofs, loadProof } from './find-proofs.ts';

test('every proof states its claim in a sentence, and how long it takes', async () => {
  const names = await findProofs();
  expect(names).toEqual(expect.arrayContaining(['kill', 'race']));
  for (const name of names) {
    const { claim, seconds } = await loadProof(name);
    expect(claim, name).toMatch(/^[A-Z].{20,}\.$/);
    expect(seconds, name).toBeGreaterThan(0);
  }
  // Every proof with all that it imports: three seconds on two idle cores.
}, 30_000);
