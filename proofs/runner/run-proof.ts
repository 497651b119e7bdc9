import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/build.ts';
import { needsBuild } from '../../scripts/stack/programs.ts';
import { startStack } from '../../scripts/stack/start-stack.ts';
import type { Proof, ProofContext } from '../proof.ts';

type Setting = { args: string[]; print: (line: string) => void; signal: AbortSignal };

/** Runs a proof and cleans up after it; returns null if it was shown, or in a sentence why not. */
export async function runProof(proof: Proof, { args, print, signal }: Setting): Promise<string | null> {
  const cleaners: (() => Promise<void> | void)[] = [];
  const onEnd = (clean: () => Promise<void> | void) => {
    cleaners.unshift(clean);
  };
  const makeFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-proof-'));
    onEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    return folder;
  };

  const context: ProofContext = {
    args,
    print,
    signal,
    makeFolder,
    onEnd,
    async startStack(options = {}) {
      if (needsBuild(options.only)) await ensureBuilt(print);
      const dataDir = options.dataDir ?? (await makeFolder());
      const starting = startStack({ ports: 'free', ...options, dataDir, signal });
      onEnd(async () => {
        // One that did not start has stopped itself.
        const started = await starting.catch(() => null);
        await started?.stop();
      });
      return await starting;
    },
  };
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

  let shortfall = await describeFailure(() => Promise.race([proof.run(context), interrupted]));
  for (const clean of cleaners) {
    const trouble = await describeFailure(async () => clean());
    if (trouble) shortfall ??= `cleaning up failed: ${trouble}`;
  }
  return shortfall;
}

async function describeFailure(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
