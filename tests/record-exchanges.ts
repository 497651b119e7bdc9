import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Exchange } from './paypal-specification/load-specification.ts';

export type Recorder = { url: string; exchanges: Exchange[]; stop(): Promise<void> };

/** A proxy in front of `target` that remembers what went through it. */
export async function recordExchanges(target: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { host, connection, 'content-length': _, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body ? { body } : {}),
    });
    const answered = await answer.text();
    exchanges.push({
      method: request.method ?? 'GET',
      path: new URL(request.url ?? '/', target).pathname,
      requestBody: parse(body),
      status: answer.status,
      responseBody: parse(answered),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
