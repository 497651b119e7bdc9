import { existsSync } from 'node:fs';
import { type AskSocket, createAskSocket } from '../../platform/ask-socket.ts';

/** Docker's own socket on this machine. */
export const engineSocket = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '') || '/var/run/docker.sock';

/** null where no Docker Engine answers. */
export async function findEngine(): Promise<AskSocket | null> {
  if (!existsSync(engineSocket)) return null;
  const ask = createAskSocket(engineSocket);
  const { status } = await ask({ method: 'GET', path: '/_ping' }).catch(() => ({ status: 0 }));
  return status === 200 ? ask : null;
}

/** Every status but a good one is an error that has the engine's words. */
export async function tell(ask: AskSocket, method: 'POST' | 'DELETE' | 'GET', path: string, body?: object) {
  const answer = await ask({ method, path, body, timeoutMs: 60_000 });
  if (answer.status >= 300 && answer.status !== 304) {
    throw new Error(`${method} ${path}: the engine answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}
