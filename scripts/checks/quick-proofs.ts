import { fileURLToPath } from 'node:url';
import { findProofs, loadProof } from '../../proofs/runner/find-proofs.ts';
import { addCounts, type Counts, countOne } from './counts.ts';
import { runCommand } from './run-command.ts';

const prove = fileURLToPath(new URL('../../proofs/prove.ts', import.meta.url));
const quickSeconds = 60;

/** Runs every proof that claims to take less than a minute, each in a process of its own; each counts as one. */
export async function runQuickProofs(): Promise<Counts> {
  const counts: Counts[] = [];
  for (const name of await findProofs()) {
    const { seconds } = await loadProof(name);
    if (seconds >= quickSeconds) {
      console.log(`${name}: takes ${seconds} s, so it is not part of this; npm run prove -- ${name}`);
      continue;
    }
    const isShown = (await runCommand(process.execPath, [prove, name])) === 0;
    counts.push(countOne(name, isShown));
  }
  return addCounts(counts);
}
