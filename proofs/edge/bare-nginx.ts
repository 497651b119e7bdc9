import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { requireProgram } from '../../scripts/stack/project.ts';
import { probeHttp, waitUntilReady } from '../../scripts/stack/readiness.ts';
import { findFreePort } from '../../tests/redis-server.ts';
import type { ProofContext } from '../proof.ts';

export type WholeAnswer = { headers: Record<string, string>; body: Buffer };

/** What a site answers, as it is sent: fetch would unpack it. */
export async function readAnswer(url: string, headers: Record<string, string>): Promise<WholeAnswer> {
  const request = httpRequest(url, { headers }).end();
  const [response] = await once(request, 'response');
  return { headers: response.headers, body: await buffer(response) };
}

/** nginx's own, or about the connection: each nginx says them itself. */
const notPassedOn = /^(server|date|connection|transfer-encoding|content-length|vary|x-request-id|x-cache-status)$/;

/**
 * The least nginx that keeps pages: one process, `proxy_cache`, nothing logged, limited, named or compressed, in front of a server
 * that answers `/0`, `/1` and so on with these. `/file` is the first of them from the disk. `settings`: for its http block.
 */
export async function startBareNginx(context: ProofContext, answers: WholeAnswer[], settings = '') {
  const upstream = createServer(({ url }, response) => {
    const answer = answers[Number(url?.slice(1))] ?? { headers: {}, body: Buffer.alloc(0) };
    const kept = Object.entries(answer.headers).filter(([name]) => !notPassedOn.test(name));
    // For longer than the proof takes: this one has nothing to renew.
    response.writeHead(200, { ...Object.fromEntries(kept), 'cache-control': 'public, s-maxage=3600' }).end(answer.body);
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  context.onEnd(() => {
    upstream.close();
    upstream.closeAllConnections();
  });

  const prefix = await context.makeFolder();
  const port = await findFreePort();
  await mkdir(join(prefix, 'temp'));
  await writeFile(join(prefix, 'file'), answers[0]?.body ?? '');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path temp/${name};`,
  );
  await writeFile(
    join(prefix, 'nginx.conf'),
    `daemon off; ${user} worker_processes 1; pid nginx.pid; error_log stderr;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.join(' ')}
  proxy_cache_path cache keys_zone=pages:10m;
  ${settings}
  upstream app { server 127.0.0.1:${(upstream.address() as AddressInfo).port}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_cache pages; }
    location = /file { root .; default_type text/html; }
  }
}
`,
  );
  const nginx = spawn(requireProgram('nginx'), ['-p', `${prefix}/`, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(nginx, 'exit');
  context.onEnd(async () => {
    nginx.kill('SIGTERM');
    await ended;
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  await waitUntilReady(probeHttp(`${baseUrl}/file`), {
    timeoutMs: 15_000,
    check: async () => {
      if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
    },
  });
  return { baseUrl, nginxPid: nginx.pid ?? 0 };
}
