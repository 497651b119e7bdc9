import { Counter, Gauge, type Registry } from 'prom-client';

const outcomes = ['written', 'throttled', 'refused', 'away'] as const;

export function createMirrorMetrics(registry: Registry, outboxLag: Gauge<'reader'>) {
  const registers = [registry];
  const metrics = {
    on: new Gauge({
      name: 'foyer_mirror_on',
      help: '1 where orders are mirrored to Sanity, 0 where no token with the right to write is set',
      registers,
    }),
    requests: new Counter({
      name: 'foyer_mirror_requests_total',
      help: 'Mutation requests of the mirror. throttled: 429; refused: not as Sanity wants it; away: no answer or an error',
      labelNames: ['outcome'],
      registers,
    }),
    documents: new Counter({
      name: 'foyer_mirror_documents_total',
      help: 'Documents that the mirror has written, each time anew',
      registers,
    }),
    waiting: new Gauge({
      name: 'foyer_mirror_waiting',
      help: 'Changes of orders that are not in Sanity yet',
      registers,
    }),
    walkLeft: new Gauge({
      name: 'foyer_mirror_walk_left',
      help: 'Orders that the pass over all of them (the first start, npm run mirror:all) has still to write',
      registers,
    }),
    setAside: new Gauge({
      name: 'foyer_mirror_set_aside',
      help: 'Orders whose documents are refused or that cannot be read; each is tried again every hour',
      registers,
    }),
    outboxLag,
  };
  // A counter that is not there yet has no rate.
  for (const outcome of outcomes) metrics.requests.inc({ outcome }, 0);
  return metrics;
}

export type MirrorMetrics = ReturnType<typeof createMirrorMetrics>;
