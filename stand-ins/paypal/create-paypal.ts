import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createRandom } from '../../platform/random.ts';
import { isKnownName } from '../place.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createApiRoutes } from './api-routes.ts';
import { createApprovalRoutes } from './approval-routes.ts';
import { createCalls } from './calls.ts';
import { createControlRoutes } from './control-routes.ts';
import { createDisputes } from './disputes.ts';
import { apiError, PayPalError } from './errors.ts';
import { createFaults } from './faults.ts';
import { createOrders } from './orders.ts';
import { createRefunds } from './refunds.ts';
import { createStore } from './store.ts';
import { renderWebSdk } from './web-sdk.ts';
import { createWebhooks, type Registration } from './webhooks/create-webhooks.ts';
import { createSigningKeys } from './webhooks/signing-keys.ts';
import { createWebhookControl } from './webhooks/webhook-control.ts';

export type PayPalOptions = {
  dataDir: string;
  clientId: string;
  secret: string;
  /** Where the site finds it; by default at 127.0.0.1. */
  ownUrl?: string | undefined;
  /** Where buyers' browsers find it; by default where the site asks for it. */
  publicUrl?: string | undefined;
  now?: () => Date;
  /** Who is told by webhooks what happens; nobody unless said. */
  webhook?: Registration | null;
  /** Seconds between two tries to tell it. */
  webhookRetrySeconds?: number[];
  /** How long an order lives that nobody approves, or captures. */
  orderLifeMs?: number;
  /** The same chances each time, for faults and plans that meet a share; another course after each restart. Unless told, new ones. */
  randomSeed?: number | undefined;
  /** Told of what is this PayPal's own fault. */
  onError?: (error: Error) => void;
};

const usualOrderLifeMs = 3 * 60 * 60_000;
/** PayPal says how often and how long, not when; dense at first, as a shop that restarts is back in a minute. */
const usualRetrySeconds = [10, 30, 120, 600, 1800, 3600, 10_800, 14_400];

/** A local PayPal: real HTTP, real state, no real money. */
export function createPayPal(options: PayPalOptions) {
  const { dataDir, clientId, secret, ownUrl, publicUrl, now = () => new Date(), onError } = options;
  const store = createStore(dataDir);
  const { randomSeed } = options;
  const random = randomSeed === undefined ? Math.random : createRandom(randomSeed + store.orders.count());
  const faults = createFaults(store, random);
  const calls = createCalls(store, faults);
  const tokens = createAccessTokens({ clientId, secret }, now);
  const keys = createSigningKeys(dataDir, now);
  const originOf = () => ownUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo | null)?.port ?? 0}`;
  const { webhook: registration = null, webhookRetrySeconds: retrySeconds = usualRetrySeconds } = options;
  const webhooks = createWebhooks({ store, keys, originOf, now, retrySeconds, registration, random });
  const { orderLifeMs: lifeMs = usualOrderLifeMs } = options;
  const orders = createOrders(store, now, { tell: webhooks.tell, lifeMs });
  const refunds = createRefunds(store, now, webhooks.tell);
  const disputes = createDisputes(store, now, webhooks.tell);
  const parts = { store, tokens, calls, orders, refunds, disputes, keys, webhooks, now };

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  if (publicUrl) app.set('approval origin', new URL(publicUrl).origin);
  app.use(requireLocalName);
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', orders: store.orders.count() });
  });
  app.get('/web-sdk/v6/core', (_request, response) => {
    response.type('text/javascript').set('Cache-Control', 'no-store').send(renderWebSdk({ clientId }));
  });
  app.use(createApprovalRoutes({ store, orders }));
  app.use('/control', createControlRoutes({ ...parts, faults }));
  app.use('/control', createWebhookControl(webhooks, disputes));
  app.use(createApiRoutes(parts));
  app.use((_request, _response, next) => next(apiError(404, null)));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = toPayPalError(error);
    if (known.status >= 500 && known !== error) onError?.(error instanceof Error ? error : new Error(String(error)));
    if (response.headersSent) response.destroy();
    else response.status(known.status).json(known.body);
  });

  const server: Server = createServer(app);
  server.once('listening', webhooks.begin);
  return {
    server,
    async close(): Promise<void> {
      calls.close();
      webhooks.close();
      server.closeIdleConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      setTimeout(() => server.closeAllConnections(), 2_000).unref();
      if (server.listening) await closed;
      store.close();
    },
  };
}

/** A name elsewhere that somebody has pointed at this machine must not lead a browser's page in here. */
function requireLocalName(request: Request, response: Response, next: NextFunction): void {
  if (isKnownName(request.headers.host, 'paypal')) next();
  else response.status(421).json({ error: 'This is the local PayPal; ask for it by 127.0.0.1.' });
}

function toPayPalError(error: unknown): PayPalError {
  if (error instanceof PayPalError) return error;
  // Express's parsers put a status on theirs: a body that is no JSON, or too large.
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return status >= 400 && status < 500 ? apiError(400, 'MALFORMED_REQUEST_JSON') : apiError(500, null);
}
