import { createServer, type Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createAccessTokens } from './access-tokens.ts';
import { createApiRoutes } from './api-routes.ts';
import { createApprovalRoutes } from './approval-routes.ts';
import { createCalls } from './calls.ts';
import { createControlRoutes } from './control-routes.ts';
import { apiError, PayPalError } from './errors.ts';
import { createFaults } from './faults.ts';
import { createOrders } from './orders.ts';
import { createRefunds } from './refunds.ts';
import { createStore } from './store.ts';
import { renderWebSdk } from './web-sdk.ts';

export type PayPalOptions = {
  dataDir: string;
  clientId: string;
  secret: string;
  now?: () => Date;
  /** Told of what is this PayPal's own fault. */
  onError?: (error: Error) => void;
};

/** A local PayPal: real HTTP, real state, no real money. */
export function createPayPal({ dataDir, clientId, secret, now = () => new Date(), onError }: PayPalOptions) {
  const store = createStore(dataDir);
  const faults = createFaults(store);
  const calls = createCalls(store, faults);
  const tokens = createAccessTokens({ clientId, secret }, now);
  const orders = createOrders(store, now);
  const refunds = createRefunds(store, now);
  const parts = { store, tokens, calls, orders, refunds };

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requireLocalName);
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', orders: store.orders.count() });
  });
  app.get('/web-sdk/v6/core', (_request, response) => {
    response.type('text/javascript').set('Cache-Control', 'no-store').send(renderWebSdk({ clientId }));
  });
  app.use(createApprovalRoutes({ store, orders }));
  app.use('/control', createControlRoutes({ ...parts, faults }));
  app.use(createApiRoutes(parts));
  app.use((_request, _response, next) => next(apiError(404, null)));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = toPayPalError(error);
    if (known.status >= 500 && known !== error) onError?.(error instanceof Error ? error : new Error(String(error)));
    if (response.headersSent) response.destroy();
    else response.status(known.status).json(known.body);
  });

  const server: Server = createServer(app);
  return {
    server,
    async close(): Promise<void> {
      calls.close();
      server.closeIdleConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      setTimeout(() => server.closeAllConnections(), 2_000).unref();
      if (server.listening) await closed;
      store.close();
    },
  };
}

const localNames = ['127.0.0.1', 'localhost', '[::1]'];

/** A name elsewhere that somebody has pointed at this machine must not lead a browser's page in here. */
function requireLocalName(request: Request, response: Response, next: NextFunction): void {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (localNames.includes(name)) next();
  else response.status(421).json({ error: 'This is the local PayPal; ask for it by 127.0.0.1.' });
}

function toPayPalError(error: unknown): PayPalError {
  if (error instanceof PayPalError) return error;
  // Express's parsers put a status on theirs: a body that is no JSON, or too large.
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return status >= 400 && status < 500 ? apiError(400, 'MALFORMED_REQUEST_JSON') : apiError(500, null);
}
