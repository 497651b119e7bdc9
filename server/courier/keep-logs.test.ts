import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogKeeper } from './keep-logs.ts';

let folder = '';
let nowMs = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-logs-'));
  nowMs = Date.now();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (maxBytes = 1_000) => createLogKeeper(folder, { keepDays: 7, maxBytes }, () => nowMs);
const names = async () => (await readdir(folder)).sort();
const daysMs = (count: number) => count * 86_400_000;

test('a log is set aside once a day, whole, and goes on in the same file', async () => {
  const keepLogs = open();
  await writeFile(join(folder, 'app-1.log'), 'yesterday\n');
  await keepLogs();
  expect(await names()).toEqual(['app-1.log']);
  nowMs += daysMs(1);
  await keepLogs();
  await appendFile(join(folder, 'app-1.log'), 'today\n');
  await keepLogs();
  const [log, aside, ...others] = await names();
  expect([log, others]).toEqual(['app-1.log', []]);
  expect(gunzipSync(await readFile(join(folder, aside ?? ''))).toString()).toBe('yesterday\n');
  expect(await readFile(join(folder, 'app-1.log'), 'utf8')).toBe('today\n');
});

test('a long log does not wait for the day to end; an empty one is left alone', async () => {
  const keepLogs = open(10);
  await writeFile(join(folder, 'long.log'), 'x'.repeat(11));
  await writeFile(join(folder, 'short.log'), 'x');
  await writeFile(join(folder, 'empty.log'), '');
  await keepLogs();
  expect(await names()).toEqual(['empty.log', 'long.log', expect.stringMatching(/^long\.log\..*\.gz$/), 'short.log']);
});

test('what has been silent for a week goes, whoever wrote it', async () => {
  const keepLogs = open();
  for (const [name, days] of [
    ['gone.log', 8],
    ['gone.log.old.gz', 8],
    ['recent.log', 6],
  ] as const) {
    await writeFile(join(folder, name), 'x');
    await utimes(join(folder, name), nowMs / 1000, (nowMs - daysMs(days)) / 1000);
  }
  await keepLogs();
  expect(await names()).toEqual(['recent.log']);
});
