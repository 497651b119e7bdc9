/** What the worker module asks a worker over PM2's bus, and the type of the answer. */
export const metricsTopic = 'foyer:metrics';

/** A metric as prom-client's `getMetricsAsJSON` gives it. On its way NaN becomes null. */
export type MetricJson = {
  name: string;
  help: string;
  type: string;
  values: { metricName?: string; labels: Record<string, string | number>; value: number | null }[];
};

export type MetricsAnswer = { question: number; metrics: MetricJson[] };

/** prom-client's own types take `type` for a number; it is a word. */
export async function readMetricsJson(registry: { getMetricsAsJSON(): Promise<unknown> }): Promise<MetricJson[]> {
  return (await registry.getMetricsAsJSON()) as MetricJson[];
}
