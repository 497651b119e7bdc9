import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStartTime } from '../stack/process-identity.ts';
import { holdLock } from './lock.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-lock-'));
  file = join(folder, 'build.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('two at a time take turns, and nothing is left behind', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    return 'done';
  };
  expect(await Promise.all([1, 2, 3].map(() => holdLock(file, work)))).toEqual(['done', 'done', 'done']);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('work that fails frees the lock', async () => {
  await expect(holdLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await holdLock(file, async () => 'done')).toBe('done');
});

const dead = spawnSync('true').pid;
test.each([
  ['of a process that has ended', `${dead} 1`],
  ['of a process whose number another one has now', `${process.pid} 1`],
  ['without a holder', ''],
  ['of an earlier kind', String(dead)],
])('a lock %s gives way, to one at a time', async (_, holder) => {
  await writeFile(file, holder);
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all([1, 2, 3, 4].map(() => holdLock(file, work)));
});

test('a lock held by a process that lives is waited for', async () => {
  await writeFile(file, `${process.pid} ${readStartTime(process.pid)}`);
  let isDone = false;
  const waiting = holdLock(file, async () => {
    isDone = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(isDone).toBe(false);
  await rm(file);
  await waiting;
});
