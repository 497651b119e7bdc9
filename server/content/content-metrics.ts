import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheState } from './cached-reads.ts';

/** Where a worker found content that it was asked for: in its own memory, in the Redis all workers share, or at Sanity. */
export type ReadLayer = 'process' | 'redis' | 'sanity';

export function createContentReads(registry: Registry): (layer: ReadLayer) => void {
  const reads = new Counter({
    name: 'foyer_content_reads_total',
    help: 'Reads of content by the layer that answered',
    labelNames: ['layer'],
    registers: [registry],
  });
  // Shown at 0 from the start: a rate sees nothing of a counter's first appearance.
  for (const layer of ['process', 'redis', 'sanity']) reads.inc({ layer }, 0);
  return (layer) => reads.inc({ layer });
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
