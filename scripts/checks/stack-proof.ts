import { NoEngine } from '../test-stack/engine.ts';
import { openEngine } from '../test-stack/open-engine.ts';
import { type Counts, countOne, nothing } from './counts.ts';
import { runCommand } from './run-command.ts';

/** The containers, where a Docker Engine can be had; elsewhere skipped, with the reason. */
export async function runStackProof(): Promise<Counts> {
  try {
    const engine = await openEngine(console.log);
    try {
      const exitCode = await runCommand(process.execPath, ['proofs/prove.ts', 'stack']);
      return countOne('the proof stack', exitCode === 0);
    } finally {
      await engine.release();
    }
  } catch (error) {
    if (!(error instanceof NoEngine)) throw error;
    console.log(`SKIPPED, nothing of the containers was tested: ${error.message}`);
    return { ...nothing, skipped: 1 };
  }
}
