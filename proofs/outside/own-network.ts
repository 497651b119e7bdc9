import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProofContext } from '../proof.ts';

/**
 * A network in which every address there is leads back to this machine: whoever asks for one outside, the name server's
 * included, finds the traps of `trap.ts`.
 */
const setUp = [
  'ip link set lo up',
  'ip route add local 0.0.0.0/0 dev lo',
  'ip -6 route add local ::/0 dev lo 2>/dev/null || true',
  'exec "$@"',
].join(' && ');

const prove = fileURLToPath(new URL('../prove.ts', import.meta.url));

/** Runs this very proof there, with `word` after its name; resolves with its exit code. */
export async function runInOwnNetwork(
  { onEnd, signal }: Pick<ProofContext, 'onEnd' | 'signal'>,
  name: string,
  word: string,
): Promise<number> {
  // Without root by a user namespace, in which one is.
  const flags = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];
  const child = spawn('unshare', [...flags, 'sh', '-c', setUp, 'sh', process.execPath, prove, name, word], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onEnd(() => void child.kill('SIGTERM'));
  const [code] = await once(child, 'exit', { signal });
  return code ?? 1;
}
