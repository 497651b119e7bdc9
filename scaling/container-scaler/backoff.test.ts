import { expect, test } from 'vitest';
import { createBackoff } from './backoff.ts';

test('at once, then after twice as long each time, up to the most', () => {
  const backoff = createBackoff({ firstMs: 60, mostMs: 200 });
  const tries: number[] = [];
  for (let nowMs = 0; nowMs < 1_000; nowMs++) {
    if (!backoff.isDue('one', nowMs)) continue;
    backoff.noteTry('one', nowMs);
    tries.push(nowMs);
  }
  expect(tries).toEqual([0, 60, 180, 380, 580, 780, 980]);
});

test('one that has been well for long enough is tried at once again; a moment is not enough', () => {
  const backoff = createBackoff({ firstMs: 60, mostMs: 200 });
  expect(backoff.noteTry('one', 0)).toEqual({ waitMs: 60, count: 1 });
  backoff.noteWell('one', 10);
  backoff.noteIll('one');
  backoff.noteWell('one', 30);
  backoff.noteWell('one', 229);
  expect(backoff.noteTry('one', 230).count).toBe(2);
  backoff.noteWell('one', 240);
  backoff.noteWell('one', 440);
  expect(backoff.noteTry('one', 441).count).toBe(1);
  expect(backoff.isDue('two', 0)).toBe(true);
});
