import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createAskSocket } from '../../platform/ask-socket.ts';
import { projectDir } from '../../scripts/stack/project.ts';
import { engineSocket } from './open-engine.ts';

/** One of our programs from its source, with nothing in its environment but what it is given. */
export function startProgram(file: string, environment: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [join(projectDir, file)], {
    env: { NODE_ENV: 'production', PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  return {
    child,
    said: () => said,
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}

/** The door as it is deployed, over Docker's own socket, in a folder of the caller's. */
export async function openDoor(options: { project: string; folder: string; socket?: string }) {
  const socket = join(options.folder, 'door.sock');
  const program = startProgram('scaling/engine-door/main.ts', {
    COMPOSE_PROJECT_NAME: options.project,
    ENGINE_SOCKET: options.socket ?? engineSocket,
    ENGINE_DOOR_SOCKET: socket,
    RESTARTABLE_SERVICES: 'redis',
  });
  const ask = createAskSocket(socket);
  for (const giveUpAtMs = Date.now() + 30_000; ; await pause(50)) {
    const answer = await ask({ method: 'GET', path: '/containers' }).catch(() => null);
    if (answer) break;
    if (program.child.exitCode !== null || Date.now() > giveUpAtMs) {
      await program.stop('SIGKILL');
      throw new Error(`The door did not open. ${program.said()}`);
    }
  }
  return { socket, ...program };
}
