import { expect, test } from 'vitest';
import type { Session } from '../conference.ts';
import { groupByDay } from './days.ts';
import { NotASchedule, parseSchedule } from './parse-schedule.ts';
import { toProgrammeDocuments } from './programme-documents.ts';
import { hidesEntries } from './schedule.ts';

type Fields = Record<string, unknown>;

const entry = (id: number, fields: Fields = {}): Fields => ({
  id,
  guid: `guid-${id}`,
  date: '2031-05-01T10:00:00+02:00',
  duration: '00:45',
  title: `Session ${id}`,
  ...fields,
});
const file = (rooms: unknown, conference: Fields = {}): string =>
  JSON.stringify(
    {
      schedule: {
        base_url: 'https://talks.example/2031/',
        conference: {
          title: 'Test Days',
          start: '2031-05-01',
          end: '2031-05-03',
          time_zone_name: 'Europe/Berlin',
          days: [{ date: '2031-05-01', rooms }],
          ...conference,
        },
      },
    },
    null,
    1,
  );
const hall = 'schedule.conference.days[0].rooms.Hall';

/** The one problem of a file whose second of three entries is spoilt. */
function problemOf(fields: unknown) {
  const source = file({ Hall: [entry(1), fields, entry(3)] });
  const { schedule, problems } = parseSchedule(source);
  expect(schedule.sessions.map(({ title }) => title)).toEqual(['Session 1', 'Session 3']);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  expect(problem).toMatchObject({ kind: 'session', path: `${hall}[1]` });
  return problem?.reason;
}

test.each<[string, unknown, string]>([
  ['no object', null, 'it is not an object'],
  ['a list', [], 'it is not an object'],
  ['no title', entry(2, { title: undefined }), 'it has no title'],
  ['a blank title', entry(2, { title: ' \u0000\n' }), 'it has no title'],
  ['a title that is no text', entry(2, { title: { en: 'x' } }), 'its title is not text'],
  ['an endless title', entry(2, { title: 'x'.repeat(301) }), 'its title has 301 characters, more than the 300'],
  ['an endless text', entry(2, { abstract: 'x'.repeat(100_001) }), 'its abstract has 100001 characters'],
  ['no id', entry(2, { guid: '', id: null }), 'it has no guid and no id'],
  ['an id that is no key', entry(2, { guid: '../x', id: 1.5 }), 'it has no guid and no id'],
  ['the id of another', entry(2, { guid: 'GUID-1' }), `its id is that of ${hall}[0]`],
  ['no date', entry(2, { date: null }), 'it has no date'],
  ['a time without an offset', entry(2, { date: '2031-05-01T10:00:00' }), 'is not a time with an offset'],
  ['a date in words', entry(2, { date: 'on Monday' }), 'its date "on Monday" is not a time'],
  ['a date that is a number', entry(2, { date: 1_935_000_000 }), 'is not a time with an offset'],
  ['a day that there is not', entry(2, { date: '2031-02-30T10:00:00+01:00' }), 'is on a day that there is not'],
  ['an hour that there is not', entry(2, { date: '2031-05-01T25:00:00+02:00' }), 'is not a time with an offset'],
  ['no duration', entry(2, { duration: undefined }), 'it has no duration'],
  ['a duration in words', entry(2, { duration: 'short' }), 'its duration "short" is not hours and minutes'],
  ['no time at all', entry(2, { duration: '00:00' }), 'its duration "00:00" is not hours and minutes'],
  ['more than a week', entry(2, { duration: '8:00:00' }), 'is longer than a week'],
])('an entry with %s is left out alone, and said why', (_what, fields, reason) => {
  expect(problemOf(fields)).toContain(reason);
});

test('places are told as a path and a line, whatever the room is called', () => {
  const source = file({ 'Café "Ω"': [entry(1), 'nonsense'] });
  const { problems } = parseSchedule(source);
  const line = source.split('\n').findIndex((each) => each.includes('"nonsense"')) + 1;
  expect(problems).toEqual([
    {
      kind: 'session',
      what: 'session',
      path: 'schedule.conference.days[0].rooms["Café \\"Ω\\""][1]',
      line,
      reason: 'it is not an object',
    },
  ]);
});

