import { randomUUID } from 'node:crypto';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type {
  ContentService,
  InvoiceService,
  Logger,
  OrderService,
  PaymentService,
  TicketService,
  Visitor,
} from '../context.ts';
import { createCompression } from './compression.ts';
import { createRequestMetrics, type Metrics } from './metrics.ts';
import { refuse } from './refuse.ts';
import { createRoutePattern } from './route-pattern.ts';
import { allowNonce, allowPaymentScript, createSecurityHeaders } from './security-headers.ts';
import { createTurns } from './take-turns.ts';
import type { CountGuess } from './voucher-guesses.ts';

export type AppParts = {
  build: ServerBuild;
  /** The folder of the built client files, served under `/assets/`. */
  clientDirectory: string;
  content: ContentService;
  orders: OrderService;
  payments: PaymentService;
  tickets: TicketService;
  countGuess: CountGuess;
  invoices: InvoiceService;
  getVisitor: (cookieHeader: string | undefined) => Promise<Visitor>;
  health: RequestHandler;
  /** Sends what is only read to another container while this one leaves. */
  sendElsewhere: RequestHandler;
  rateLimit: RequestHandler;
  /** `/organizer/api`, with guards and limits of its own: it takes JSON, and its limits are for people at work. */
  organizerApi: RequestHandler;
  /** `/webhooks/paypal`: JSON from no browser, judged by its signature, with a limit of its own; null where none is registered. */
  webhooks: RequestHandler | null;
  /** `POST /webhooks/sanity`, with a limit of its own. */
  sanityWebhook: RequestHandler[];
  metrics: Metrics;
  log: Logger;
  publicBaseUrl: string;
  isDemo: boolean;
  /** Express's `trust proxy`: the addresses whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  imageOrigins: string[];
  /** Where PayPal's approval page and script are; null where no payment is configured. */
  paymentOrigins: { form: string[]; script: string[] } | null;
};

/** The web worker's request handling, in the order in which a request passes it. */
export function createApp(parts: AppParts): Express {
  const isSecure = parts.publicBaseUrl.startsWith('https:');
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies);

  app.use(nameRequest);
  app.use(parts.sendElsewhere);
  app.use(createRequestMetrics(parts.metrics, createRoutePattern(parts.build.routes)));
  app.use(
    createSecurityHeaders({
      imageOrigins: parts.imageOrigins,
      formOrigins: parts.paymentOrigins?.form ?? [],
      isSecure,
    }),
  );
  app.use(createCompression());
  app.get('/api/health', parts.health);
  // Not before: a worker with much to do is not ill.
  app.use(createTurns());
  app.use(
    '/assets',
    express.static(`${parts.clientDirectory}/assets`, {
      immutable: true,
      maxAge: '1y',
      fallthrough: false,
      redirect: false,
    }),
  );
  app.use('/organizer/api', parts.organizerApi);
  if (parts.webhooks) app.use('/webhooks/paypal', parts.webhooks);
  app.post('/webhooks/sanity', ...parts.sanityWebhook);
  app.use(parts.rateLimit);
  app.use(refuse);
  app.use(refuseOldData);
  app.all(
    '*',
    createRequestHandler({
      build: parts.build,
      // Otherwise NODE_ENV would decide whether the stack of an error reaches the visitor.
      mode: 'production',
      getLoadContext: (request, response) => ({
        content: parts.content,
        orders: parts.orders,
        payments: parts.payments,
        tickets: parts.tickets,
        invoices: parts.invoices,
        getVisitor: () => parts.getVisitor(request.headers.cookie),
        voucherGuesses: { begin: (sessionId) => parts.countGuess({ address: request.ip ?? 'unknown', sessionId }) },
        get cspNonce() {
          return allowNonce(response);
        },
        allowPaymentScript: () => {
          if (parts.paymentOrigins) allowPaymentScript(response, parts.paymentOrigins.script);
        },
        refusedStatus: response.locals.refusedStatus ?? null,
        log: parts.log,
        publicBaseUrl: parts.publicBaseUrl,
        isDemo: parts.isDemo,
      }),
    }),
  );
  app.use(createErrorHandler(parts.log));
  return app;
}

const requestIdForm = /^[\w-]{8,64}$/;

const nameRequest: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const requestId = given && requestIdForm.test(given) ? given : randomUUID();
  response.locals.requestId = requestId;
  response.set('X-Request-Id', requestId);
  next();
};

/** How pages of earlier Remix versions asked for data. None of ours does; Remix would answer, and log an error each time. */
const refuseOldData: RequestHandler = ({ query }, _response, next) => {
  next(query._data === undefined ? undefined : Object.assign(new Error('an old data request'), { status: 400 }));
};

function statusOf(error: { status?: unknown; code?: unknown } | undefined): number {
  // A host, or an address, that no browser would send.
  if (error?.code === 'ERR_INVALID_URL') return 400;
  return typeof error?.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : 500;
}

/** The last resort, for what failed outside a route. Says nothing of the inside. */
function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const status = statusOf(error);
    if (status === 500)
      log.error({ error, path: request.path, requestId: response.locals.requestId }, 'request failed');
    if (response.headersSent) return next(error);
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('text')
      .send(
        status === 500 ? 'Something went wrong on our side. Please try again.' : 'This address cannot be answered.',
      );
  };
}
