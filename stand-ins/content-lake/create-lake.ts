import { createServer, type Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { isPublicId, type LakeDocument } from './documents/document.ts';
import { openDatabase } from './documents/open-database.ts';
import { createStore } from './documents/store.ts';
import { createHistory } from './history/history.ts';
import { createCallers } from './http/caller.ts';
import { apiError, LakeError } from './http/errors.ts';
import { createApiRoutes } from './http/lake-routes.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { serveSockets } from './http/sockets.ts';
import { createImageRoute } from './images/image-routes.ts';
import { createImages } from './images/images.ts';
import { createListeners } from './listen/listeners.ts';
import { createAccounts } from './login/accounts.ts';
import { createAttempts } from './login/attempts.ts';
import { createLoginRoutes } from './login/login-routes.ts';
import { createSessions } from './login/sessions.ts';
import { createTransactions, type Transaction } from './mutate/transactions.ts';
import { createPresence } from './presence/presence.ts';
import { createKeyValues } from './project/key-value.ts';

export type LakeOptions = {
  dataDir: string;
  token: string;
  publicUrl: string;
  /** Sanity's own limit is 25. */
  mutationsPerSecond?: number;
  /** Told of each transaction that is on disk. */
  onCommit?: (transaction: Transaction) => void;
  /** Told of what is the lake's own fault. */
  onError?: (error: Error) => void;
  /** Told of each attempt to sign in that failed. */
  onLoginRefused?: (event: { address: string; reason: string }) => void;
  /** Told once of each address that a client asked for and the lake does not know: a newer Studio may need it. */
  onUnknown?: (event: { method: string; path: string }) => void;
};

/** A local Content Lake for the unmodified `@sanity/client` and Studio: real documents, queries, transactions and pictures. */
export function createLake(options: LakeOptions) {
  const { dataDir, publicUrl } = options;
  const isSecure = publicUrl.startsWith('https:');
  const database = openDatabase(dataDir);
  const history = createHistory(database);
  const store = createStore(database, history);
  const listeners = createListeners(history);
  const transactions = createTransactions(store, (transaction) => {
    listeners.publish(transaction);
    options.onCommit?.(transaction);
  });
  const images = createImages(dataDir);
  const accounts = createAccounts(dataDir);
  const sessions = createSessions(database, accounts);
  const callers = createCallers({ token: options.token, sessions, isSecure });

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  // Only nginx on this machine or in its own network of containers, which has settled by then whose word counts, may say where
  // somebody comes from.
  app.set('trust proxy', ['loopback', 'uniquelocal']);

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', documents: store.all().length, listeners: listeners.count() });
  });
  app.use(
    createLoginRoutes({
      accounts,
      sessions,
      attempts: createAttempts(database),
      isSecure,
      getConferenceName: () => nameOf(store.all().find(({ _type, _id }) => _type === 'event' && isPublicId(_id))),
      onRefused: options.onLoginRefused ?? (() => {}),
    }),
  );
  app.get('/images/:project/:dataset/:name', createImageRoute(images));
  app.use(
    '/:version(v1|vX|v\\d{4}-\\d{2}-\\d{2})',
    createApiRoutes({
      store,
      history,
      transactions,
      listeners,
      images,
      callers,
      sessions,
      isSecure,
      keyValues: createKeyValues(database),
      mutationLimit: createRateLimit(options.mutationsPerSecond ?? 25),
      publicUrl,
      dataDir,
    }),
  );
  app.use(createUnknown(options.onUnknown ?? (() => {})));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = toLakeError(error);
    if (known.statusCode >= 500) options.onError?.(error instanceof Error ? error : new Error(String(error)));
    if (response.headersSent) response.destroy();
    else response.status(known.statusCode).json(known.body);
  });

  const server: Server = createServer(app);
  const sockets = serveSockets(server, { callers, listeners, presence: createPresence() });
  return {
    server,
    store,
    transactions,
    images,
    async close(): Promise<void> {
      listeners.close();
      sockets.close();
      server.closeIdleConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Waits for the answers under way, not for a client that keeps its connection.
      setTimeout(() => server.closeAllConnections(), 2_000).unref();
      if (server.listening) await closed;
      database.close();
    },
  };
}

const nameOf = (event: LakeDocument | undefined): string | null =>
  typeof event?.name === 'string' ? event.name : null;

const maxRemembered = 500;

function createUnknown(tell: (event: { method: string; path: string }) => void) {
  const told = new Set<string>();
  return ({ method, path }: Request, _response: Response, next: NextFunction) => {
    const asked = `${method} ${path}`;
    if (!told.has(asked) && told.size < maxRemembered) {
      told.add(asked);
      tell({ method, path });
    }
    next(apiError(404, 'The lake has nothing at this address'));
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
