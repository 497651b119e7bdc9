/** The value of a query that has one answer; null where it has none. Throws while Prometheus cannot be asked. */
export async function askPrometheus(port: number, expression: string): Promise<number | null> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`, {
    signal: AbortSignal.timeout(5_000),
  });
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined || value === 'NaN' ? null : Number(value);
}
