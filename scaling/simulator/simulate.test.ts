import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../platform/random.ts';
import { countFlaps, findFigures } from './figures.ts';
import { usualParameters } from './model.ts';
import { drawProfile } from './picture.ts';
import { profiles } from './profiles.ts';
import { makeLimits, runProfile } from './set-up.ts';
import { type Action, simulate } from './simulate.ts';
import { formatTimeline } from './timeline.ts';

const figuresOf = (...given: Parameters<typeof runProfile>) => findFigures(runProfile(...given), 2);

test('the same seed is the same run, another is another', () => {
  expect(runProfile('noisy-hour')).toEqual(runProfile('noisy-hour'));
  expect(runProfile('noisy-hour', { seed: 2 }).requests).not.toBe(runProfile('noisy-hour').requests);
});

test.each([1, 2, 3, 4, 5])('a noisy hour moves nothing (seed %i)', (seed) => {
  expect(runProfile('noisy-hour', { seed }).actions).toEqual([]);
});

test('the same hour flaps where one poll is enough and nobody waits: the test above can fail', () => {
  const hasty = {
    upPolls: 1,
    downWindowMs: 0,
    cooldownMs: 0,
    minContainers: 2,
    scrapeMs: 5_000,
    pollMs: 5_000,
    saturatedShare: 0,
  };
  expect(figuresOf('noisy-hour', { own: hasty }).flaps).toBeGreaterThan(5);
});

test('what the brief expects needs no scaling at all', () => {
  for (const name of ['brief-average', 'brief-spike']) {
    const run = runProfile(name);
    expect([run.actions, run.failed]).toEqual([[], 0]);
  }
});

describe('a long rush', () => {
  const run = runProfile('long-rush');

  test('is carried by more containers, and all of them leave again', () => {
    const figures = findFigures(run, 2);
    expect(figures.mostContainers).toBeGreaterThanOrEqual(8);
    expect(run.moments.at(-1)).toMatchObject({ workers: 3, containers: 3 });
    expect(figures.flaps).toBe(0);
    // Well before it is over.
    const calm = run.moments.filter(({ second }) => second > 2_400 && second < 5_000);
    expect(calm.every(({ p95Seconds, failedPerSecond }) => (p95Seconds ?? 0) < 2 && failedPerSecond === 0)).toBe(true);
  });

  test('says in its timeline what was done and why', () => {
    expect(formatTimeline(run).join('\n')).toMatch(/containers 3 -> 4: cpu-high[\s\S]*containers 4 -> 3: idle/);
  });

  test('with workers of 261 MB none of them leaves: two are above 30 % of memory', () => {
    const parameters = { ...usualParameters, workerBytes: 261 * 2 ** 20 };
    const random = createRandom(1);
    const { seconds, makeRate } = profiles['long-rush'] ?? { seconds: 0, makeRate: () => () => 0 };
    const heavy = simulate({ seconds, rateAt: makeRate(random), parameters, limits: makeLimits(parameters), random });
    expect(findFigures(heavy, 2).actions).toMatchObject({ workersDown: 0, containersDown: 0 });
  });
});

test('a flap is a turn there and back within half an hour, however many moves each way takes', () => {
  const move = (second: number, from: number, to: number, container = 'app-1'): Action => ({
    second,
    loop: 'workers',
    container,
    from,
    to,
    reason: 'steady',
  });
  expect(countFlaps([move(0, 1, 2), move(300, 2, 1), move(600, 1, 2)])).toBe(1);
  expect(countFlaps([move(0, 1, 2), move(300, 2, 1), move(1_801, 1, 2)])).toBe(0);
  expect(countFlaps([move(0, 1, 2), move(300, 2, 3), move(600, 3, 2)])).toBe(0);
  expect(countFlaps([move(0, 1, 2), move(300, 2, 3), move(600, 3, 2), move(900, 2, 1), move(1_200, 1, 2)])).toBe(1);
  expect(countFlaps([move(0, 1, 2), move(300, 2, 1), move(600, 1, 2, 'app-2')])).toBe(0);
});

test.each(Object.keys(profiles))(
  'docs/scaling/%s.svg is what the simulator draws; else: npm run simulate -- all',
  async (name) => {
    const file = new URL(`../../docs/scaling/${name}.svg`, import.meta.url);
    expect(drawProfile(name)).toBe(await readFile(file, 'utf8'));
  },
);
