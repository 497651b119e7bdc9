import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readContainerLoad } from '../../scaling/decision/evidence.ts';
import { defaultLimits } from '../../scaling/decision/limits.ts';
import { createObserver } from '../../scaling/observe.ts';
import { createQuery, PrometheusAway } from '../../scaling/prometheus/query.ts';
import { startPrometheus } from '../prometheus-server.ts';

const scrapeMs = 1_000;
const limits = { ...defaultLimits, scrapeMs };
const startedAtMs = Date.now();

/** A page of metrics like a container's; counters grow by the second. */
function writePage({
  container,
  cpuPerSecond,
  requestsPerSecond,
}: {
  container: string;
  cpuPerSecond: number;
  requestsPerSecond: number;
}): string {
  const seconds = (Date.now() - startedAtMs) / 1000;
  const worker = `container="${container}",worker="0"`;
  const asked = requestsPerSecond * seconds;
  const bucket = (le: string, share: number) =>
    `http_request_duration_seconds_bucket{${worker},method="GET",route="/",status_class="2xx",le="${le}"} ${share * asked}`;
  const lines = [
    `http_requests_in_flight{${worker}} 0`,
    `process_cpu_seconds_total{${worker}} ${cpuPerSecond * seconds}`,
    `process_resident_memory_bytes{${worker}} 100000000`,
    `process_start_time_seconds{${worker}} ${startedAtMs / 1000 - 600}`,
    `foyer_container_memory_working_set_bytes{container="${container}"} 300000000`,
    `foyer_container_memory_limit_bytes{container="${container}"} 1500000000`,
    `foyer_container_saturated{container="${container}",reason=""} 0`,
  ];
  if (requestsPerSecond > 0) {
    // 90 % within a second, the rest within three: the p95 lies half-way between the last two.
    lines.push(bucket('1', 0.9), bucket('2', 0.9), bucket('3', 1), bucket('+Inf', 1));
    lines.push(`http_request_duration_seconds_count{${worker},method="GET",route="/",status_class="2xx"} ${asked}`);
  }
  return `${lines.join('\n')}\n`;
}

async function openExporter(page: () => string) {
  const server = createServer(
    (_, response) => void response.writeHead(200, { 'Content-Type': 'text/plain' }).end(page()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const close = async () => {
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, 'close');
  };
  return { target: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, close };
}

const open: (() => Promise<void>)[] = [];
let busy: Awaited<ReturnType<typeof openExporter>>;
let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
const observerAt = (baseUrl: string) => createObserver(createQuery({ baseUrl, timeoutMs: 2_000 }), { scrapeMs });

beforeAll(async () => {
  busy = await openExporter(() => writePage({ container: 'busy', cpuPerSecond: 0.5, requestsPerSecond: 20 }));
  const idle = await openExporter(() => writePage({ container: 'idle', cpuPerSecond: 0.01, requestsPerSecond: 0 }));
  open.push(busy.close, idle.close);
  prometheus = await startPrometheus([busy.target, idle.target]);
  open.push(prometheus.stop);
});
afterAll(async () => {
  for (const close of open.reverse()) await close();
});

const load = async (name: string) => {
  const { containers } = await observerAt(prometheus.baseUrl).observeContainers();
  const reading = containers.get(name);
  if (!reading) throw new Error(`nothing is known of ${name}`);
  return { reading, load: readContainerLoad(reading, limits, Date.now()) };
};

test('reads a busy container by the rules that Prometheus itself computed', async () => {
  await vi.waitFor(async () => expect((await load('busy')).load.missing).toEqual([]), {
    timeout: 15_000,
    interval: 200,
  });
  // A rate is too low until its whole window has samples: in a container's first minute, which is not judged.
  await vi.waitFor(async () => expect((await load('busy')).load.cpu).toBeCloseTo(0.5, 1), {
    timeout: 10_000,
    interval: 200,
  });
  const { reading, load: measured } = await load('busy');
  expect(measured.memory).toBeCloseTo(0.2);
  expect(measured.p95Seconds).toBeCloseTo(2.5);
  expect(reading.requestsPerSecond?.value).toBeGreaterThan(15);
  expect(reading.requestsPerSecond?.value).toBeLessThan(25);
  expect(reading).toMatchObject({
    workers: { value: 1 },
    saturated: { value: 0 },
    meanWorkerBytes: { value: 100_000_000 },
  });
  expect(reading.ageSeconds?.value).toBeGreaterThan(600);
});

test('a container that nobody asks has no response time, and that is known', async () => {
  const { reading, load: measured } = await load('idle');
  expect([reading.p95Seconds, reading.errorRatio, reading.requestsPerSecond?.value]).toEqual([null, null, 0]);
  expect(measured).toMatchObject({ p95Seconds: 0, errorRatio: 0, missing: [] });
});

test('the p95 of several containers is that of their requests together', async () => {
  const observer = observerAt(prometheus.baseUrl);
  expect((await observer.observeP95Seconds(['busy', 'idle']))?.value).toBeCloseTo(2.5);
  expect(await observer.observeP95Seconds(['idle'])).toBeNull();
});

test('a container that is gone: its samples grow old, and then nothing is known', async () => {
  await busy.close();
  await vi.waitFor(async () => expect((await load('busy')).load.missing).toContain('cpu'), {
    timeout: 10_000,
    interval: 200,
  });
});

test('Prometheus away is one kind of error', async () => {
  await prometheus.stop();
  await expect(observerAt(prometheus.baseUrl).observeContainers()).rejects.toBeInstanceOf(PrometheusAway);
});
