import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/** nginx closes a connection that has been idle for 5 s (`keepalive_timeout` of its upstream); a moment more for the way. */
const usualIdleMs = 6_000;

/**
 * Makes a server leave without losing a request; call it before the first one comes. What it returns stops accepting, but
 * still answers what comes on open connections, each for the last time, until none is left. Node's own `server.close()` closes
 * idle connections at once, and so meets the request that nginx is just sending on one of them.
 */
export function createDrain(server: Server, idleMs = usualIdleMs): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  let isDraining = false;
  const askToClose = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  };
  server.prependListener('request', (_request, response) => {
    if (isDraining) askToClose(response);
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });

  return async () => {
    isDraining = true;
    for (const response of underWay) askToClose(response);
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    const patience = setTimeout(() => server.closeIdleConnections(), idleMs);
    await closed;
    clearTimeout(patience);
  };
}
