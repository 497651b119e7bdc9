import { expect, test } from 'vitest';
import { compareWithTrace, formatError } from './compare.ts';
import { usualParameters } from './model.ts';
import { runProfile, runTrace } from './set-up.ts';
import { formatTrace, parseTrace, type Trace, type TraceLine } from './trace.ts';

const head: Trace['head'] = {
  format: 'foyer-trace/1',
  source: 'the model itself, for this test',
  cpuQuota: usualParameters.cpuQuota,
  memoryLimitBytes: usualParameters.memoryLimitBytes,
  minWorkers: 1,
  maxWorkers: 2,
  minContainers: 3,
  maxContainers: 10,
  cpuSecondsPerRequest: usualParameters.cpuSeconds,
  cpuThresholds: { up: 0.8, down: 0.3 },
  scrapeMs: 15_000,
  pollMs: 30_000,
  cooldownMs: 300_000,
  downWindowMs: 300_000,
};

/** Not a recording: a run of the model written down as one, so that what the comparison must find is known. */
function pretend(change: (line: TraceLine) => Partial<TraceLine> = () => ({})): Trace {
  const lines = runProfile('long-rush').moments.map((moment): TraceLine => {
    const line = {
      second: moment.second,
      offeredPerSecond: moment.requestsPerSecond,
      failedPerSecond: moment.failedPerSecond,
      workers: moment.workers,
      containers: moment.containers,
      p95Seconds: moment.observedP95Seconds,
    };
    return { ...line, ...change(line) };
  });
  return { head, lines };
}

test('a trace is read as it was written, and what the head leaves out is the product’s own', () => {
  const trace = pretend();
  expect(parseTrace(formatTrace(trace))).toEqual(trace);
  const { cpuThresholds, scrapeMs, pollMs, cooldownMs, downWindowMs, ...short } = head;
  const [, ...lines] = formatTrace(trace).split('\n');
  expect(parseTrace([JSON.stringify(short), ...lines].join('\n')).head).toEqual({
    ...short,
    cpuThresholds,
    scrapeMs,
    pollMs,
    cooldownMs,
    downWindowMs,
  });
});

test.each<[string, string, RegExp]>([
  ['another format', '{"format":"foyer-trace/2"}\n{}', /^Line 1/],
  ['a broken line', `${JSON.stringify(head)}\n{"second":1`, /^Line 2/],
  [
    'a number that cannot be',
    `${JSON.stringify(head)}\n{"second":-1,"offeredPerSecond":1,"workers":1,"containers":1,"p95Seconds":null}`,
    /^Line 2.*second/s,
  ],
  ['nothing', `${JSON.stringify(head)}\n`, /no measurements/],
])('%s is said with its line', (_, text, message) => {
  expect(() => parseTrace(text)).toThrow(message);
});

test('lines that go back in time are refused', () => {
  const trace = pretend();
  const swapped = { head, lines: trace.lines.toSpliced(3, 1, { ...(trace.lines[3] as TraceLine), second: 1 }) };
  expect(() => parseTrace(formatTrace(swapped))).toThrow('Line 5 of the trace is not later');
});

test('a run is no way off itself', () => {
  expect(compareWithTrace(runProfile('long-rush'), pretend())).toEqual({
    containers: 0,
    workers: 0,
    containersAgreement: 1,
    workersAgreement: 1,
    p95Ratio: 0,
    firstGrowthSeconds: { workers: 0, containers: 0 },
    failedShare: expect.closeTo(0),
  });
});

test('replayed from nothing but its load it differs by what chance makes of single requests', () => {
  const trace = pretend();
  const error = compareWithTrace(runTrace(trace), trace);
  expect(error.containersAgreement).toBeGreaterThan(0.8);
  expect(error.workers).toBeLessThan(1.5);
  expect(error.p95Ratio).toBeLessThan(0.2);
  expect(Math.abs(error.failedShare)).toBeLessThan(0.02);
  expect(Math.abs(error.firstGrowthSeconds.containers ?? Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(60);
});

test('how far it is from another is told: one container more, twice the p95, growth a minute earlier, a tenth failed', () => {
  const lines = pretend(({ containers, p95Seconds, offeredPerSecond }) => ({
    containers: containers + 1,
    p95Seconds: p95Seconds === null ? null : p95Seconds * 2,
    failedPerSecond: offeredPerSecond / 10,
  })).lines.map((line) => ({ ...line, second: line.second + 60 }));
  const run = runProfile('long-rush');
  const error = compareWithTrace(run, { head, lines });
  expect(error.containers).toBeCloseTo(1, 0);
  expect(error.containersAgreement).toBeLessThan(0.1);
  expect(error.p95Ratio).toBeCloseTo(0.5);
  expect(error.firstGrowthSeconds).toEqual({ workers: -60, containers: -60 });
  expect(error.failedShare).toBeCloseTo(run.failed / run.requests - 0.1);
  expect(formatError(error).join('\n')).toContain('containers -60 s');
});
