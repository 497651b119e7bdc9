import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SanityClient } from '@sanity/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LakeServer, lakeToken, startLakeServer } from '../lake-server.ts';
import { scheduleEntry, scheduleFile } from '../schedule-file.ts';

const command = fileURLToPath(new URL('../../scripts/import-programme.ts', import.meta.url));
const ownProgramme = fileURLToPath(new URL('../../stand-ins/seed/programme.schedule.json', import.meta.url));
const programmeTypes = ['event', 'room', 'track', 'speaker', 'session'];

let lake: LakeServer;
let client: SanityClient;
let folder: string;
beforeEach(async () => {
  lake = await startLakeServer();
  client = lake.connect({ token: lakeToken, perspective: 'raw' });
  folder = mkdtempSync(join(tmpdir(), 'foyer-import-'));
});
afterEach(async () => {
  await lake.stop();
  rmSync(folder, { recursive: true });
});

function save(text: string): string {
  const file = join(folder, 'schedule.json');
  writeFileSync(file, text);
  return file;
}

function importFile(file: string, env: Record<string, string> = {}) {
  const variables = { PATH: process.env.PATH, LAKE_URL: lake.url, LAKE_TOKEN: lakeToken, NODE_ENV: 'test' as const };
  return new Promise<{ status: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [command, file], { env: { ...variables, ...env } }, (error, out, err) => {
      resolve({ status: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** Every row of the report, as numbers: created, changed, unchanged, and what else it has columns for. */
function rowsOf(out: string): Record<string, number[]> {
  const rows = out.matchAll(/^ {2}(event|rooms|tracks|people|sessions|total) +([\d ]+)$/gm);
  return Object.fromEntries([...rows].map(([, name, cells]) => [name, (cells ?? '').trim().split(/ +/).map(Number)]));
}

const readRevisions = () =>
  client.fetch<{ _id: string; _rev: string }[]>(
    '*[_type in $types || _id == "import.programme"]|order(_id){_id, _rev}',
    {
      types: programmeTypes,
    },
  );
const count = (type: string) => client.fetch<number>('count(*[_type == $type])', { type });

const rooms = {
  Hall: [1, 2, 3].map((number) => scheduleEntry(number)),
  'Café Ω': [scheduleEntry(4, { persons: [], track: null })],
};

test('another conference takes the place of the sample one; the second time nothing is written', async () => {
  const file = save(scheduleFile(rooms));
  const forSale = await count('ticketType');
  expect(forSale).toBeGreaterThan(0);
  const first = await importFile(file);
  expect(first).toMatchObject({ status: 0, err: '' });
  expect(rowsOf(first.out)).toEqual({
    event: [0, 1, 0, 0],
    rooms: [2, 0, 0, 3],
    tracks: [1, 0, 0, 4],
    people: [3, 0, 0, 14],
    sessions: [4, 0, 0, 19],
    total: [10, 1, 0, 40],
  });
  expect([await count('session'), await count('speaker'), await count('room'), await count('track')]).toEqual([
    4, 3, 2, 1,
  ]);
  // What is for sale is no part of the programme.
  expect(await count('ticketType')).toBe(forSale);
  const event = await client.getDocument('event');
  expect(event).toMatchObject({ name: 'Test Days 2031', timeZone: 'Europe/Berlin', startsOn: '2031-05-01' });
  expect(event).not.toHaveProperty('tagline');

  const before = await readRevisions();
  const second = await importFile(file);
  expect(second.status).toBe(0);
  expect(rowsOf(second.out).total).toEqual([0, 0, 11]);
  expect(await readRevisions()).toEqual(before);
});

test('the programme that the sample conference was made of finds everything as it is', async () => {
  const { status, out } = await importFile(ownProgramme);
  expect(status).toBe(0);
  expect(rowsOf(out).total).toEqual([0, 0, 41]);
  expect(await client.fetch('count(*[_type == "speaker" && defined(portrait)])')).toBe(14);
});

test('broken entries are named with their place, the good ones imported, and the exit status says so', async () => {
  const text = scheduleFile({
    Hall: [
      scheduleEntry(1),
      scheduleEntry(2, { date: '2031-05-01 10:00' }),
      'a string',
      scheduleEntry(4, { persons: [{ id: 'nobody' }] }),
    ],
  });
  const lineOf = (quoted: string) => text.split('\n').findIndex((line) => line.includes(quoted)) + 1;
  const { status, out } = await importFile(save(text));
  expect(status).toBe(1);
  expect(rowsOf(out).sessions).toEqual([2, 0, 0, 19]);
  expect(await client.fetch('*[_type == "session"].title|order(@)')).toEqual(['Session 1', 'Session 4']);
  const told = out.slice(out.indexOf('3 entries were not taken:')).trim().split('\n').slice(1);
  const [second, third, person] = told.map((line) => line.replace(/^.*schedule\.json:/, ''));
  const hall = 'schedule.conference.days[0].rooms.Hall';
  // An entry's place is where it opens, the line before its id.
  expect(second).toBe(
    `${lineOf('"id": 2,') - 1}: session "Session 2": its date "2031-05-01 10:00" is not a time with an offset, like 2027-06-17T09:30:00+01:00 (${hall}[1])`,
  );
  expect(third).toBe(`${lineOf('"a string"')}: session: it is not an object (${hall}[2])`);
  expect(person).toBe(`${lineOf('"id": "nobody"') - 1}: person: it has no public_name (${hall}[3].persons[0])`);

  // Mended and imported again, everything is there; broken once more, what may be behind the broken entry stays.
  const entries = [1, 2, 3].map((number) => scheduleEntry(number));
  expect((await importFile(save(scheduleFile({ Hall: entries })))).status).toBe(0);
  const broken = await importFile(save(scheduleFile({ Hall: [entries[0], entries[1], { ...entries[2], title: 7 }] })));
  expect(broken.status).toBe(1);
  expect(rowsOf(broken.out).sessions).toEqual([0, 0, 2, 1]);
  expect(broken.out).toContain(
    '2 that the file does not have were kept, as some entries of the file could not be read',
  );
  expect(await count('session')).toBe(3);
});

test('where nothing can be done, one clear sentence and the exit status 2', async () => {
  const good = save(scheduleFile(rooms));
  const before = await readRevisions();
  const empty = join(folder, 'empty.json');
  writeFileSync(empty, scheduleFile({ Hall: [scheduleEntry(1, { title: '' })] }));
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'Friday:\n10:00 opening');
  const other = join(folder, 'other.json');
  writeFileSync(other, '{"name": "left-pad"}');
  const cases: [string, Record<string, string>, RegExp][] = [
    [join(folder, 'none.json'), {}, /none\.json cannot be imported: there is no such file\. Nothing was imported\.$/],
    [folder, {}, /it is a folder\. Nothing was imported\.$/],
    [text, {}, /it is not JSON: .*\. Nothing was imported\.$/],
    [other, {}, /it has no schedule\.conference\. Nothing was imported\.$/],
    [empty, {}, /holds no session that could be taken\. Nothing was imported\.$/],
    [good, { LAKE_TOKEN: 'not-the-token-of-it' }, /refuses the token in LAKE_TOKEN: .* Nothing was imported\.$/],
    [
      good,
      { LAKE_URL: 'http://127.0.0.1:9999' },
      /9999 does not answer \(.*ECONNREFUSED.*\)\. Nothing was imported\.$/,
    ],
  ];
  for (const [file, env, sentence] of cases) {
    const { status, err } = await importFile(file, env);
    expect([status, err.trim()]).toEqual([2, expect.stringMatching(sentence)]);
    expect(err.trim()).not.toContain('\n');
    expect(err).not.toContain(lakeToken);
  }
  expect(await readRevisions()).toEqual(before);
});

test("an organizer's work outlives every import", async () => {
  const file = save(scheduleFile(rooms));
  await importFile(file);
  const id = 'session-00000000-0000-4000-8000-000000000001';
  await client
    .patch('speaker-1')
    .set({ role: 'Host', slug: { _type: 'slug', current: 'the-host' } })
    .commit();
  await client.patch(id).set({ title: 'Edited in Studio' }).commit();
  await client.patch('event').set({ currency: 'CHF', tagline: 'Ours' }).commit();
  const again = await importFile(file);
  expect(rowsOf(again.out).total).toEqual([0, 1, 10]);
  expect(await client.getDocument(id)).toHaveProperty('title', 'Session 1');
  expect(await client.getDocument('speaker-1')).toMatchObject({ role: 'Host', slug: { current: 'the-host' } });
  expect(await client.getDocument('event')).toMatchObject({ currency: 'CHF', tagline: 'Ours' });

  // Gone from the file: the one that was edited stays, and is named.
  const shorter = await importFile(save(scheduleFile({ Hall: [scheduleEntry(3)] })));
  expect(shorter.status).toBe(0);
  expect(shorter.out).toContain('Person 1 (speaker-1)');
  expect(rowsOf(shorter.out)).toMatchObject({
    people: [0, 0, 1, 1, 1],
    sessions: [0, 0, 1, 3, 0],
    rooms: [0, 0, 1, 1, 0],
  });
});

test('two imports at once end as one', async () => {
  const file = save(scheduleFile(rooms));
  const both = await Promise.all([importFile(file), importFile(file)]);
  expect(both.map(({ status }) => status)).toEqual([0, 0]);
  expect(await count('session')).toBe(4);
  expect(rowsOf((await importFile(file)).out).total).toEqual([0, 0, 11]);
});

test('a very large programme goes in within the limit of requests a second', async () => {
  const entries = Array.from({ length: 1_200 }, (_, index) =>
    scheduleEntry(index + 1, { description: `<p>${'Many words. '.repeat(150)}</p>` }),
  );
  const file = save(scheduleFile({ Hall: entries }));
  const first = await importFile(file);
  expect(first).toMatchObject({ status: 0, err: '' });
  expect(await count('session')).toBe(1_200);
  expect(rowsOf((await importFile(file)).out).total).toEqual([0, 0, 2_403]);
});

test('a lake that is busy, then away, and then back: the import says how far it came and goes on from there', async () => {
  await lake.stop();
  lake = await startLakeServer({ LAKE_MUTATIONS_PER_SECOND: '1' });
  const reader = lake.connect({ token: lakeToken, perspective: 'raw' });
  const entries = Array.from({ length: 450 }, (_, index) => scheduleEntry(index + 1));
  const file = save(scheduleFile({ Hall: entries }));
  const importing = importFile(file);
  // Beside the sample's 14 people are those of the first batch and of the second, which had to wait for its turn.
  await vi.waitFor(async () => expect(await reader.fetch('count(*[_type == "speaker"])')).toBeGreaterThan(220), {
    timeout: 20_000,
  });
  await lake.kill();
  const cut = await importing;
  expect(cut.status).toBe(2);
  expect(cut.err).toMatch(/does not answer \(.*\)\. \d+ documents were written before that; run the import again/);

  await lake.startAgain();
  const { status, out } = await importFile(file);
  expect(status).toBe(0);
  const written = Number(/(\d+) documents were written/.exec(cut.err)?.[1]);
  expect(rowsOf(out).total?.slice(0, 3)).toEqual([903 - written, 0, written]);
  expect(await reader.fetch('count(*[_type == "session"])')).toBe(450);
});
