import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createObserver, nothingKnown } from './observe.ts';
import { createQuery, PrometheusAway, type Series } from './prometheus/query.ts';

const series = (
  name: string,
  atMs: number,
  value: number,
  labels: Record<string, string> = { container: 'one' },
): Series => ({
  labels: { __name__: name, ...labels },
  newest: { atMs, value },
});

function observerOf(answers: Series[]) {
  const asked: string[] = [];
  const query = async (expression: string) => {
    asked.push(expression);
    return answers;
  };
  return { asked, observer: createObserver(query, { scrapeMs: 15_000 }) };
}

test('a container is up as of the page that was last read, however fresh its rules look', async () => {
  const { observer } = observerOf([
    series('foyer:container_cpu:ratio', 100_000, 0.5),
    series('foyer:container_sample_age:seconds', 100_000, 40),
  ]);
  const { containers } = await observer.observeContainers();
  expect(containers.get('one')).toEqual({
    ...nothingKnown,
    cpu: { atMs: 100_000, value: 0.5 },
    up: { atMs: 60_000, value: 1 },
  });
});

test('the latest word counts where a label has changed: no longer saturated', async () => {
  const { observer } = observerOf([
    series('foyer_container_saturated', 90_000, 1, { container: 'one', reason: 'cpu-spent' }),
    series('foyer_container_saturated', 100_000, 0, { container: 'one', reason: '' }),
  ]);
  const { containers } = await observer.observeContainers();
  expect(containers.get('one')?.saturated).toEqual({ atMs: 100_000, value: 0 });
});

test('of errors at the door only nginx own count, not the workers', async () => {
  const { observer } = observerOf([
    series('foyer:errors:ratio1m', 100_000, 0.5, { seen_by: 'workers' }),
    series('foyer:errors:ratio1m', 100_000, 0.1, { seen_by: 'nginx' }),
  ]);
  const { containers, edgeErrorRatio } = await observer.observeContainers();
  expect([containers.size, edgeErrorRatio?.value]).toEqual([0, 0.1]);
});

test('a name is asked for as it is, whatever characters it has', async () => {
  const { observer, asked } = observerOf([]);
  await observer.observeP95Seconds(['app.1', 'a"b|c']);
  expect(asked[0]).toContain(String.raw`container=~"app\\.1|a\"b\\|c"`);
  await observer.observeP95Seconds([]);
  expect(asked).toHaveLength(1);
});

test.each<[string, number, string]>([
  ['an error of its own', 400, '{"status":"error","errorType":"bad_data","error":"parse error"}'],
  ['not ready', 503, 'Service Unavailable'],
  ['another server', 200, '<html></html>'],
  ['an answer of another shape', 200, '{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}'],
])('%s is one kind of error', async (_, status, body) => {
  const query = createQuery({
    baseUrl: 'http://prometheus',
    timeoutMs: 1_000,
    fetch: async () => new Response(body, { status }),
  });
  await expect(query('up')).rejects.toBeInstanceOf(PrometheusAway);
});

test('so is one that does not answer in time', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const query = createQuery({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 50 });
  await expect(query('up')).rejects.toBeInstanceOf(PrometheusAway);
});

test('numbers that JSON does not know', async () => {
  const result = ['NaN', '+Inf', '-Inf', '1e-3'].map((text) => ({ metric: {}, value: [12.5, text] }));
  const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  const query = createQuery({ baseUrl: 'http://prometheus/', timeoutMs: 1_000, fetch: async () => new Response(body) });
  const answers = await query('x');
  expect(answers.map(({ newest }) => newest.value)).toEqual([Number.NaN, Infinity, -Infinity, 0.001]);
  expect(answers[0]?.newest.atMs).toBe(12_500);
});
