import { createLog } from '../../platform/log.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { seedWhenEmpty } from '../seed/seed.ts';
import { readLakeConfig } from './config.ts';
import { createLake } from './create-lake.ts';
import { createWebhookSender } from './webhook/send-webhooks.ts';

const log = createLog('content-lake');

function fail(error: unknown): never {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

try {
  const config = readLakeConfig();
  let webhooks: ReturnType<typeof createWebhookSender> | null = null;
  const lake = createLake({
    dataDir: config.LAKE_DATA_DIR,
    token: config.LAKE_TOKEN,
    publicUrl: config.LAKE_PUBLIC_URL,
    mutationsPerSecond: config.LAKE_MUTATIONS_PER_SECOND,
    onCommit: (transaction) => webhooks?.publish(transaction),
    onUnknown: (event) => log.info(event, 'nothing is here'),
    onLoginRefused: (event) => log.warn(event, 'somebody could not sign in'),
    onError: (error) => log.error({ error: error.message }, 'a request failed'),
  });
  const seeded = await seedWhenEmpty(lake, config.LAKE_PUBLIC_URL);
  if (seeded > 0) log.info({ documents: seeded }, 'seeded an empty lake with the sample conference');
  // From here on: whoever starts with this lake reads the sample conference anyway.
  if (config.LAKE_WEBHOOK_URL && config.SANITY_WEBHOOK_SECRET) {
    webhooks = createWebhookSender({
      url: config.LAKE_WEBHOOK_URL,
      secret: config.SANITY_WEBHOOK_SECRET,
      onFailure: (problem) => log.warn({ problem }, 'a webhook is not taken; sending it again'),
    });
  }
  lake.server.on('error', (error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    fail(isTaken ? `The port ${config.LAKE_PORT} is taken: stop what uses it, or set LAKE_PORT` : error);
  });
  lake.server.listen(config.LAKE_PORT, config.LAKE_HOST, () => {
    const address = lake.server.address();
    const port = typeof address === 'object' ? address?.port : config.LAKE_PORT;
    log.info({ host: config.LAKE_HOST, port, documents: lake.store.all().length }, 'listening');
    process.send?.('ready');
  });
  onShutdown(() => {
    webhooks?.close();
    return lake.close();
  });
} catch (error) {
  fail(error);
}
