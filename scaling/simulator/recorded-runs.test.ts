import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareWithTrace, formatError } from './compare.ts';
import { readNoisyHour, replayNoisyHour } from './noisy-hour.ts';
import { runTrace } from './set-up.ts';
import { parseTrace } from './trace.ts';

const seeds = [1, 2, 3, 4, 5];

test('a recorded hour of noise: the loops do not turn back and forth, those without windows do', () => {
  const trace = readNoisyHour();
  expect(trace.lines.at(-1)?.second).toBeGreaterThanOrEqual(3_600);
  for (const seed of seeds) {
    const { ours, naive } = replayNoisyHour(trace, seed);
    expect(ours.flaps, `seed ${seed}`).toBe(0);
    expect(ours.actions, `seed ${seed}`).toBeLessThanOrEqual(2);
    expect(naive.flaps, `seed ${seed}`).toBeGreaterThanOrEqual(4);
  }
});

// The figures in docs/scaling/README.md. Bounds are about half as wide again as what was found.
test.each([
  { name: 'rise-and-fall', workersAgreement: 0.95, p95Ratio: 0.9, failedShare: 0.003 },
  { name: 'noisy-hour', workersAgreement: 0.99, p95Ratio: 0.45, failedShare: 0 },
])('how far the model is from the recorded $name', ({ name, ...bounds }) => {
  const file = new URL(`./traces/${name}.jsonl`, import.meta.url);
  const trace = parseTrace(readFileSync(file, 'utf8'));
  for (const seed of seeds) {
    const error = compareWithTrace(runTrace(trace, seed), trace);
    if (seed === 1) console.log(formatError(error).join('\n'));
    expect(error.workersAgreement).toBeGreaterThanOrEqual(bounds.workersAgreement);
    expect(error.p95Ratio).toBeLessThanOrEqual(bounds.p95Ratio);
    expect(Math.abs(error.failedShare)).toBeLessThanOrEqual(bounds.failedShare);
    // Two polls are what a breach needs.
    const off = Math.abs(error.firstGrowthSeconds.workers ?? Number.POSITIVE_INFINITY);
    expect(off).toBeLessThanOrEqual((2 * trace.head.pollMs) / 1000);
  }
});
