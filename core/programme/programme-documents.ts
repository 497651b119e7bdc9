import type { Schedule } from './schedule.ts';
import { slugify } from './slug.ts';

export type ProgrammeType = 'event' | 'room' | 'track' | 'speaker' | 'session';

/** A document as an import wants it. `fields` follow the file at every import; `initial` are set once and then the organizer's. */
export type ProgrammeDocument = {
  _id: string;
  _type: ProgrammeType;
  fields: Record<string, unknown>;
  initial: Record<string, unknown>;
};

/** What docs/content-model.md says, for everything in a schedule; ids depend on the file alone. References come after their targets. */
export function toProgrammeDocuments(schedule: Schedule): ProgrammeDocument[] {
  const slugOf = createSlugs();
  const event: ProgrammeDocument = {
    _id: 'event',
    _type: 'event',
    fields: given({
      name: schedule.name,
      startsOn: schedule.startsOn,
      endsOn: schedule.endsOn,
      timeZone: schedule.timeZone,
    }),
    initial: given({ currency: 'EUR', timeZone: schedule.timeZone ? null : zoneOf(schedule.utcOffset) }),
  };
  // Names that differ only in how they are written are one place, called as it is called first.
  const named = (type: 'room' | 'track', names: string[]) => {
    const byId = new Map<string, string>();
    for (const name of names) if (!byId.has(nameId(type, name))) byId.set(nameId(type, name), name);
    return [...byId].map(
      ([_id, name], order): ProgrammeDocument => ({
        _id,
        _type: type,
        fields: { name },
        initial: { slug: slugOf(type, name, `${order + 1}`), order },
      }),
    );
  };
  const people = schedule.people.map(
    (person): ProgrammeDocument => ({
      _id: `speaker-${person.key}`,
      _type: 'speaker',
      fields: given({ name: person.name, biography: person.biography }),
      initial: { slug: slugOf('speaker', person.name, person.key) },
    }),
  );
  const sessions = schedule.sessions.map(
    (session): ProgrammeDocument => ({
      _id: `session-${session.key}`,
      _type: 'session',
      fields: given({
        title: session.title,
        subtitle: session.subtitle,
        kind: session.kind,
        language: session.language,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        room: session.room && reference(nameId('room', session.room)),
        track: session.track && reference(nameId('track', session.track)),
        speakers: session.personKeys.map((key) => ({ ...reference(`speaker-${key}`), _key: key })),
        abstract: session.abstract,
        description: session.description,
        links: session.links.map((link, index) => ({ _type: 'link', _key: `link${index}`, ...link })),
      }),
      initial: { slug: slugOf('session', session.title, session.key) },
    }),
  );
  return [event, ...named('room', schedule.rooms), ...named('track', schedule.tracks), ...people, ...sessions];
}

const reference = (id: string) => ({ _type: 'reference', _ref: id });

/** A zone with this offset all year, for a file that names none; the signs in `Etc/` are the other way round. */
export function zoneOf(utcOffset: string | null): string | null {
  if (!utcOffset) return null;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(utcOffset) ?? [];
  if (minutes !== '00') return utcOffset;
  return Number(hours) === 0 ? 'Etc/UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
}

/** Names that Latin letters cannot spell still need an id of their own, the same every time. */
function nameId(type: string, name: string): string {
  const codes = () => [...name].map((letter) => letter.codePointAt(0)?.toString(36)).join('');
  return `${type}-${slugify(name) || codes().slice(0, 60)}`;
}

/** What a file leaves empty is not written, so that an organizer's own words stay. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** Readable and unique within a type; the second one of a name carries its key. */
function createSlugs() {
  const taken = new Set<string>();
  return (type: string, name: string, key: string) => {
    const plain = slugify(name);
    const unique =
      plain && !taken.has(`${type}/${plain}`) ? plain : slugify(`${plain || type}-${key.slice(0, 8)}`, 100);
    taken.add(`${type}/${unique}`);
    return { _type: 'slug', current: unique };
  };
}
