import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { projectDir } from '../../scripts/stack/project.ts';
import { openNginx } from './open-nginx.ts';

export type AnswerFor = (worker: number, request: IncomingMessage & { body: string }, response: ServerResponse) => void;

/** nginx before several workers, known to it as containers' workers are, except that their addresses do not change. */
export async function openWorkers(count: number, changeUpstream: (text: string) => string = (text) => text) {
  let answer: AnswerFor = (_worker, _request, response) => response.end();
  const seen: { worker: number; method: string; path: string }[] = [];
  const servers = Array.from({ length: count }, (_, worker) =>
    createServer(((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece) => {
        body += piece;
      });
      request.once('end', () => {
        seen.push({ worker, method: request.method ?? '', path: request.url ?? '' });
        answer(worker, Object.assign(request, { body }), response);
      });
    }) satisfies RequestListener),
  );
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const ports = servers.map((server) => (server.address() as AddressInfo).port);

  const shared = readFileSync(join(projectDir, 'nginx/containers/upstream.conf'), 'utf8');
  const settings = / resolve( [^;]*);/.exec(shared)?.[1] ?? '';
  const upstream = shared
    .replace(/^resolver .*$/m, '')
    .replace(/^.*resolve.*$/m, ports.map((port) => `  server 127.0.0.1:${port}${settings};`).join('\n'));
  const door = await openNginx({ VENUE_NETWORKS: '127.0.0.0/8' }, (prefix) => {
    const path = join(prefix, 'to-workers.conf');
    writeFileSync(join(prefix, 'upstream.conf'), upstream);
    writeFileSync(path, changeUpstream(readFileSync(path, 'utf8')));
  });

  const leave = async (server: (typeof servers)[number]) => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return {
    baseUrl: door.baseUrl,
    answerWith(next: AnswerFor) {
      answer = next;
    },
    seen,
    seenAt: (path: string) => seen.filter((request) => request.path === path),
    /** From now on it refuses every connection. */
    refuse: (worker: number) => leave(servers[worker] as (typeof servers)[number]),
    async close() {
      await door.close();
      for (const server of servers) if (server.listening) await leave(server);
    },
  };
}
