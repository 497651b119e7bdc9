import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import packageJson from '../package.json' with { type: 'json' };
import { createLog } from '../platform/log.ts';
import { parseNetworks } from '../platform/networks.ts';
import { createRedis } from '../platform/redis.ts';
import { serveMetrics } from '../platform/serve-metrics.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { readConfig, usesStandIns } from './config.ts';
import { createContentReads, createWebhookCount, measureContent } from './content/content-metrics.ts';
import { createContentService } from './content/create-content-service.ts';
import { createSanityClient, imageOriginOf, nameContentPlace } from './content/create-sanity-client.ts';
import { createSanityWebhook } from './content/sanity-webhook.ts';
import { createSharedAnswers } from './content/shared-answers.ts';
import { watchChanges } from './content/watch-changes.ts';
import { createWebhookNews, hearWebhooks } from './content/webhook-news.ts';
import { answerMetrics } from './http/answer-metrics.ts';
import { countRegistrations } from './http/count-registrations.ts';
import { createApp } from './http/create-app.ts';
import { createDrain } from './http/drain.ts';
import { createHealth, type HealthState } from './http/health.ts';
import { createLeaving } from './http/leaving.ts';
import { measureLedger } from './http/measure-ledger.ts';
import { createMetrics } from './http/metrics.ts';
import { createRateLimit, type LimitKind, limitKinds } from './http/rate-limit.ts';
import { createVisitors } from './http/session.ts';
import { createGuessCount } from './http/voucher-guesses.ts';
import { createLedger } from './ledger/create-ledger.ts';
import { requireDurableLedger } from './ledger/durability.ts';
import { createMoneyPages } from './ledger/money-pages.ts';
import { createOrderPages } from './ledger/order-pages.ts';
import { createOrderId, createOrderService } from './orders/create-order-service.ts';
import { createAskWho } from './organizer/ask-who.ts';
import { createMoney } from './organizer/create-money.ts';
import { createSummary } from './organizer/create-summary.ts';
import { createGuards } from './organizer/guard.ts';
import { createIdentifyOrganizer } from './organizer/identify-organizer.ts';
import { createOrganizerApi } from './organizer/organizer-api.ts';
import { createPaymentService } from './payments/create-payment-service.ts';
import { createSettlement } from './payments/create-settlement.ts';
import { paymentOriginsOf, paypalSettingsOf } from './payments/paypal-settings.ts';
import { openWebhooks } from './payments/webhooks/open-webhooks.ts';
import { createInvoiceService } from './tickets/create-invoice-service.ts';
import { createTicketService } from './tickets/create-ticket-service.ts';
import { createTicketSigner } from './tickets/sign-tickets.ts';
import { parseTicketKey } from './tickets/ticket-keys.ts';

const config = readConfig();
const { version } = packageJson;
const worker = config.NODE_APP_INSTANCE;
const log = createLog('web', config.LOG_LEVEL).child({ worker });
const say = (server: string) => ({
  name: `foyer-web-${worker}`,
  onError: (error: Error) => log.error({ error: error.message }, `${server} is away; trying again until it is back`),
});

const ledgerRedis = createRedis(config.LEDGER_URL, say('the ledger'));
const cacheRedis = createRedis(config.REDIS_URL, { ...say('the cache'), commandTimeoutMs: 1_000 });
await requireDurableLedger(ledgerRedis);

const metrics = createMetrics({ container: config.NAME, worker: String(worker) });
const ledger = countRegistrations(
  measureLedger(
    createLedger({ redis: ledgerRedis, eventId: config.EVENT_ID, timeFactor: config.PAYMENT_TIME_FACTOR }),
    metrics.ledgerDuration,
  ),
  metrics.registrations,
);
const signer = createTicketSigner({
  privateKey: parseTicketKey(config.TICKET_PRIVATE_KEY),
  eventId: config.EVENT_ID,
});
const paypalSettings = paypalSettingsOf(config);
const { paypal, settle } = createSettlement({
  ledger,
  settings: paypalSettings,
  holdMinutes: config.HOLD_MINUTES,
  timeFactor: config.PAYMENT_TIME_FACTOR,
  duration: metrics.paypalDuration,
  log,
});
const contentClient = createSanityClient(config);
const contentPlace = nameContentPlace(config);
const webhookNews = createWebhookNews({ redis: cacheRedis, place: contentPlace });
const contentWatch = watchChanges({
  client: contentClient,
  isListenerOn: config.SANITY_LISTENER === 'on',
  webhooks: config.SANITY_WEBHOOK_SECRET ? hearWebhooks({ news: webhookNews }) : null,
  onRefused: (error) => log.error({ error: error.message }, 'changes of content cannot be heard; asking every second'),
});
const countRead = createContentReads(metrics.registry);
const content = createContentService({
  client: contentClient,
  config,
  log,
  watch: contentWatch,
  shared: createSharedAnswers({ redis: cacheRedis, place: contentPlace, onRead: countRead }),
  onHit: (ageMs) => countRead('process', ageMs),
});
measureContent(metrics.registry, content);
// Shown at 0 from the start: a rate sees nothing of a counter's first appearance.
for (const kind of limitKinds) metrics.limited.inc({ kind }, 0);
const health: HealthState = { isDraining: false };
const leaving = createLeaving();

