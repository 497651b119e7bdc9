/** What a schedule file says, read without the importer's own parser, so that neither can hide the other's mistake. */
export type Expected = {
  name: string;
  sessions: { title: string; startsAt: string; people: string[] }[];
  people: string[];
};

export type RawEntry = { title: string; date: string; persons?: { id?: number; guid?: string; public_name: string }[] };
export type RawFile = {
  schedule: { conference: { title: string; days: { rooms: Record<string, RawEntry[]> }[] } };
};

export function entriesOf(file: RawFile): { entry: RawEntry; path: string; list: unknown[]; index: number }[] {
  return file.schedule.conference.days.flatMap((day, dayIndex) =>
    Object.entries(day.rooms).flatMap(([room, list]) => {
      const name = /^[A-Za-z_]\w*$/.test(room) ? `.${room}` : `[${JSON.stringify(room)}]`;
      const path = `schedule.conference.days[${dayIndex}].rooms${name}`;
      return list.map((entry, index) => ({ entry, path: `${path}[${index}]`, list, index }));
    }),
  );
}

export function readExpected(name: string, entries: RawEntry[]): Expected {
  const persons = entries.flatMap((entry) => entry.persons ?? []);
  const byId = new Map(persons.map((person) => [String(person.guid ?? person.id), person.public_name.trim()]));
  return {
    name,
    sessions: entries.map((entry) => ({
      title: entry.title.trim(),
      startsAt: new Date(entry.date).toISOString(),
      people: [...new Set((entry.persons ?? []).map((person) => person.public_name.trim()))].sort(),
    })),
    people: [...byId.values()].sort(),
  };
}
