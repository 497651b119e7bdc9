import type { Registry } from 'prom-client';
import { type MetricsAnswer, metricsTopic, readMetricsJson } from '../../platform/worker-metrics.ts';

type Channel = {
  on(event: 'message', listener: (packet: unknown) => void): unknown;
  send?: ((message: object) => unknown) | undefined;
};

/**
 * Tells the worker module, over PM2's channel, what this worker has measured: one page holds a whole container, and Prometheus
 * never reads a random worker of it. A worker that is being told to go answers too.
 */
export function answerMetrics(registry: Registry, channel: Channel): void {
  channel.on('message', (packet) => {
    const { topic, data } = (packet ?? {}) as { topic?: string; data?: { question?: number } };
    const question = data?.question;
    if (topic !== metricsTopic || question === undefined) return;
    readMetricsJson(registry).then(
      (metrics) => channel.send?.({ type: metricsTopic, data: { question, metrics } satisfies MetricsAnswer }),
      // It counts as silent; the next question comes with the next scrape.
      () => undefined,
    );
  });
}