test('rooms and days that are none cost the others nothing', () => {
  const days = [
    { date: '2031-05-01', rooms: { Hall: [entry(1)], Loft: 'closed', Yard: null } },
    'a day',
    { date: '2031-05-02' },
    { date: '2031-05-03', rooms: { Hall: [entry(2)] } },
  ];
  const { schedule, problems } = parseSchedule(file({}, { days }));
  expect(schedule.sessions).toHaveLength(2);
  expect(problems.map(({ path, what, reason }) => `${path} ${what}: ${reason}`)).toEqual([
    'schedule.conference.days[0].rooms.Loft room "Loft": its sessions are not a list',
    'schedule.conference.days[0].rooms.Yard room "Yard": its sessions are not a list',
    'schedule.conference.days[1] day: it has no rooms',
    'schedule.conference.days[2] day: it has no rooms',
  ]);
});

test('a person or a link that cannot be taken does not cost the session', () => {
  const { schedule, problems } = parseSchedule(
    file({
      Hall: [
        entry(1, {
          persons: [{ id: 1, public_name: 'Ada' }, { id: 2 }, 'Bob', { id: 3, public_name: '☃' }],
          links: [
            { url: 'https://example.org/', title: 'Site' },
            { url: 'javascript:alert(1)', title: 'Bad' },
            '/relative',
            { title: 'no address' },
          ],
        }),
        entry(2, { persons: { id: 1 }, links: 'none' }),
      ],
    }),
  );
  expect(schedule.sessions[0]).toMatchObject({
    personKeys: ['1', '3'],
    links: [
      { title: 'Site', url: 'https://example.org/' },
      { title: 'https://talks.example/relative', url: 'https://talks.example/relative' },
    ],
  });
  expect(problems.map(({ kind, path, reason }) => [kind, path.replace(hall, ''), reason])).toEqual([
    ['person', '[0].persons[1]', 'it has no public_name'],
    ['person', '[0].persons[2]', 'it is not an object'],
    ['link', '[0].links[1]', 'its address "javascript:alert(1)" is not a web or mail address'],
    ['link', '[0].links[3]', 'its address "null" is not a web or mail address'],
    ['person', '[1].persons', 'the list of them is not a list'],
    ['link', '[1].links', 'the list of them is not a list'],
  ]);
  // Who is missing may be behind a person that could not be read, never behind a link.
  expect(problems.map(hidesEntries)).toEqual([true, true, false, false, true, false]);
});

test('what is wrong with the conference itself is told, and the sessions are taken', () => {
  const { schedule, problems } = parseSchedule(
    file({ Hall: [entry(1)] }, { title: undefined, start: '2031-05-04', end: 'soon', time_zone_name: 'Mars/Olympus' }),
  );
  expect(schedule.sessions).toHaveLength(1);
  expect(schedule).toMatchObject({ name: null, startsOn: '2031-05-04', endsOn: null, timeZone: null });
  expect(problems.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    'conference: it has no title',
    'conference: its end "soon" is not a date like 2027-06-17',
    'conference: it ends on 2031-05-01, before it starts on 2031-05-04',
    'conference: its time zone "Mars/Olympus" is not known',
  ]);
  expect(problems.some(hidesEntries)).toBe(false);
});

test.each([
  ['', /it is not JSON/],
  ['{"schedule": {"conference": {"days": [', /it is not JSON/],
  ['[]', 'it has no schedule.conference'],
  ['{"schedule": {"conference": 7}}', 'it has no schedule.conference'],
  ['{"schedule": {"conference": {"days": {}}}}', 'its schedule.conference.days is not a list'],
])('%j is no schedule at all', (source, reason) => {
  expect(() => parseSchedule(source)).toThrow(NotASchedule);
  expect(() => parseSchedule(source)).toThrow(reason);
});

