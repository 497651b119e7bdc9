import { createServer, request as sendRequest } from 'node:http';

/** What is wrong with the lake behind this door. */
export type Fault = 'forgets-revisions' | 'shows-drafts' | 'mute' | 'half-transactions';

/** A door to the lake that breaks one of its promises: the checks must name it. */
export async function openFaultyDoor(lakeUrl: string, fault: Fault) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', lakeUrl);
    // A listener that is welcomed and then told nothing.
    if (fault === 'mute' && url.pathname.includes('/data/listen/')) url.searchParams.set('query', '*[false]');
    if (fault === 'shows-drafts' && url.pathname.includes('/data/query/')) url.searchParams.set('perspective', 'raw');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = url.pathname.includes('/data/mutate/')
        ? Buffer.from(spoil(fault, Buffer.concat(chunks).toString('utf8')))
        : Buffer.concat(chunks);
      const { host: _host, 'content-length': _length, ...headers } = request.headers;
      const onward = sendRequest(
        url,
        { method: request.method, headers: { ...headers, 'content-length': body.length } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spoil(fault: Fault, text: string): string {
  if (fault !== 'forgets-revisions' && fault !== 'half-transactions') return text;
  const body = JSON.parse(text) as { mutations: { patch?: { ifRevisionID?: string } }[] };
  if (fault === 'half-transactions' && body.mutations.length > 1) body.mutations = body.mutations.slice(0, 1);
  if (fault === 'forgets-revisions') for (const { patch } of body.mutations) delete patch?.ifRevisionID;
  return JSON.stringify(body);
}
