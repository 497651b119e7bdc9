import { expect, test } from 'vitest';
import { PrometheusAway, type Series } from '../prometheus/query.ts';
import { describeFigures, nothingToShow, readSiteFigures } from './site-figures.ts';

const series = (name: string, value: number, labels: Record<string, string> = {}): Series => ({
  labels: { __name__: name, ...labels },
  newest: { value, atMs: 0 },
});

test('shows what is of this container, of its worst worker, and what is left of each quota', async () => {
  const figures = await readSiteFigures(
    async () => [
      series('foyer:container_requests:rate1m', 41.26, { container: 'app-1' }),
      series('foyer:container_requests:rate1m', 99, { container: 'app-2' }),
      series('foyer:container_request_duration:p95_1m', 0.0834, { container: 'app-1' }),
      series('nodejs_eventloop_lag_p99_seconds', 0.011, { container: 'app-1', worker: '0' }),
      series('nodejs_eventloop_lag_p99_seconds', 0.034, { container: 'app-1', worker: '1' }),
      series('nodejs_eventloop_lag_p99_seconds', 9, { container: 'app-1' }),
      series('foyer:registrations:per_minute', 12, { outcome: 'confirmed' }),
      series('foyer:registrations:per_minute', 80, { outcome: 'held' }),
      series('foyer:seats_left:count', 312, { quota: 'main' }),
      series('foyer:seats_left:count', 0, { quota: 'workshop' }),
    ],
    'app-1',
  );
  expect(describeFigures(figures)).toEqual({
    'requests/s': '41.3',
    p95: '83 ms',
    'event-loop delay': '34 ms',
    'registrations/min': '12.0',
    'seats left': 'main 312, workshop 0',
  });
});

test('what is not known is not shown as zero', async () => {
  const ofNothing = Object.keys(describeFigures(nothingToShow)).map((name) => [name, '-']);
  expect(describeFigures(await readSiteFigures(async () => [], 'app-1'))).toEqual(Object.fromEntries(ofNothing));
});

test('while Prometheus is away it knows nothing, and what else goes wrong is not hidden', async () => {
  const fail = (error: Error) => readSiteFigures(() => Promise.reject(error), 'app-1');
  expect(await fail(new PrometheusAway('refused'))).toEqual(nothingToShow);
  await expect(fail(new TypeError('a mistake'))).rejects.toThrow('a mistake');
});
