import type { Stack } from '../../scripts/stack/start-stack.ts';

export type Sample = { atMs: number; value: number };

/** Every sample of a series in the last quarter of an hour, oldest first, as Prometheus stored it. */
export async function readSamples(stack: Stack, series: string): Promise<Sample[]> {
  const query = encodeURIComponent(`${series}[15m]`);
  const response = await fetch(`http://127.0.0.1:${stack.ports.prometheus}/api/v1/query?query=${query}`);
  const { data } = (await response.json()) as { data: { result: { values: [number, string][] }[] } };
  return (data.result[0]?.values ?? []).map(([seconds, value]) => ({ atMs: seconds * 1000, value: Number(value) }));
}

/** When the stretch began in which every sample was so, up to a moment; null where the last before it was not so. */
export function findStretch(samples: Sample[], untilMs: number, isSo: (value: number) => boolean): number | null {
  const before = samples.filter(({ atMs }) => atMs <= untilMs);
  const lastOther = before.findLastIndex(({ value }) => !isSo(value));
  return before[lastOther + 1]?.atMs ?? null;
}

export const describeRatio = (value: number) => `${Math.round(value * 100)} %`;
