import { createKeptLease } from '../platform/keep-lease.ts';
import { createLog } from '../platform/log.ts';
import { createRedis } from '../platform/redis.ts';
import { repeat } from '../platform/repeat.ts';
import { serveMetrics } from '../platform/serve-metrics.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { readConfig, usesStandIns } from './config.ts';
import { createContentService } from './content/create-content-service.ts';
import { createSanityClient, nameContentPlace } from './content/create-sanity-client.ts';
import type { DocumentProblem } from './content/parse-document.ts';
import { createProblemLog } from './content/problem-log.ts';
import { readCatalogue } from './content/read-catalogue.ts';
import { readWhenChanged, watchChanges } from './content/watch-changes.ts';
import { createWebhookNews, hearWebhooks } from './content/webhook-news.ts';
import { createCourierMetrics } from './courier/courier-metrics.ts';
import { createJobs } from './courier/jobs.ts';
import { createLogKeeper } from './courier/keep-logs.ts';
import { countNginxAnswers } from './courier/nginx-log.ts';
import { countRegistrations } from './http/count-registrations.ts';
import { createMetrics } from './http/metrics.ts';
import { createLedger } from './ledger/create-ledger.ts';
import { requireDurableLedger } from './ledger/durability.ts';
import { openMail } from './mail/open-mail.ts';
import { openMirror } from './mirror/open-mirror.ts';
import { createDailyComparison } from './payments/compare/compare-daily.ts';
import { createMoneyComparison } from './payments/compare/create-money-comparison.ts';
import { createDisputesLook } from './payments/compare/look-at-disputes.ts';
import { createSettlement } from './payments/create-settlement.ts';
import { paypalSettingsOf } from './payments/paypal-settings.ts';
import { createSettleUnsettled } from './payments/settle-unsettled.ts';
import { createSettleInbox } from './payments/webhooks/settle-inbox.ts';
import { createSettleWebhook } from './payments/webhooks/settle-webhook.ts';

const config = readConfig();
const log = createLog('courier', config.LOG_LEVEL);
const redis = createRedis(config.LEDGER_URL, {
  name: 'foyer-courier',
  onError: (error) => log.error({ error: error.message }, 'the ledger is away; trying again until it is back'),
});
await requireDurableLedger(redis);

const { registry, registrations, paypalDuration } = createMetrics({ container: config.NAME });
const metrics = createCourierMetrics(registry);
const client = createSanityClient(config);
const problemLog = createProblemLog(log);

// The courier needs the cache for this alone: what Sanity's webhook told a worker.
const cacheRedis = config.SANITY_WEBHOOK_SECRET
  ? createRedis(config.REDIS_URL, {
      name: 'foyer-courier',
      onError: (error) => log.error({ error: error.message }, 'the cache is away; trying again until it is back'),
      commandTimeoutMs: 1_000,
    })
  : null;
const watch = watchChanges({
  client,
  isListenerOn: config.SANITY_LISTENER === 'on',
  webhooks:
    cacheRedis && hearWebhooks({ news: createWebhookNews({ redis: cacheRedis, place: nameContentPlace(config) }) }),
  onRefused: (error) => log.error({ error: error.message }, 'changes of content cannot be heard; asking all the time'),
});

async function readReported() {
  const problems: DocumentProblem[] = [];
  const catalogue = await readCatalogue(client, (problem) => problems.push(problem));
  problemLog.collect('catalogue', (report) => problems.forEach(report));
  return catalogue;
}

// Payments that are settled here, without the buyer, are registrations too.
const timeFactor = config.PAYMENT_TIME_FACTOR;
const ledger = countRegistrations(createLedger({ redis, eventId: config.EVENT_ID, timeFactor }), registrations);
const { paypal, settle } = createSettlement({
  ledger,
  settings: paypalSettingsOf(config),
  holdMinutes: config.HOLD_MINUTES,
  timeFactor,
  duration: paypalDuration,
  log,
});
const settleWebhook = createSettleWebhook({ ledger, settle, log });
const jobs = createJobs({
  ledger,
  readCatalogue: readWhenChanged({ read: readReported, watch, maxAgeMs: 30_000 }),
  metrics,
  log,
});
const content = createContentService({ client, config, log, watch });
// Two couriers may run, so that one can stand by: what leaves the house leaves it by one of them. Short, as after a crash nobody
// sends until it has lapsed; three times as long as between two renewals.
const lease = createKeptLease({ redis, name: `courier:${config.EVENT_ID}`, ttlMs: 6_000 });
const outward = { config, redis, ledger, term: lease.term, registry, outboxLag: metrics.outboxLag, log };
const mail = openMail({ ...outward, content });
const mirror = openMirror(outward);

