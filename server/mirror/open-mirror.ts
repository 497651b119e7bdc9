import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import type { Gauge, Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { createMirrorClient } from '../content/create-sanity-client.ts';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createMirror, type Mirror, type WriteDocuments } from './create-mirror.ts';
import { createMirrorMetrics } from './mirror-metrics.ts';
import { createMirrorQueue } from './mirror-queue.ts';

/** The courier's mirror, put together from the configuration; one that does nothing where there is no token to write with. */
export function openMirror(parts: {
  config: Config;
  redis: Redis;
  ledger: Ledger;
  term: () => number | null;
  registry: Registry;
  outboxLag: Gauge<'reader'>;
  log: Logger;
}): Mirror {
  const { config, redis, ledger, term, registry, log } = parts;
  const client = createMirrorClient(config);
  const metrics = createMirrorMetrics(registry, parts.outboxLag);
  metrics.on.set(client ? 1 : 0);
  if (!client) {
    log.warn({}, 'orders are not mirrored to Sanity: SANITY_API_TOKEN is not set');
    return { deliver: async () => {}, measure: async () => {}, stop: () => {} };
  }
  const write: WriteDocuments = (documents) =>
    client.mutate(
      documents.map((createOrReplace) => ({ createOrReplace })),
      // Stored when it answers; that queries may find it a moment later is all that is given up.
      { visibility: 'async', returnDocuments: false, tag: 'mirror' },
    );
  const consumer = `${config.NAME}-${hostname()}`;
  const queue = createMirrorQueue({ redis, eventId: config.EVENT_ID, consumer });
  return createMirror({ queue, ledger, write, term, metrics, log });
}
