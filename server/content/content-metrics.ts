import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CacheState } from './cached-reads.ts';
import { type WebhookOutcome, webhookOutcomes } from './sanity-webhook.ts';

/** Where a worker found content that it was asked for: in its own memory, in the Redis all workers share, or at Sanity. */
export type ReadLayer = 'process' | 'redis' | 'sanity';

/** Told of each read: who answered it, and how old that answer was. */
export function createContentReads(registry: Registry): (layer: ReadLayer, ageMs: number) => void {
  const reads = new Counter({
    name: 'foyer_content_reads_total',
    help: 'Reads of content by the layer that answered',
    labelNames: ['layer'],
    registers: [registry],
  });
  // Shown at 0 from the start: a rate sees nothing of a counter's first appearance.
  for (const layer of ['process', 'redis', 'sanity']) reads.inc({ layer }, 0);
  const ages = new Histogram({
    name: 'foyer_content_read_age_seconds',
    help: 'How long before it was read an answer had been asked for, by the layer that gave it',
    labelNames: ['layer'],
    buckets: [0.5, 1, 2, 5, 15, 30, 60],
    registers: [registry],
  });
  return (layer, ageMs) => {
    reads.inc({ layer });
    // Of what an earlier process read nobody knows.
    if (Number.isFinite(ageMs)) ages.observe({ layer }, Math.max(0, ageMs / 1000));
  };
}

export function createWebhookCount(registry: Registry): (outcome: WebhookOutcome) => void {
  const messages = new Counter({
    name: 'foyer_content_webhooks_total',
    help: "Messages at the door of Sanity's webhook by what became of them",
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of webhookOutcomes) messages.inc({ outcome }, 0);
  return (outcome) => messages.inc({ outcome });
}

/** An outage of Sanity costs nobody a page, so only this and `/api/health` tell of it. */
export function measureContent(
  registry: Registry,
  content: { getState: () => CacheState; getAgesMs: () => Record<string, number> },
): void {
  new Gauge({
    name: 'foyer_content_stale',
    help: '1 while content cannot be renewed and what is held is served, or nothing is held at all',
    registers: [registry],
    collect() {
      const { failingSince } = content.getState();
      this.set(failingSince === null ? 0 : 1);
    },
  });
  new Gauge({
    name: 'foyer_content_age_seconds',
    help: 'How long ago what this worker holds was asked for; up to half a minute while nothing is published',
    labelNames: ['content'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [name, ageMs] of Object.entries(content.getAgesMs())) this.set({ content: name }, ageMs / 1000);
    },
  });
}
