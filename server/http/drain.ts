import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const usual = {
  /** nginx closes a connection that has been idle for 5 s (`keepalive_timeout` of its upstream); a moment more for the way. */
  idleMs: 6_000,
  /** Unless it is told otherwise (decision 9), PM2's daemon accepts connections and hands them to workers. What it hands to one that
   *  has stopped accepting comes back by itself and goes to another, but only while this one lives; a dead one's nobody ever answers. */
  handBackMs: 1_000,
};

/**
 * Makes a server leave without losing a request; call it before the first one comes. What it returns stops accepting, but
 * still answers what comes on open connections, each for the last time, until none is left. Node's own `server.close()` closes
 * idle connections at once, and so meets the request that nginx is just sending on one of them.
 */
export function createDrain(server: Server, { idleMs, handBackMs } = usual): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  let isDraining = false;
  let patience: NodeJS.Timeout | undefined;
  const askToClose = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  };
  server.prependListener('request', (_request, response) => {
    if (isDraining) askToClose(response);
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      // One whose headers had gone out before has not said that it is the last: its connection is idle from now on.
      patience?.refresh();
    });
  });

  return async () => {
    isDraining = true;
    for (const response of underWay) askToClose(response);
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    patience = setTimeout(() => server.closeIdleConnections(), idleMs);
    await Promise.all([closed, pause(handBackMs)]);
    clearTimeout(patience);
  };
}
