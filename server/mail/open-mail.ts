import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import type { Gauge, Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { ContentService, Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { toOrderLink } from '../orders/order-link.ts';
import { createTicketService } from '../tickets/create-ticket-service.ts';
import { createTicketSigner } from '../tickets/sign-tickets.ts';
import { parseTicketKey } from '../tickets/ticket-keys.ts';
import { createMailer } from './create-mailer.ts';
import { createSender } from './create-sender.ts';
import { createMailMetrics } from './mail-metrics.ts';
import { createMailQueue } from './mail-queue.ts';
import { toMailSettings } from './mail-settings.ts';

/** The courier's mail, put together from the configuration. */
export function openMail(parts: {
  config: Config;
  redis: Redis;
  ledger: Ledger;
  content: ContentService;
  term: () => number | null;
  registry: Registry;
  outboxLag: Gauge<'reader'>;
  log: Logger;
}) {
  const { config, redis, ledger, content, registry, log } = parts;
  const settings = toMailSettings(config);
  const sender = createSender(settings.smtpUrl);
  const signer = createTicketSigner({
    privateKey: parseTicketKey(config.TICKET_PRIVATE_KEY),
    eventId: config.EVENT_ID,
  });
  const mailer = createMailer({
    queue: createMailQueue({ redis, eventId: config.EVENT_ID, consumer: `${config.NAME}-${hostname()}` }),
    ledger,
    content,
    send: sender.send,
    term: parts.term,
    message: {
      tickets: createTicketService({ ledger, signer }),
      from: settings.from,
      publicBaseUrl: config.PUBLIC_BASE_URL,
      linkTo: (orderId) => toOrderLink(orderId, config.ORDER_LINK_SECRET),
    },
    metrics: createMailMetrics(registry, parts.outboxLag),
    log,
  });
  return { ...mailer, close: sender.close };
}
