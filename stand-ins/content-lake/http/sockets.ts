import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serveListenSocket } from '../listen/listen-socket.ts';
import type { Listeners } from '../listen/listeners.ts';
import type { Presence } from '../presence/presence.ts';
import { project } from '../query/query.ts';
import { type Caller, type Callers, isSameOrigin } from './caller.ts';
import { LakeError } from './errors.ts';

const pathPattern = /^\/v[^/]+\/(socket|listen)\/([^/?]+)(\?|$)/;
const maxSockets = 200;
const pingMs = 30_000;

/** The lake's WebSockets: `/v1/socket/production` (presence) and `/v1/listen/production` (all of a page's listeners). */
export function serveSockets(
  server: Server,
  { callers, listeners, presence }: { callers: Callers; listeners: Listeners; presence: Presence },
) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 512 * 1024 });
  const alive = new WeakSet<object>();
  const callerOf = new WeakMap<object, Caller>();

  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const [, kind, dataset] = pathPattern.exec(request.url ?? '') ?? [];
    const caller = identify(callers, request);
    if (!kind || dataset !== project.dataset) return refuse(connection, '404 Not Found');
    if (sockets.clients.size >= maxSockets) return refuse(connection, '503 Service Unavailable');
    // A page of another site may open a socket to here, with our cookie.
    if (!caller || !isFromHere(request)) return refuse(connection, '403 Forbidden');
    if (kind === 'socket' && !caller.mayReadAll) return refuse(connection, '403 Forbidden');

    sockets.handleUpgrade(request, connection, head, (socket) => {
      alive.add(socket);
      callerOf.set(socket, caller);
      socket.on('pong', () => alive.add(socket));
      socket.on('error', () => socket.terminate());
      if (kind === 'socket') presence.join(socket, caller);
      else serveListenSocket(socket, { listeners, caller });
    });
  });

  // Whoever does not answer a ping by the next one is gone, with all their listeners; and so is who has signed out.
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (alive.has(socket) && callerOf.get(socket)?.isStillHere()) {
        alive.delete(socket);
        socket.ping();
      } else socket.terminate();
    }
  }, pingMs);
  pinging.unref();

  return {
    close(): void {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

/** Browsers always say where a WebSocket comes from; a program with the token need not. */
const isFromHere = ({ headers }: IncomingMessage): boolean => headers.origin === undefined || isSameOrigin(headers);

function identify(callers: Callers, request: IncomingMessage): Caller | null {
  try {
    return callers.identify(request);
  } catch (error) {
    if (error instanceof LakeError) return null;
    throw error;
  }
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