test('a byte order mark, as some editors write it, is nothing', () => {
  expect(parseSchedule(`\uFEFF${file({ Hall: [entry(1)] })}`).schedule.sessions).toHaveLength(1);
});

test('a room called like what every object has is a room like any other', () => {
  const source = file({ Hall: [entry(1)] }).replace('"Hall"', '"__proto__"');
  const { schedule, problems } = parseSchedule(source);
  expect([schedule.rooms, problems]).toEqual([['__proto__'], []]);
});

test('a session past midnight is at its own moment, on the evening it belongs to', () => {
  const late = entry(1, { date: '2031-05-02T00:30:00+02:00', start: '00:30', duration: '1:30' });
  const { schedule } = parseSchedule(file({ Hall: [entry(2, { date: '2031-05-01T20:00:00+02:00' }), late] }));
  expect(schedule.sessions[1]).toMatchObject({
    startsAt: '2031-05-01T22:30:00.000Z',
    endsAt: '2031-05-02T00:00:00.000Z',
  });
  const days = groupByDay(schedule.sessions as unknown as Session[], 'Europe/Berlin');
  expect(days.map(({ date, sessions }) => [date, sessions.length])).toEqual([['2031-05-01', 2]]);
});

test('where no zone is known the offset of the times stands in, as a first value only', () => {
  const zoneIn = (fields: Fields, conference: Fields) => {
    const [event] = toProgrammeDocuments(parseSchedule(file({ Hall: [entry(1, fields)] }, conference)).schedule);
    return [event?.fields.timeZone, event?.initial.timeZone];
  };
  expect(zoneIn({}, {})).toEqual(['Europe/Berlin', undefined]);
  expect(zoneIn({}, { time_zone_name: undefined })).toEqual([undefined, 'Etc/GMT-2']);
  expect(zoneIn({}, { time_zone_name: 'Mars/Olympus' })).toEqual([undefined, 'Etc/GMT-2']);
  expect(zoneIn({ date: '2031-05-01T10:00:00-0330' }, { time_zone_name: null })).toEqual([undefined, '-03:30']);
  expect(zoneIn({ date: '2031-05-01T10:00:00Z' }, { time_zone_name: null })).toEqual([undefined, 'Etc/UTC']);
  for (const zone of ['Etc/GMT-2', '-03:30', 'Etc/UTC']) {
    expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  }
});

test('people, rooms and tracks are there once, however often and however they are written', () => {
  const ada = { id: 7, public_name: 'Ada', biography: '' };
  const { schedule } = parseSchedule(
    file({
      'Main Hall': [
        entry(1, { persons: [ada, ada], track: 'Web & Co' }),
        entry(2, { room: 'main  hall', persons: [{ ...ada, biography: 'Counts.' }], track: 'Web & Co' }),
      ],
      Ω: [entry(3, { persons: [{ guid: 'x-7', public_name: 'Ada' }] })],
    }),
  );
  const documents = toProgrammeDocuments(schedule);
  const of = (type: string) => documents.filter(({ _type }) => _type === type);
  expect(of('room').map(({ _id, fields }) => [_id, fields.name])).toEqual([
    ['room-main-hall', 'Main Hall'],
    ['room-q1', 'Ω'],
  ]);
  expect(of('track')).toHaveLength(1);
  expect(of('speaker').map(({ _id, initial }) => [_id, initial.slug])).toEqual([
    ['speaker-7', { _type: 'slug', current: 'ada' }],
    ['speaker-x-7', { _type: 'slug', current: 'ada-x-7' }],
  ]);
  expect(of('speaker')[0]?.fields.biography).toMatchObject([{ children: [{ text: 'Counts.' }] }]);
  expect(new Set(documents.map(({ _id }) => _id)).size).toBe(documents.length);
  // Whatever is referred to is there, and before what refers to it.
  const seen = new Set<string>();
  for (const { _id, fields } of documents) {
    const references = [...JSON.stringify(fields).matchAll(/"_ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(references.filter((target) => !seen.has(target ?? ''))).toEqual([]);
    seen.add(_id);
  }
});
