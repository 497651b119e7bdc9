import { z } from 'zod';
import type { Sample } from '../decision/evidence.ts';

/** Every way in which Prometheus can fail to answer: away, slow, an error of its own, not Prometheus at all. */
export class PrometheusAway extends Error {
  override name = 'PrometheusAway';
}

/** A series with its newest sample. */
export type Series = { labels: Record<string, string>; newest: Sample };

/** Asks an instant query. Throws `PrometheusAway` and nothing else. An empty answer is an empty list. */
export type Query = (expression: string) => Promise<Series[]>;

const point = z.tuple([z.number(), z.string()]);
const answerSchema = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: point })),
    }),
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(point).min(1) })),
    }),
  ]),
});

const toSample = ([atSeconds, text]: z.infer<typeof point>): Sample => ({
  atMs: Math.round(atSeconds * 1000),
  value: text.endsWith('Inf') ? (text.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(text),
});

export function createQuery(options: {
  /** Of Prometheus itself, like http://127.0.0.1:9090 */
  baseUrl: string;
  timeoutMs: number;
  fetch?: typeof globalThis.fetch;
}): Query {
  const { baseUrl, timeoutMs, fetch = globalThis.fetch } = options;
  const address = new URL('api/v1/query', `${baseUrl.replace(/\/+$/, '')}/`);
  return async (expression) => {
    try {
      const response = await fetch(address, {
        method: 'POST',
        body: new URLSearchParams({ query: expression }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`it answered ${response.status}: ${text.slice(0, 200)}`);
      const { data } = answerSchema.parse(JSON.parse(text));
      if (data.resultType === 'vector') {
        return data.result.map(({ metric, value }) => ({ labels: metric, newest: toSample(value) }));
      }
      return data.result.map(({ metric, values }) => ({
        labels: metric,
        newest: toSample(values.at(-1) ?? [0, 'NaN']),
      }));
    } catch (error) {
      const why =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
      throw new PrometheusAway(`Prometheus at ${address.origin} cannot be asked: ${why}`, { cause: error });
    }
  };
}
