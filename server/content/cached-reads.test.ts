import { beforeEach, expect, test, vi } from 'vitest';
import { createCachedReads } from './cached-reads.ts';

const times = {
  freshMs: 1_000,
  quietFreshMs: 30_000,
  waitAfterMs: 1_500,
  patienceMs: 50,
  retryAfterMs: 2_000,
  renewAfterMs: 60_000,
};

let clockMs: number;
let quietSince: number | null;
let said: string[];
beforeEach(() => {
  clockMs = 1_000_000;
  quietSince = null;
  said = [];
});

const createReads = (ownTimes: Partial<typeof times> = {}) =>
  createCachedReads({
    times: { ...times, ...ownTimes },
    now: () => clockMs,
    watch: { quietSince: () => quietSince },
    onOutage: (error, key) => said.push(`outage of ${key}: ${error.message}`),
    onRecovery: () => said.push('recovery'),
  });

/** A source whose answers the test decides about, counting how often it is asked. */
function createSource(answer: () => Promise<string>) {
  return {
    load: vi.fn(async () => {
      const loadedAt = clockMs;
      return { value: await answer(), loadedAt };
    }),
  };
}
const away = () => Promise.reject(new Error('away'));

test('many readers at once are one question', async () => {
  const reads = createReads();
  const source = createSource(async () => 'a');
  expect(await Promise.all(Array.from({ length: 20 }, () => reads.read('k', source)))).toEqual(Array(20).fill('a'));
  expect(source.load).toHaveBeenCalledTimes(1);
});

test('what is fresh is served without a question, what is older with one behind the readers back', async () => {
  const reads = createReads();
  await reads.read(
    'k',
    createSource(async () => 'old'),
  );
  clockMs += 999;
  const newer = createSource(async () => 'new');
  expect(await reads.read('k', newer)).toBe('old');
  expect(newer.load).not.toHaveBeenCalled();
  clockMs += 1;
  expect(await reads.read('k', newer)).toBe('old');
  await vi.waitFor(async () => expect(await reads.read('k', newer)).toBe('new'));
  expect(newer.load).toHaveBeenCalledTimes(1);
});

test('past its time the newer answer is waited for, but not for long', async () => {
  const reads = createReads();
  await reads.read(
    'k',
    createSource(async () => 'old'),
  );
  clockMs += times.waitAfterMs;
  expect(
    await reads.read(
      'k',
      createSource(async () => 'new'),
    ),
  ).toBe('new');
  clockMs += times.waitAfterMs;
  expect(
    await reads.read(
      'k',
      createSource(() => new Promise(() => {})),
    ),
  ).toBe('new');
});

test('an answer is as old as its question', async () => {
  const reads = createReads();
  const slow = createSource(async () => {
    clockMs += 1_400;
    return 'old';
  });
  await reads.read('k', slow);
  clockMs += 100;
  expect(
    await reads.read(
      'k',
      createSource(async () => 'new'),
    ),
  ).toBe('new');
});

test('while the source is away the last answer is served, and it is asked now and then only', async () => {
  const reads = createReads();
  await reads.read(
    'k',
    createSource(async () => 'last'),
  );
  const failing = createSource(away);
  for (let second = 0; second < 10; second++) {
    clockMs += 1_500;
    expect(await reads.read('k', failing)).toBe('last');
  }
  expect(failing.load).toHaveBeenCalledTimes(5);
  expect(reads.getState()).toMatchObject({ status: 'stale', failingSince: new Date(1_001_500).toISOString() });
  clockMs += 2_000;
  expect(
    await reads.read(
      'k',
      createSource(async () => 'new'),
    ),
  ).toBe('new');
  expect(reads.getState()).toMatchObject({ status: 'fresh', failingSince: null });
  expect(said).toEqual(['outage of k: away', 'recovery']);
});

