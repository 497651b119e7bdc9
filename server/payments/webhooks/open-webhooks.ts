import { rootCertificates } from 'node:tls';
import type { Redis } from 'ioredis';
import { Counter, type Registry } from 'prom-client';
import type { Config } from '../../config.ts';
import type { Logger } from '../../context.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PayPalSettings } from '../paypal-settings.ts';
import { createPayPalTransport } from '../paypal-transport.ts';
import type { Settle } from '../settle.ts';
import { type CertificateTrust, createCertificates } from './certificates.ts';
import { createWebhookDoor, webhookOutcomes } from './create-webhook-door.ts';
import { createSettleWebhook } from './settle-webhook.ts';
import type { VerifyWebhook } from './transmission.ts';
import { createPostbackVerification } from './verify-by-postback.ts';
import { createLocalVerification } from './verify-locally.ts';

type WebhookConfig = Pick<Config, 'PAYPAL_WEBHOOK_VERIFICATION' | 'PAYPAL_WEBHOOK_MAX_AGE_HOURS'>;

/** The door of a web worker for PayPal's webhooks; null where no webhook is registered. */
export function openWebhooks(parts: {
  config: WebhookConfig;
  settings: PayPalSettings;
  ledger: Ledger;
  settle: Settle;
  redis: Redis;
  registry: Registry;
  log: Logger;
}) {
  const { config, settings, ledger, log } = parts;
  if (!settings.webhookId) return null;
  const webhooks = new Counter({
    name: 'foyer_webhooks_total',
    help: "PayPal's webhooks by what became of them at the door",
    labelNames: ['outcome'],
    registers: [parts.registry],
  });
  for (const outcome of webhookOutcomes) webhooks.inc({ outcome }, 0);
  return createWebhookDoor({
    verify: createVerification(config, settings, settings.webhookId),
    ledger,
    settleWebhook: createSettleWebhook(parts),
    redis: parts.redis,
    onOutcome: (outcome) => webhooks.inc({ outcome }),
    log,
  });
}

function createVerification(config: WebhookConfig, settings: PayPalSettings, webhookId: string): VerifyWebhook {
  const askPayPal = createPostbackVerification(createPayPalTransport(settings), webhookId);
  if (config.PAYPAL_WEBHOOK_VERIFICATION === 'postback') return askPayPal;
  const getKey = createCertificates({ trust: trustOf(settings) });
  const maxAgeMs = config.PAYPAL_WEBHOOK_MAX_AGE_HOURS * 3_600_000;
  return createLocalVerification({ getKey, webhookId, maxAgeMs, askPayPal });
}

/** PayPal's certificates, vouched for by the roots that Node brings; the stand-in's by its own, and in stand-in mode alone. */
export function trustOf({ mode, baseUrl }: Pick<PayPalSettings, 'mode' | 'baseUrl'>): CertificateTrust {
  const path = '/v1/notifications/certs/';
  if (mode === 'stand-in') {
    return { urlPrefixes: [baseUrl + path], domain: 'paypal.localhost', roots: { url: `${baseUrl}${path}root` } };
  }
  const hosts =
    mode === 'production'
      ? ['api.paypal.com', 'api-m.paypal.com']
      : ['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'];
  return { urlPrefixes: hosts.map((host) => `https://${host}${path}`), domain: 'paypal.com', roots: rootCertificates };
}
