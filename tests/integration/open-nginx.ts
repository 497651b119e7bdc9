import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../../scripts/stack/ports.ts';
import { startStack } from '../../scripts/stack/start-stack.ts';

export type AccessLine = { requestId: string; address: string; method: string; path: string; status: number };

/** The local stack's nginx as it is, before one worker that answers what a test tells it to. `change` may edit its files first. */
export async function openNginx(env: Record<string, string> = {}, change: (prefix: string) => void = () => {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-nginx-'));
  const ports = await findFreePorts(1);
  let answer: RequestListener;
  const seen: IncomingMessage[] = [];
  const worker = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  const listen = async () => {
    worker.listen(ports.web, '127.0.0.1');
    await once(worker, 'listening');
  };
  const leave = async () => {
    worker.close();
    worker.closeAllConnections();
    await once(worker, 'close');
  };
  await listen();
  const onPrepared = () => change(join(dataDir, 'nginx'));
  const stack = await startStack({ dataDir, ports, env, only: ['nginx'], onPrepared });

  return {
    baseUrl: stack.baseUrl,
    dataDir,
    /** Where its log is told to, by UDP. */
    courierPort: ports.courierMetrics,
    answerWith(next: RequestListener) {
      answer = next;
    },
    /** What reached the worker for this path, query aside. */
    seenAt: (path: string) => seen.filter((request) => request.url?.split('?')[0] === path),
    /** The worker goes away, and comes back. */
    leave,
    listen,
    async readAccessLog(): Promise<AccessLine[]> {
      const text = await readFile(join(dataDir, 'logs/nginx-access.log'), 'utf8');
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
    async close() {
      await stack.stop();
      if (worker.listening) await leave();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
