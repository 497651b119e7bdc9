import { createServer, type Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createStore } from './documents/store.ts';
import { apiError, LakeError } from './http/errors.ts';
import { createApiRoutes, createImageRoute } from './http/lake-routes.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { createImages } from './images/images.ts';
import { createListeners } from './listen/listeners.ts';
import { createTransactions } from './mutate/transactions.ts';

export type LakeOptions = {
  dataDir: string;
  token: string;
  publicUrl: string;
  /** Sanity's own limit is 25. */
  mutationsPerSecond?: number;
  /** Told of what is the lake's own fault. */
  onError?: (error: Error) => void;
};

/** A local Content Lake for the unmodified `@sanity/client`: real documents, queries, transactions, events and pictures. */
export function createLake(options: LakeOptions) {
  const store = createStore(options.dataDir);
  const listeners = createListeners();
  const transactions = createTransactions(store, listeners.publish);
  const images = createImages(options.dataDir);
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', documents: store.all().length, listeners: listeners.count() });
  });
  app.get('/images/:project/:dataset/:name', createImageRoute(images));
  const mutationLimit = createRateLimit(options.mutationsPerSecond ?? 25);
  app.use(
    '/:version(v1|vX|v\\d{4}-\\d{2}-\\d{2})',
    createApiRoutes({ store, transactions, listeners, images, mutationLimit, ...options }),
  );
  app.use((_request, _response, next) => next(apiError(404, 'The lake has nothing at this address')));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = toLakeError(error);
    if (known.statusCode >= 500) options.onError?.(error instanceof Error ? error : new Error(String(error)));
    if (response.headersSent) response.destroy();
    else response.status(known.statusCode).json(known.body);
  });

  const server: Server = createServer(app);
  return {
    server,
    store,
    transactions,
    images,
    async close(): Promise<void> {
      listeners.close();
      server.closeIdleConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Waits for the answers under way, not for a client that keeps its connection.
      setTimeout(() => server.closeAllConnections(), 2_000).unref();
      if (server.listening) await closed;
      store.close();
    },
  };
}

function toLakeError(error: unknown): LakeError {
  if (error instanceof LakeError) return error;
  // Express's parsers put a status on theirs: a body that is no JSON, or too large.
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status === 413) return apiError(413, 'This is more than the lake takes in one request');
  if (status >= 400 && status < 500) return apiError(status, 'The request could not be read');
  return apiError(500, 'The lake could not answer this');
}
