import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  /** What the program reads. */
  input?: NodeJS.ReadableStream | string;
  timeoutMs?: number;
  /** Gets all it says, as it says it. */
  logFile?: string;
  signal?: AbortSignal;
};

export type Ran = { exitCode: number; stdout: string; stderr: string };

/** Runs a program to its end, whatever its exit code. */
export function tryProgram(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env = {}, input, timeoutMs, logFile, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      signal,
    });
    const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : null;
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        log?.write(text);
      });
    }
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      log?.end();
      resolve({ exitCode: code ?? 1, ...said });
    });
    if (child.stdin) {
      // It may end before it has read everything.
      child.stdin.on('error', () => undefined);
      if (typeof input === 'string') child.stdin.end(input);
      else input?.pipe(child.stdin);
    }
  });
}

/** Its standard output; throws with the end of what it said where it failed. */
export async function runProgram(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await tryProgram(program, args, options);
  if (exitCode === 0) return stdout;
  const end = `${stdout}\n${stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new Error(`${program} ${args.slice(0, 4).join(' ')} failed (${exitCode}):\n${end}`);
}
