import { Gauge, type Registry } from 'prom-client';
import type { CacheState } from './cached-reads.ts';

/** An outage of Sanity costs nobody a page, so only this and `/api/health` tell of it. */
export function measureContent(registry: Registry, getState: () => CacheState): void {
  new Gauge({
    name: 'foyer_content_stale',
    help: '1 while content cannot be renewed and what is held is served, or nothing is held at all',
    registers: [registry],
    collect() {
      const { failingSince } = getState();
      this.set(failingSince === null ? 0 : 1);
    },
  });
}