const compareDaily = createDailyComparison({
  ledger,
  settle,
  compare: createMoneyComparison({ ledger, paypal, timeFactor }),
  lookAtDisputes: createDisputesLook({ ledger, paypal, settle, log }),
  term: lease.term,
  onCompared: ({ at, differences }) => {
    metrics.lastComparison.set(at / 1000);
    metrics.moneyDifferences.set(differences);
  },
  timeFactor,
  log,
});

/** Each job with its pause between two runs. */
const schedule = [
  { name: 'catalogue', intervalMs: 2_000, run: jobs.syncCatalogue },
  { name: 'expiry', intervalMs: 1_000, run: jobs.expireHolds },
  { name: 'transfers', intervalMs: 1_000, run: jobs.sweepTransfers },
  { name: 'payments', intervalMs: 1_000, run: createSettleUnsettled({ ledger, settle, log }) },
  { name: 'webhooks', intervalMs: 1_000, run: createSettleInbox({ ledger, settleWebhook, log }) },
  { name: 'inbox-lag', intervalMs: 5_000, run: jobs.measureInbox },
  { name: 'lease', intervalMs: 2_000, run: lease.renew },
  { name: 'mail', intervalMs: 500, run: mail.deliver },
  { name: 'mail-lag', intervalMs: 5_000, run: mail.measure },
  { name: 'mirror', intervalMs: 500, run: mirror.deliver },
  { name: 'mirror-lag', intervalMs: 5_000, run: mirror.measure },
  { name: 'compare', intervalMs: Math.max(5_000, 600_000 * timeFactor), run: compareDaily },
  { name: 'trim', intervalMs: 600_000, run: jobs.trimOutbox },
  { name: 'recount', intervalMs: 60_000, run: jobs.recount },
  ...(config.LOG_DIR ? [{ name: 'logs', intervalMs: 60_000, run: createLogKeeper(config.LOG_DIR) }] : []),
];
const repeaters = schedule.map(({ name, intervalMs, run }) =>
  repeat({
    intervalMs,
    job: async () => {
      await run();
      metrics.jobFailing.set({ name }, 0);
    },
    onOutage: (error) => {
      metrics.jobFailing.set({ name }, 1);
      log.error(
        { job: name, error: error instanceof Error ? error.message : String(error) },
        'job fails; it is tried again',
      );
    },
    onRecovery: () => log.info({ job: name }, 'job works again'),
  }),
);

const metricsPort = config.COURIER_METRICS_PORT;
const metricsServer = serveMetrics(registry, {
  host: config.HOST,
  port: metricsPort,
  onTaken: () => log.info({ metricsPort }, 'the port for metrics is taken; waiting for it'),
});
const nginxAnswers = countNginxAnswers(registry, {
  host: config.HOST,
  port: metricsPort,
  onError: (error) => log.warn({ metricsPort, error: error.message }, "cannot hear nginx's log; trying again"),
});
log.info({ metricsPort }, 'at work');
if (usesStandIns(config)) log.warn({}, 'DEMO: content or payments are made up on this machine; nothing is charged');
process.send?.('ready');

onShutdown(async (signal) => {
  log.info({ signal }, 'closing');
  watch.stop();
  mail.stop();
  mirror.stop();
  await Promise.all(repeaters.map((repeater) => repeater.stop()));
  await lease.release().catch(() => {});
  mail.close();
  metricsServer.close();
  nginxAnswers.close();
  redis.disconnect();
  cacheRedis?.disconnect();
});
