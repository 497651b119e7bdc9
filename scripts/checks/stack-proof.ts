import { NoEngine } from '../test-stack/engine.ts';
import { openEngine, type TestEngine } from '../test-stack/open-engine.ts';
import { addCounts, type Counts, countOne, nothing } from './counts.ts';
import { runCommand } from './run-command.ts';
import { runVitest } from './vitest-run.ts';

/** The containers, where a Docker Engine can be had; elsewhere skipped, with the reason, and each of the tests counted as such. */
export async function runStackProof(): Promise<Counts> {
  const engine = await openEngineIfPossible();
  try {
    // Without an engine these skip themselves.
    const tests = await runVitest('engine');
    if (!engine) return addCounts([tests, { ...nothing, skipped: 1 }]);
    const exitCode = await runCommand(process.execPath, ['proofs/prove.ts', 'stack']);
    return addCounts([tests, countOne('the proof stack', exitCode === 0)]);
  } finally {
    await engine?.release();
  }
}

async function openEngineIfPossible(): Promise<TestEngine | null> {
  try {
    return await openEngine(console.log);
  } catch (error) {
    if (!(error instanceof NoEngine)) throw error;
    console.log(`SKIPPED, nothing of the containers is tested: ${error.message}`);
    return null;
  }
}
