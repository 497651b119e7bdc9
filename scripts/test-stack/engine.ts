import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectDir } from '../stack/project.ts';
import { tryProgram } from './run-program.ts';

/** Where the test stack keeps what it need not fetch twice. */
export const cacheDir = join(projectDir, 'var/test-stack');

/** Thrown where no Docker Engine can be had: its tests are skipped, and say so. */
export class NoEngine extends Error {}

export type Engine = {
  /** The client that this engine understands. */
  program: string;
  version: string;
  /** Ends the engine if it was started here; otherwise nothing. */
  release(): Promise<void>;
};

const startTimeoutMs = 60_000;

/** The engine that answers, or one that is started here where that is possible; never a second one. */
export async function findEngine(progress: (message: string) => void): Promise<Engine> {
  const running = await findRunningEngine();
  if (running) return { ...running, release: async () => {} };
  const daemon = ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'].find((path) => existsSync(path));
  if (!daemon) throw new NoEngine('no Docker Engine answers, and dockerd is not installed');
  if (process.getuid?.() !== 0) throw new NoEngine('no Docker Engine answers, and only root can start one');
  return await start(daemon, progress);
}

/** The engine that answers, or null. */
export async function findRunningEngine(): Promise<Pick<Engine, 'program' | 'version'> | null> {
  // The first one may be newer than the engine, and then refuses to talk to it.
  for (const program of ['docker', '/usr/bin/docker']) {
    const asked = await tryProgram(program, ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 15_000 }).catch(
      () => null,
    );
    const version = asked?.exitCode === 0 ? asked.stdout.trim() : '';
    if (/^\d/.test(version)) return { program, version };
  }
  return null;
}

async function start(daemon: string, progress: (message: string) => void): Promise<Engine> {
  await mkdir(cacheDir, { recursive: true });
  const logFile = join(cacheDir, 'dockerd.log');
  const other = findOtherDaemon();
  const child = other ? null : startDaemon(daemon, logFile);
  progress(other ? `waiting for the Docker Engine that is starting (process ${other})` : 'starting a Docker Engine');
  const giveUpAtMs = Date.now() + startTimeoutMs;
  for (;;) {
    const running = await findRunningEngine();
    if (running) return { ...running, release: child ? () => stop(child) : async () => {} };
    if (child?.exitCode !== undefined && child?.exitCode !== null) {
      const end = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join('\n');
      throw new NoEngine(`the Docker Engine cannot run here:\n${end}`);
    }
    if (Date.now() > giveUpAtMs) throw new NoEngine(`the Docker Engine did not answer in ${startTimeoutMs / 1000} s`);
    await pause(200);
  }
}

/** One that has been started a moment ago, and does not answer yet. */
function findOtherDaemon(): number | null {
  try {
    const pid = Number(readFileSync('/var/run/docker.pid', 'utf8'));
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'dockerd' ? pid : null;
  } catch {
    return null;
  }
}

function startDaemon(daemon: string, logFile: string) {
  const log = openSync(logFile, 'w');
  // A group of its own: Ctrl-C must not take it from under the containers that are then to be removed.
  return spawn(daemon, [], { stdio: ['ignore', log, log], detached: true });
}

async function stop(child: ReturnType<typeof startDaemon>): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await ended;
}
