import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import type { RequestHandler } from 'express';
import { createRedis } from '../../platform/redis.ts';
import { createVisitor } from '../../proofs/visitors/create-visitor.ts';
import { ensureBuilt } from '../../scripts/build.ts';
import type { ContentService, PaymentService, TicketService } from '../../server/context.ts';
import { createApp } from '../../server/http/create-app.ts';
import { createHealth, type HealthState } from '../../server/http/health.ts';
import { createMetrics } from '../../server/http/metrics.ts';
import { createRateLimit } from '../../server/http/rate-limit.ts';
import { createVisitors } from '../../server/http/session.ts';
import { createGuessCount } from '../../server/http/voucher-guesses.ts';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { createOrderService } from '../../server/orders/create-order-service.ts';
import { signOrder } from '../../server/orders/order-link.ts';
import { createInvoiceService } from '../../server/tickets/create-invoice-service.ts';
import { startRedisServer } from '../redis-server.ts';
import { catalogueOf, ticketType, voucher } from './open-test-ledger.ts';
import { createTestContent } from './test-content.ts';

export const linkSecret = 'the-order-links-of-a-test'.padEnd(40, '.');

/** What tests sell: `community`, `paid` and, with a voucher, `speaker` share 200 seats, `workshop` has 3. */
export const catalogue = catalogueOf(
  { main: 200, workshop: 3 },
  [
    ticketType('community', ['main'], { name: 'Community', maxPerOrder: 4, maxPerPerson: 6 }),
    ticketType('workshop', ['workshop'], { name: 'Workshop', maxPerOrder: 4 }),
    ticketType('paid', ['main'], { name: 'Paid', priceCents: 9_900 }),
    ticketType('later', ['main'], { name: 'Later', salesStartAt: Date.UTC(2090, 0, 1) }),
    ticketType('speaker', ['main'], { name: 'Backstage', isHidden: true }),
  ],
  [
    voucher('guest', {
      code: 'GUEST-2031',
      gives: { kind: 'percent', percentOff: 100 },
      ticketTypeIds: ['paid', 'speaker'],
    }),
    voucher('few', {
      code: 'FEW-PLACES',
      gives: { kind: 'price', priceCents: 0 },
      ticketTypeIds: ['paid'],
      maxUses: 1,
    }),
    voucher('rush', {
      code: 'RUSH-FIVE',
      gives: { kind: 'price', priceCents: 0 },
      ticketTypeIds: ['paid'],
      maxUses: 5,
    }),
    voucher('later', { code: 'MUCH-LATER', validFromAt: Date.UTC(2090, 0, 1) }),
  ],
);

export type TestSite = Awaited<ReturnType<typeof openTestSite>>;

/** The built site on a ledger and a cache of its own, in this process: everything of a web worker but nginx and Sanity. */
export async function openTestSite({
  publicBaseUrl,
  content = createTestContent(),
  organizerApi = (_request, response) => void response.status(404).end(),
}: {
  publicBaseUrl?: string;
  content?: ContentService;
  organizerApi?: RequestHandler;
} = {}) {
  await ensureBuilt();
  const [ledgerServer, cacheServer] = await Promise.all([startRedisServer(), startRedisServer([])]);
  const logged: object[] = [];
  const note = (fields: object, message: string) => {
    logged.push({ ...fields, message });
  };
  const log = { info: note, warn: note, error: note };
  const connect = (url: string, commandTimeoutMs: number) =>
    createRedis(url, { name: 'test', onError: () => {}, commandTimeoutMs });
  // A ledger that a test takes away is given up sooner than in production, where it may be back in a second; a cache later,
  // so that a page which waits for it is noticed.
  const ledgerRedis = connect(ledgerServer.url, 300);
  const cacheRedis = connect(cacheServer.url, 3_000);
  const clock = { aheadMs: 0 };
  const now = () => Date.now() + clock.aheadMs;
  const ledger = createLedger({ redis: ledgerRedis, eventId: 'test', nowMs: now });
  await ledger.applyCatalogue(catalogue);

  const metrics = createMetrics({});
  const health: HealthState = { isDraining: false };
  const siteUrl = new URL('../../build/app/server/index.js', import.meta.url);
  const app = createApp({
    build: (await import(/* @vite-ignore */ siteUrl.href)) as ServerBuild,
    clientDirectory: fileURLToPath(new URL('../client', siteUrl)),
    content,
    orders: createOrderService({ ledger, linkSecret, holdMinutes: 15, sellsPaidTickets: false, now }),
    // No test here pays, or asks for a ticket.
    payments: {} as PaymentService,
    tickets: {} as TicketService,
    invoices: createInvoiceService({ ledger }),
    organizerApi,
    webhooks: null,
    sanityWebhook: [(_request, response) => void response.status(404).end()],
    getVisitor: createVisitors({
      redis: cacheRedis,
      secret: 'the-sessions-of-a-test'.padEnd(40, '.'),
      isSecure: publicBaseUrl?.startsWith('https:') ?? false,
    }),
    health: createHealth({
      state: health,
      version: 'test',
      container: 'test',
      worker: 0,
      pingLedger: () => ledgerRedis.ping(),
      getContentState: () => ({ status: 'fresh' }),
    }),
    countGuess: createGuessCount({ redis: cacheRedis, onLimited: () => {}, isVenue: () => false }),
    sendElsewhere: (_request, _response, next) => next(),
    rateLimit: createRateLimit({ redis: cacheRedis, onLimited: () => {}, isVenue: () => false }),
    metrics,
    log,
    publicBaseUrl: publicBaseUrl ?? 'http://127.0.0.1',
    isDemo: false,
    trustedProxies: ['loopback'],
    imageOrigins: [],
    paymentOrigins: null,
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  let visitors = 0;

  return {
    baseUrl,
    port,
    ledger,
    ledgerServer,
    cacheServer,
    health,
    /** Moves the clock of the ledger and of what is remembered of it; the pages' own stays. */
    clock,
    /** What the site has logged. */
    logged,
    /** Somebody at an address of their own, so that no test meets another one's limits. */
    newVisitor() {
      visitors += 1;
      const address = `10.1.${Math.floor(visitors / 250)}.${1 + (visitors % 250)}`;
      return { address, ...createVisitor({ baseUrl, address }) };
    },
    linkTo: (orderId: string) => `/orders/${orderId}?s=${signOrder(orderId, linkSecret)}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      ledgerRedis.disconnect();
      cacheRedis.disconnect();
      await Promise.all([ledgerServer.stop(), cacheServer.stop()]);
    },
  };
}
