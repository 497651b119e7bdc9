import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';

export type OwnProgram = {
  start(): Promise<void>;
  /** `kill -9`; returns once it is gone. Of one that does not run: nothing. */
  kill(): Promise<void>;
};

/** A built program of ours that stays away when it is killed: the stack's own come back at once. Ready when `isReady` says so. */
export function describeProgram(options: {
  script: string;
  env: Record<string, string>;
  nodeArgs?: string[];
  isReady: () => Promise<boolean>;
}): OwnProgram {
  const { script, env, nodeArgs = [], isReady } = options;
  let child: ChildProcess | null = null;
  return {
    async start() {
      const started = spawn(process.execPath, [...nodeArgs, join(projectDir, 'build', script)], {
        cwd: projectDir,
        env: { NODE_ENV: 'production', PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      let said = '';
      started.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      const giveUpAt = Date.now() + 60_000;
      while (!(await isReady().catch(() => false))) {
        if (started.exitCode !== null) throw new Error(`${script} ended with ${started.exitCode}: ${said}`);
        if (Date.now() > giveUpAt) throw new Error(`${script} was not ready after 60 s: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async kill() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    },
  };
}

/** True once this address answers. */
export const answers = (url: string) => async (): Promise<boolean> => (await fetch(url)).ok;
