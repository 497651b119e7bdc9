import { expect, test } from 'vitest';
import { showDrain } from '../../proofs/drain/show-drain.ts';
import { runProof } from '../../proofs/runner/run-proof.ts';

// The proof `drain`, once and at a leisurely pace: `npm run prove -- drain` is the load that it claims to bear.
test('workers are added, taken away and reloaded amid forms, payments and slow senders, and nobody notices', async () => {
  const said: string[] = [];
  const shortfall = await runProof(
    { claim: '', seconds: 0, run: (context) => showDrain(context, { runs: 1, pace: 40 }) },
    { args: [], print: (line) => said.push(line), signal: new AbortController().signal },
  );
  expect(shortfall, said.join('\n')).toBe(null);
}, 240_000);
