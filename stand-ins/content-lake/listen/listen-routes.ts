import express, { type Response, type Router } from 'express';
import type { Callers } from '../http/caller.ts';
import { parseListenRequest } from './listen-request.ts';
import type { Listeners, Sink } from './listeners.ts';

const keepAliveMs = 15_000;

/** `data/listen` as Server-Sent Events: for the site, the courier and whoever has few listeners. */
export function createListenRoutes({ listeners, callers }: { listeners: Listeners; callers: Callers }): Router {
  const router = express.Router({ mergeParams: true });
  router.get('/data/listen/:dataset', (request, response) => {
    const wanted = parseListenRequest(request.query, callers.identify(request), request.get('last-event-id'));
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    // Comments keep proxies from closing a quiet connection.
    const keepAlive = setInterval(() => response.write(':\n\n'), keepAliveMs);
    keepAlive.unref();
    response.on('close', () => clearInterval(keepAlive));
    response.on('close', listeners.add(createSink(response), wanted));
  });
  return router;
}

function createSink(response: Response): Sink {
  return {
    send(event, id, data) {
      if (response.destroyed || response.writableEnded) return;
      response.write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    backlogBytes: () => response.writableLength,
    // Whoever does not read would keep an end waiting too.
    end: () => (response.writableLength > 0 ? response.destroy() : response.end()),
  };
}
