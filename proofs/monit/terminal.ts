import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readBaseEnvironment } from '../../scripts/stack/environment.ts';
import type { ProofContext } from '../proof.ts';

const run = promisify(execFile);

/** A command in a terminal of its own: tmux without a window, on a socket of its own. Ends with the proof. */
export async function openTerminal(
  context: Pick<ProofContext, 'makeFolder' | 'onEnd'>,
  options: { command: string; columns: number; rows: number; cwd: string; env: Record<string, string> },
) {
  const { command, columns, rows, cwd } = options;
  const socket = join(await context.makeFolder(), 'tmux');
  // Lines as characters of their own; what a terminal has besides comes out of tmux as letters.
  const drawing = { LANG: 'C.UTF-8', TERM: 'xterm-256color', NCURSES_NO_UTF8_ACS: '1' };
  const env = { ...readBaseEnvironment(), ...drawing, ...options.env };
  const tmux = async (...args: string[]) =>
    (await run('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...args], { env: { ...env, NODE_ENV: 'test' } })).stdout;
  context.onEnd(async () => {
    await tmux('kill-server').catch(() => undefined);
  });
  await tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, command);
  return {
    press: async (key: string) => void (await tmux('send-keys', key)),
    /** What is on the screen now. */
    read: () => tmux('capture-pane', '-p'),
  };
}

export type Terminal = Awaited<ReturnType<typeof openTerminal>>;