test('one key that fails beside others that do not is said once, and its state stands', async () => {
  const reads = createReads();
  await reads.read(
    'bad',
    createSource(async () => 'held'),
  );
  const good = createSource(async () => 'good');
  const bad = createSource(() => Promise.reject(new Error('nothing to show')));
  for (let round = 0; round < 5; round++) {
    clockMs += 2_000;
    expect(await reads.read('bad', bad)).toBe('held');
    expect(await reads.read('good', good)).toBe('good');
    expect(reads.getState().status).toBe('stale');
  }
  expect(said).toEqual(['outage of bad: nothing to show']);
});

test('only what was never read fails, and then at each question anew', async () => {
  const reads = createReads();
  expect(reads.getState().status).toBe('empty');
  await expect(reads.read('k', createSource(away))).rejects.toThrow('away');
  expect(reads.getState().status).toBe('empty');
  expect(
    await reads.read(
      'k',
      createSource(async () => 'a'),
    ),
  ).toBe('a');
  expect(reads.getState().status).toBe('fresh');
});

test('a process that begins in an outage shows what an earlier one read, until there is an answer', async () => {
  const reads = createReads();
  const recall = vi.fn(async () => 'kept');
  expect(await reads.read('k', { load: away, recall })).toBe('kept');
  expect(reads.getState()).toMatchObject({ status: 'stale', lastSuccessAt: null });
  clockMs += 1_000;
  expect(await reads.read('k', { load: away, recall })).toBe('kept');
  expect(recall).toHaveBeenCalledTimes(1);
  clockMs += 2_000;
  expect(await reads.read('k', { ...createSource(async () => 'new'), recall })).toBe('new');
  expect(reads.getState().status).toBe('fresh');
});

test('where nothing was kept, or cannot be had, the failure of the source is what is told', async () => {
  const reads = createReads();
  await expect(reads.read('a', { load: away, recall: async () => null })).rejects.toThrow('away');
  await expect(
    reads.read('b', { load: away, recall: () => Promise.reject(new Error('redis is away too')) }),
  ).rejects.toThrow('away');
});

test('while nothing is published nobody asks; what was read before the last change is asked for again', async () => {
  const reads = createReads();
  await reads.read(
    'k',
    createSource(async () => 'old'),
  );
  const newer = createSource(async () => 'new');
  quietSince = clockMs;
  clockMs += 29_999;
  expect(await reads.read('k', newer)).toBe('old');
  expect(newer.load).not.toHaveBeenCalled();
  quietSince = null;
  expect(await reads.read('k', newer)).toBe('new');
  // Quiet again, but since a moment after it was read.
  quietSince = clockMs + 1;
  clockMs += 2_000;
  const newest = createSource(async () => 'newest');
  expect(await reads.read('k', newest)).toBe('newest');
  // A connection may have died without a word.
  clockMs += 30_000;
  expect(
    await reads.read(
      'k',
      createSource(async () => 'asked all the same'),
    ),
  ).toBe('asked all the same');
});

test('the age of what is held is told however old it is', async () => {
  const reads = createReads({ freshMs: 1 });
  await reads.read(
    'k',
    createSource(async () => 'a'),
  );
  expect(reads.getAgesMs()).toEqual({ k: 0 });
  clockMs += 20_000;
  // The cache's own clock is the real one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(reads.getAgesMs()).toEqual({ k: 20_000 });
});

test('that the source is back is found without a reader', async () => {
  const reads = createReads({ renewAfterMs: 20 });
  let isAway = true;
  const source = createSource(() => (isAway ? away() : Promise.resolve('back')));
  await expect(reads.read('k', source)).rejects.toThrow('away');
  await vi.waitFor(() => expect(source.load.mock.calls.length).toBeGreaterThan(2));
  expect(reads.getState().failingSince).not.toBeNull();
  isAway = false;
  await vi.waitFor(() => expect(reads.getState()).toMatchObject({ status: 'fresh', failingSince: null }));
  expect(said).toEqual(['outage of k: away', 'recovery']);
});
