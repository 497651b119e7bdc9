import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStartTime } from './process-identity.ts';
import { claimRun, findRun, removeRun, writeRun } from './run-file.ts';

const run = { baseUrl: 'http://127.0.0.1:1', pm2Home: '/nowhere', variables: {} };
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-run-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const file = () => join(dataDir, 'run.json');
const change = (changes: object) =>
  writeFileSync(file(), JSON.stringify({ ...JSON.parse(readFileSync(file(), 'utf8')), ...changes }));

test('the run of a process that lives is found, by its owner alone, until it is removed', () => {
  expect(findRun(dataDir)).toBe(null);
  writeRun(dataDir, run);
  expect(findRun(dataDir)).toMatchObject({ ...run, pid: process.pid });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  removeRun(dataDir);
  expect(findRun(dataDir)).toBe(null);
});

test('the file of a process that was killed is no run', () => {
  writeRun(dataDir, run);
  change({ pid: spawnSync('true').pid });
  expect(findRun(dataDir)).toBe(null);
});

test('nor is that of one whose number another process has now', () => {
  writeRun(dataDir, run);
  change({ startedAt: '1' });
  expect(findRun(dataDir)).toBe(null);
});

test('a file that was written in part is no run', () => {
  writeFileSync(file(), '{"pid":');
  expect(findRun(dataDir)).toBe(null);
});

test('a folder that another start has is not claimed; one that only a dead one had is', () => {
  writeRun(dataDir, { ...run, baseUrl: 'http://127.0.0.1:2' });
  change({ pid: process.ppid, startedAt: readStartTime(process.ppid) });
  expect(claimRun(dataDir, run)).toMatchObject({ pid: process.ppid, baseUrl: 'http://127.0.0.1:2' });
  expect(findRun(dataDir)?.pid).toBe(process.ppid);
  change({ pid: spawnSync('true').pid });
  expect(claimRun(dataDir, run)).toBe(null);
  expect(findRun(dataDir)?.pid).toBe(process.pid);
});
