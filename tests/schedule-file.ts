type Entry = Record<string, unknown>;

/** A session as frab writes it; `number` makes its id, its person and its hour. */
export function scheduleEntry(number: number, fields: Entry = {}): Entry {
  const hour = String(10 + (number % 8)).padStart(2, '0');
  return {
    id: number,
    guid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    date: `2031-05-0${1 + (number % 3)}T${hour}:00:00+02:00`,
    start: `${hour}:00`,
    duration: '00:45',
    title: `Session ${number}`,
    track: 'Craft',
    language: 'en',
    abstract: `What session ${number} is about.`,
    persons: [{ id: number, public_name: `Person ${number}` }],
    links: [],
    ...fields,
  };
}

/** A schedule file with these sessions by room, all on one day. */
export function scheduleFile(rooms: Record<string, unknown>, conference: Entry = {}): string {
  return JSON.stringify(
    {
      schedule: {
        version: '1',
        conference: {
          acronym: 'test',
          title: 'Test Days 2031',
          start: '2031-05-01',
          end: '2031-05-03',
          time_zone_name: 'Europe/Berlin',
          days: [{ index: 1, date: '2031-05-01', rooms }],
          ...conference,
        },
      },
    },
    null,
    2,
  );
}
