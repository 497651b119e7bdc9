import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { MetricJson, MetricsAnswer } from '../../platform/worker-metrics.ts';
import { createContainerPage } from './gather-metrics.ts';

/** A worker with one metric of each kind, as far as the bus carries it. */
function createWorker(number: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ container: 'one', worker: number });
  const registers = [registry];
  const asked = new Counter({ name: 'asked_total', help: 'Asked', labelNames: ['path'], registers });
  const busy = new Gauge({ name: 'busy', help: 'Busy\nnow', registers });
  const took = new Histogram({ name: 'took_seconds', help: 'Took', buckets: [1], registers });
  return {
    asked,
    busy,
    took,
    answer: async (): Promise<MetricJson[]> => JSON.parse(JSON.stringify(await registry.getMetricsAsJSON())),
  };
}

function setUp(patienceMs = 20) {
  const workers = new Map<number, ReturnType<typeof createWorker> | 'silent' | 'gone'>();
  let listener = (_: MetricsAnswer) => {};
  const own = new Registry();
  new Gauge({ name: 'busy', help: 'Busy', registers: [own] }).set(7);
  let questions = 0;
  const page = createContainerPage({
    own,
    patienceMs,
    bus: {
      listIds: async () => [...workers.keys()],
      async ask(id, question) {
        questions++;
        const worker = workers.get(Number(id));
        if (worker === 'gone') throw new Error('offline');
        if (worker && worker !== 'silent') listener({ question, metrics: await worker.answer() });
      },
      onAnswer(given) {
        listener = given;
      },
    },
  });
  return { workers, page, countQuestions: () => questions };
}

test('one page with the series of all, each told by its worker, each name once', async () => {
  const { workers, page } = setUp();
  for (const number of ['0', '1']) {
    const worker = createWorker(number);
    worker.asked.inc({ path: 'a "b"\\c\n' }, Number(number) + 1);
    worker.busy.set(Number.NaN);
    worker.took.observe(0.5);
    workers.set(Number(number), worker);
  }
  const text = await page.metrics();
  expect(text.match(/^# TYPE busy gauge$/gm)).toHaveLength(1);
  expect(text).toContain('\nbusy 7\n');
  expect(text).toContain('busy{container="one",worker="1"} NaN');
  expect(text).toContain(String.raw`asked_total{path="a \"b\"\\c\n",container="one",worker="1"} 2`);
  expect(text).toContain('took_seconds_bucket{le="+Inf",container="one",worker="0"} 1');
  expect(text).toContain('took_seconds_count{container="one",worker="0"} 1');
  expect(text.endsWith('\n')).toBe(true);
});

test('what a worker counted stays when it is gone, what it was doing does not', async () => {
  const { workers, page } = setUp();
  const worker = createWorker('1');
  worker.asked.inc(5);
  workers.set(3, worker);
  expect(await page.metrics()).toContain('busy{container="one",worker="1"} 0');
  workers.delete(3);
  const text = await page.metrics();
  expect(text).toContain('asked_total{container="one",worker="1"} 5');
  expect(text).not.toContain('busy{container="one"');
});

test('its successor of the same number takes its place, and no series is there twice', async () => {
  const { workers, page } = setUp();
  const old = createWorker('1');
  old.asked.inc(5);
  workers.set(3, old);
  await page.metrics();
  workers.delete(3);
  const successor = createWorker('1');
  successor.asked.inc(1);
  workers.set(4, successor);
  const text = await page.metrics();
  expect(text.match(/^asked_total\{.*worker="1"\} .*$/gm)).toEqual(['asked_total{container="one",worker="1"} 1']);
});

test('a silent worker costs its patience and no more; one that left in between nothing', async () => {
  const { workers, page } = setUp();
  workers.set(0, createWorker('0'));
  workers.set(1, 'silent');
  workers.set(2, 'gone');
  expect(await page.metrics()).toContain('busy{container="one",worker="0"} 0');
});

test('two readers at once ask once', async () => {
  const { workers, page, countQuestions } = setUp();
  workers.set(0, createWorker('0'));
  const pages = await Promise.all([page.metrics(), page.metrics()]);
  expect(pages[0]).toBe(pages[1]);
  expect(countQuestions()).toBe(1);
});

test('PM2 that cannot be asked still leaves the module’s own figures', async () => {
  const own = new Registry();
  new Gauge({ name: 'own', help: 'Own', registers: [own] }).set(1);
  const page = createContainerPage({
    own,
    patienceMs: 20,
    bus: { listIds: () => Promise.reject(new Error('away')), ask: async () => {}, onAnswer: () => {} },
  });
  expect(await page.metrics()).toContain('own 1');
});
