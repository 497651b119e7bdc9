import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countRedisConnections } from '../../platform/redis.ts';

export function createMetrics(labels: Record<string, string>) {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'foyer_redis_connections',
    help: 'Redis connections of this process; 32 are allowed in a container',
    registers,
    collect() {
      this.set(countRedisConnections());
    },
  });
  return {
    registry,
    requestDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from request to the end of the answer',
      labelNames: ['method', 'route', 'status_class'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10],
      registers,
    }),
    requestsInFlight: new Gauge({ name: 'http_requests_in_flight', help: 'Requests being answered', registers }),
    limited: new Counter({
      name: 'foyer_rate_limited_total',
      help: 'Requests refused by a rate limit',
      labelNames: ['kind'],
      registers,
    }),
    registrations: new Counter({
      name: 'foyer_registrations_total',
      help: "Attendees' places by what became of them (held, confirmed, released, cancelled), and refusals by reason",
      labelNames: ['outcome'],
      registers,
    }),
    ledgerDuration: new Histogram({
      name: 'foyer_ledger_call_duration_seconds',
      help: 'Time of a call to the ledger, with its way there',
      labelNames: ['call', 'outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    paypalDuration: new Histogram({
      name: 'foyer_paypal_call_duration_seconds',
      help: 'Time of a request to PayPal; outcome is ok, declined, rejected or unknown',
      labelNames: ['operation', 'outcome'],
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Counts by route pattern, never by address: `/programme/:slug`. */
export function createRequestMetrics(metrics: Metrics, toRoutePattern: (path: string) => string): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const startedAt = process.hrtime.bigint();
    metrics.requestsInFlight.inc();
    response.once('close', () => {
      metrics.requestsInFlight.dec();
      // How long a download takes says how fast somebody's network is.
      if (response.locals.isDownload) return;
      metrics.requestDuration.observe(
        { method, route: toRoutePattern(path), status_class: `${Math.floor(response.statusCode / 100)}xx` },
        Number(process.hrtime.bigint() - startedAt) / 1e9,
      );
    });
    next();
  };
}
