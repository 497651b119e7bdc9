// `npm run prove` lists the proofs; `npm run prove -- NAME [args]` runs one. `npm test -- proofs` runs those under a minute.
import { performance } from 'node:perf_hooks';
import { findProofs, loadProof } from './runner/find-proofs.ts';
import { runProof } from './runner/run-proof.ts';

const [name, ...args] = process.argv.slice(2);
const names = await findProofs();
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interruption.abort(new Error(`stopped by ${signal}`)));
}

async function list(): Promise<void> {
  for (const each of names) {
    const { claim, seconds } = await loadProof(each);
    console.log(`${each.padEnd(16)} ${`${seconds} s`.padStart(6)}  ${claim}`);
  }
  if (names.length === 0) console.log('There are no proofs yet.');
}

/** True if the claim was shown. */
async function prove(wanted: string, wantedArgs: string[]): Promise<boolean> {
  const startedAt = performance.now();
  const proof = await loadProof(wanted);
  console.log(`${wanted}: ${proof.claim}`);
  const shortfall = await runProof(proof, {
    args: wantedArgs,
    print: (line) => console.log(`  ${line}`),
    signal: interruption.signal,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(shortfall === null ? `  shown, in ${seconds} s` : `  FALLS SHORT, after ${seconds} s: ${shortfall}`);
  return shortfall === null;
}

if (!name) await list();
else if (names.includes(name)) process.exitCode = (await prove(name, args)) ? 0 : 1;
else {
  console.error(`There is no proof named ${name}. There are: ${names.join(', ') || 'none yet'}.`);
  process.exitCode = 1;
}
// A socket that a proof forgot must not keep the runner waiting.
process.exit();
