import { createLog } from '../../platform/log.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { readPayPalStandInConfig } from './config.ts';
import { createPayPal } from './create-paypal.ts';

const log = createLog('paypal');

function fail(error: unknown): never {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

try {
  const config = readPayPalStandInConfig();
  const { PAYPAL_STAND_IN_WEBHOOK_ID: id, PAYPAL_STAND_IN_WEBHOOK_URL: url } = config;
  const paypal = createPayPal({
    dataDir: config.PAYPAL_DATA_DIR,
    clientId: config.PAYPAL_STAND_IN_CLIENT_ID,
    secret: config.PAYPAL_STAND_IN_CLIENT_SECRET,
    webhook: id && url ? { id, url } : null,
    webhookRetrySeconds: config.PAYPAL_WEBHOOK_RETRY_SECONDS,
    orderLifeMs: config.PAYPAL_ORDER_LIFE_SECONDS * 1000,
    randomSeed: config.PAYPAL_RANDOM_SEED,
    ownUrl: config.PAYPAL_STAND_IN_URL,
    publicUrl: config.PAYPAL_PUBLIC_URL,
    onError: (error) => log.error({ error: error.message }, 'a request failed'),
  });
  paypal.server.on('error', (error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    fail(isTaken ? `The port ${config.PAYPAL_PORT} is taken: stop what uses it, or set PAYPAL_PORT` : error);
  });
  paypal.server.listen(config.PAYPAL_PORT, config.PAYPAL_HOST, () => {
    const address = paypal.server.address();
    log.info({ host: config.PAYPAL_HOST, port: typeof address === 'object' ? address?.port : null }, 'listening');
    process.send?.('ready');
  });
  onShutdown(() => paypal.close());
} catch (error) {
  fail(error);
}