const tickets = createTicketService({ ledger, signer });
const countLimited = (kind: LimitKind) => metrics.limited.inc({ kind });
const isVenue = parseNetworks(config.VENUE_NETWORKS).includes;
const orderPages = createOrderPages({ redis: ledgerRedis, eventId: config.EVENT_ID, ledger });
const organizerApi = createOrganizerApi({
  guards: createGuards({
    redis: cacheRedis,
    identify: createIdentifyOrganizer(createAskWho(config)),
    onLimited: countLimited,
  }),
  ledger,
  pages: orderPages,
  getSummary: createSummary({
    pages: orderPages,
    getTimeZone: () =>
      content.getConference().then(
        ({ timeZone }) => timeZone,
        () => 'UTC',
      ),
  }),
  getMoney: createMoney({ pages: createMoneyPages({ redis: ledgerRedis, eventId: config.EVENT_ID }), ledger }),
  // Content that cannot be read must not keep organizers from their list.
  getQuestions: () => content.getQuestions().catch(() => []),
  tickets,
  createOrderId,
  log,
});

const siteUrl = new URL('../app/server/index.js', import.meta.url);
const build: ServerBuild = await import(siteUrl.href);
const app = createApp({
  build,
  clientDirectory: fileURLToPath(new URL('../client', siteUrl)),
  content,
  orders: createOrderService({
    ledger,
    linkSecret: config.ORDER_LINK_SECRET,
    holdMinutes: config.HOLD_MINUTES,
    sellsPaidTickets: true,
  }),
  payments: createPaymentService({
    ledger,
    paypal,
    settle,
    settings: paypalSettings,
    linkSecret: config.ORDER_LINK_SECRET,
    publicBaseUrl: config.PUBLIC_BASE_URL,
    // Content that cannot be read must not keep anybody from paying.
    getBrandName: () =>
      content.getConference().then(
        ({ name }) => name,
        () => '',
      ),
    log,
  }),
  tickets,
  invoices: createInvoiceService({ ledger }),
  organizerApi,
  webhooks: openWebhooks({
    config,
    settings: paypalSettings,
    ledger,
    settle,
    redis: cacheRedis,
    registry: metrics.registry,
    log,
  }),
  sanityWebhook: createSanityWebhook({
    secret: config.SANITY_WEBHOOK_SECRET,
    redis: cacheRedis,
    news: webhookNews,
    onOutcome: createWebhookCount(metrics.registry),
    log,
  }),
  getVisitor: createVisitors({
    redis: cacheRedis,
    secret: config.SESSION_SECRET,
    isSecure: config.PUBLIC_BASE_URL.startsWith('https:'),
  }),
  health: createHealth({
    state: health,
    version,
    container: hostname(),
    worker,
    pingLedger: () => ledgerRedis.ping(),
    getContentState: () => content.getState(),
  }),
  rateLimit: createRateLimit({ redis: cacheRedis, onLimited: countLimited, isVenue }),
  sendElsewhere: leaving.sendElsewhere,
  countGuess: createGuessCount({ redis: cacheRedis, onLimited: countLimited, isVenue }),
  metrics,
  log,
  publicBaseUrl: config.PUBLIC_BASE_URL,
  isDemo: usesStandIns(config),
  trustedProxies: config.TRUSTED_PROXIES.split(',')
    .map((address) => address.trim())
    .filter(Boolean),
  imageOrigins: imageOriginOf(config),
  paymentOrigins: paymentOriginsOf(paypalSettings),
});

const metricsPort = config.METRICS_PORT + worker;
const metricsServer = serveMetrics(metrics.registry, {
  host: config.HOST,
  port: metricsPort,
  onTaken: () => log.info({ metricsPort }, 'the port for metrics is taken; waiting for it'),
});
answerMetrics(metrics.registry, process);
const server = app.listen(config.PORT, config.HOST, () => {
  log.info({ port: config.PORT }, 'open');
  if (usesStandIns(config)) log.warn({}, 'DEMO: content or payments are made up on this machine; nothing is charged');
  process.send?.('ready');
});
// Longer than nginx keeps its idle connections, so that it is never the worker that closes one under a request.
server.keepAliveTimeout = 65_000;
const drain = createDrain(server);

// What is under way has until shortly before PM2 loses patience (kill_timeout).
onShutdown(async (signal) => {
  log.info({ signal }, 'closing');
  health.isDraining = true;
  metricsServer.close();
  if (config.LEAVING_FILE && existsSync(config.LEAVING_FILE)) await leaving.letNginxKnow();
  await drain();
  contentWatch.stop();
  ledgerRedis.disconnect();
  cacheRedis.disconnect();
}, 18_000);
