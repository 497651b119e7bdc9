import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';

let lake: LakeServer;
beforeEach(async () => {
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '100000' });
});
afterEach(() => lake.stop());

const connect = () => lake.connect({ token: lakeToken });
const note = (number: number) => ({ _id: `note-${number}`, _type: 'note', text: 'x'.repeat(500) });
const readNotes = () => connect().fetch<string[]>('*[_type == "note"]|order(_createdAt asc)._id');

/** Writes one note after another until the lake is gone, and adds those it was told are stored. */
async function writeUntilGone(from: number, stored: string[]): Promise<void> {
  for (let number = from; ; number++) {
    try {
      await connect().create(note(number));
      stored.push(`note-${number}`);
    } catch {
      return;
    }
  }
}

test('whatever was answered as stored is there after kill -9 in the middle of writing', async () => {
  const stored: string[] = [];
  for (let round = 0; round < 3; round++) {
    const before = stored.length;
    const writers = [0, 1, 2].map((writer) => writeUntilGone((round * 3 + writer) * 100_000, stored));
    await vi.waitFor(() => expect(stored.length - before).toBeGreaterThan(10 * (round + 1)), 20_000);
    await lake.kill();
    await Promise.all(writers);
    await lake.startAgain();
    const there = new Set(await readNotes());
    expect(stored.filter((id) => !there.has(id))).toEqual([]);
    // A write that was not answered may be there, at most one a writer and kill.
    expect(there.size - stored.length).toBeLessThanOrEqual(3 * (round + 1));
  }
  // What was there is not seeded anew.
  expect(await connect().fetch('count(*[_type == "session"])')).toBe(19);
});

test('a log whose last entry was cut short loses that entry alone', async () => {
  for (let number = 0; number < 20; number++) await connect().create(note(number));
  await lake.kill();
  const log = join(lake.dataDir, 'lake.sqlite-wal');
  truncateSync(log, statSync(log).size - 700);
  await lake.startAgain();
  const all = Array.from({ length: 20 }, (_, number) => `note-${number}`);
  expect((await readNotes()).toSorted()).toEqual(all.slice(0, 19).toSorted());
  // And it goes on from there.
  await connect().create(note(19));
  await lake.kill();
  await lake.startAgain();
  expect(await readNotes()).toHaveLength(20);
});

test('a log whose last entry is rubbish loses that entry alone', async () => {
  for (let number = 0; number < 5; number++) await connect().create(note(number));
  await lake.kill();
  const log = join(lake.dataDir, 'lake.sqlite-wal');
  const bytes = readFileSync(log);
  bytes.fill(0xff, bytes.length - 3_000);
  writeFileSync(log, bytes);
  await lake.startAgain();
  expect((await readNotes()).toSorted()).toEqual(['note-0', 'note-1', 'note-2', 'note-3']);
});

test('the log does not grow with what is written over', async () => {
  const client = connect();
  const text = 'y'.repeat(40_000);
  await client.create(note(1));
  for (let number = 0; number < 200; number++)
    await client
      .patch('note-1')
      .set({ text: `${text}${number}` })
      .commit();
  const size = (name: string) => statSync(join(lake.dataDir, name)).size;
  // 200 times 40 kB went through it; SQLite folds the log into the file every 1,000 pages of 4 kB.
  expect(size('lake.sqlite-wal')).toBeLessThan(6_000_000);
  expect(size('lake.sqlite')).toBeLessThan(3_000_000);
});

test('a second lake in the same folder does not start, and says why', async () => {
  const entry = fileURLToPath(new URL('../../stand-ins/content-lake/main.ts', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [entry], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      LAKE_PORT: '0',
      LAKE_DATA_DIR: lake.dataDir,
      LAKE_TOKEN: lakeToken,
    },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, expect.stringContaining('Another lake is at work in')]);
  expect(await connect().fetch('count(*[_type == "session"])')).toBe(19);
});

test('content that is no content stops the start with its reason instead of being seeded over', async () => {
  await lake.kill();
  // A whole log would mend the file.
  rmSync(join(lake.dataDir, 'lake.sqlite-wal'));
  writeFileSync(
    join(lake.dataDir, 'lake.sqlite'),
    'not a database at all, but long enough to be looked at'.repeat(100),
  );
  await expect(lake.startAgain()).rejects.toThrow(/cannot be read: file is not a database/);
});
