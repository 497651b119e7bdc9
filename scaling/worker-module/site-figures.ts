import { PrometheusAway, type Query, type Series } from '../prometheus/query.ts';

/** What whoever opens `pm2 monit` wants to see at once; null where nothing is known. The first three are of this container. */
export type SiteFigures = {
  requestsPerSecond: number | null;
  p95Seconds: number | null;
  /** Of the worker that is worst off, 99th percentile. */
  eventLoopDelaySeconds: number | null;
  registrationsPerMinute: number | null;
  /** By quota. */
  seatsLeft: Map<string, number>;
};

const names = {
  requests: 'foyer:container_requests:rate1m',
  p95: 'foyer:container_request_duration:p95_1m',
  eventLoopDelay: 'nodejs_eventloop_lag_p99_seconds',
  registrations: 'foyer:registrations:per_minute',
  seatsLeft: 'foyer:seats_left:count',
} as const;

export const nothingToShow: SiteFigures = {
  requestsPerSecond: null,
  p95Seconds: null,
  eventLoopDelaySeconds: null,
  registrationsPerMinute: null,
  seatsLeft: new Map(),
};

/** Knows nothing while Prometheus is away: the loop says so already. */
export async function readSiteFigures(query: Query, container: string): Promise<SiteFigures> {
  let series: Series[];
  try {
    series = await query(`{__name__=~"${Object.values(names).join('|')}"}`);
  } catch (error) {
    if (error instanceof PrometheusAway) return nothingToShow;
    throw error;
  }
  const all = (name: keyof typeof names) => series.filter(({ labels }) => labels.__name__ === names[name]);
  const own = (name: keyof typeof names) => all(name).filter(({ labels }) => labels.container === container);
  const highest = (found: Series[]) =>
    found.length === 0 ? null : Math.max(...found.map(({ newest }) => newest.value));
  return {
    requestsPerSecond: highest(own('requests')),
    p95Seconds: highest(own('p95')),
    // The module has a loop of its own, which is nobody's business here.
    eventLoopDelaySeconds: highest(own('eventLoopDelay').filter(({ labels }) => labels.worker)),
    registrationsPerMinute: highest(all('registrations').filter(({ labels }) => labels.outcome === 'confirmed')),
    seatsLeft: new Map(all('seatsLeft').map(({ labels, newest }) => [labels.quota ?? '', newest.value])),
  };
}

/** Lines for `pm2 monit`, short enough for its narrow box. */
export function describeFigures(figures: SiteFigures): Record<string, string> {
  const { requestsPerSecond, p95Seconds, eventLoopDelaySeconds, registrationsPerMinute, seatsLeft } = figures;
  const write = (value: number | null, unit: string, digits = 0) =>
    value === null ? '-' : `${value.toFixed(digits)}${unit}`;
  const inMs = (seconds: number | null) => write(seconds === null ? null : seconds * 1000, ' ms');
  return {
    'requests/s': write(requestsPerSecond, '', 1),
    p95: inMs(p95Seconds),
    'event-loop delay': inMs(eventLoopDelaySeconds),
    'registrations/min': write(registrationsPerMinute, '', 1),
    'seats left': [...seatsLeft].map(([quota, seats]) => `${quota} ${seats}`).join(', ') || '-',
  };
}
