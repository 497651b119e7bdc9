import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { parseSession } from './parse-session.ts';
import type { Place, Problem, ReportProblem, Schedule, SchedulePerson, ScheduleSession } from './schedule.ts';
import { date, maxTitleLength, quote, Refusal, text, utcOffset } from './schedule-fields.ts';

/** The file as a whole cannot be used. */
export class NotASchedule extends Error {}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a schedule in the JSON that C3VOC, frab and pretalx write. What is wrong with one entry never costs another: it is
 * left out and told in `problems`. Throws `NotASchedule` where there is no programme to read at all.
 */
export function parseSchedule(source: string): { schedule: Schedule; problems: Problem[] } {
  const root = parseJson(source);
  const conference = conferenceOf(root);
  const found: Found[] = [];
  const report: ReportProblem = (place, kind, reason, what = kind) => found.push({ place, kind, what, reason });

  const baseUrl = baseUrlOf(root);
  const sessions = new Map<string, ScheduleSession>();
  const people = new Map<string, SchedulePerson>();
  const firstAt = new Map<string, Place>();
  const dates: string[] = [];
  const rooms = new Set(namesIn(conference.rooms));
  const tracks = new Set(namesIn(conference.tracks));
  let offset: string | null = null;

  for (const { place, entry, roomName } of entriesOf(conference.days as unknown[], report, dates)) {
    const what =
      isRecord(entry) && typeof entry.title === 'string' && entry.title.trim() !== ''
        ? `session ${quote(entry.title)}`
        : 'session';
    try {
      if (!isRecord(entry)) throw new Refusal('it is not an object');
      const { session, people: named } = parseSession(entry, place, roomName, baseUrl, report);
      const earlier = firstAt.get(session.key);
      if (earlier) throw new Refusal(`its id is that of ${toPath(earlier)}`);
      firstAt.set(session.key, place);
      sessions.set(session.key, session);
      for (const person of named) {
        // Some files tell about a person only once.
        const known = people.get(person.key);
        if (!known || known.biography.length < person.biography.length) people.set(person.key, person);
      }
      offset ??= utcOffset(entry);
      if (session.room) rooms.add(session.room);
      if (session.track) tracks.add(session.track);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      report(place, 'session', error.message, what);
    }
  }

  const usedRooms = new Set([...sessions.values()].map((session) => session.room));
  const usedTracks = new Set([...sessions.values()].map((session) => session.track));
  const schedule: Schedule = {
    name: conferenceText(conference, 'title', report),
    ...datesOf(conference, dates, report),
    utcOffset: offset,
    timeZone: timeZoneOf(conference, report),
    // A room nobody speaks in would be an empty column of the programme.
    rooms: [...rooms].filter((room) => usedRooms.has(room)),
    tracks: [...tracks].filter((track) => usedTracks.has(track)),
    people: [...people.values()],
    sessions: [...sessions.values()],
  };
  return { schedule, problems: withLines(source, found) };
}

const conferencePlace: Place = ['schedule', 'conference'];
type Found = Omit<Problem, 'path' | 'line'> & { place: Place };

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message quotes the file, line ends and all.
    throw new NotASchedule(
      `it is not JSON: ${String(error instanceof Error ? error.message : error).replace(/\s+/g, ' ')}`,
    );
  }
}

function conferenceOf(root: unknown): Record<string, unknown> {
  const conference = isRecord(root) && isRecord(root.schedule) ? root.schedule.conference : null;
  if (!isRecord(conference)) throw new NotASchedule('it has no schedule.conference');
  if (!Array.isArray(conference.days)) throw new NotASchedule('its schedule.conference.days is not a list');
  return conference;
}

function* entriesOf(days: unknown[], report: ReportProblem, dates: string[]) {
  for (const [dayIndex, day] of days.entries()) {
    const dayPlace = [...conferencePlace, 'days', dayIndex];
    const rooms = isRecord(day) ? day.rooms : null;
    const dayDate = isRecord(day) ? date(day.date) : null;
    if (dayDate) dates.push(dayDate);
    if (!isRecord(rooms)) {
      report(dayPlace, 'day', 'it has no rooms');
      continue;
    }
    for (const [roomName, entries] of Object.entries(rooms)) {
      const place = [...dayPlace, 'rooms', roomName];
      if (!Array.isArray(entries)) report(place, 'room', 'its sessions are not a list', `room ${quote(roomName)}`);
      else
        for (const [index, entry] of entries.entries())
          yield { place: [...place, index], entry: entry as unknown, roomName };
    }
  }
}

/** pretalx lists rooms and tracks in the organizer's order; frab does not, then the order of the sessions counts. */
function namesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) =>
    isRecord(item) && typeof item.name === 'string' && item.name.trim() ? [item.name.trim()] : [],
  );
}

function conferenceText(conference: Record<string, unknown>, name: string, report: ReportProblem): string | null {
  try {
    const value = text(conference, name, maxTitleLength);
    if (!value) report(conferencePlace, 'conference', `it has no ${name}`);
    return value;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report([...conferencePlace, name], 'conference', error.message);
    return null;
  }
}

/** What the conference says, else its first and last day. */
function datesOf(conference: Record<string, unknown>, days: string[], report: ReportProblem) {
  const told = (name: string) => {
    const value = conference[name];
    const day = date(value);
    if (!day && value !== undefined && value !== null) {
      report([...conferencePlace, name], 'conference', `its ${name} ${quote(value)} is not a date like 2027-06-17`);
    }
    return day;
  };
  const sorted = [...days].sort();
  const startsOn = told('start') ?? sorted[0] ?? null;
  const endsOn = told('end') ?? sorted.at(-1) ?? null;
  if (!startsOn || !endsOn || startsOn <= endsOn) return { startsOn, endsOn };
  report([...conferencePlace, 'end'], 'conference', `it ends on ${endsOn}, before it starts on ${startsOn}`);
  return { startsOn, endsOn: null };
}

function timeZoneOf(conference: Record<string, unknown>, report: ReportProblem): string | null {
  const zone = conference.time_zone_name;
  if (zone === undefined || zone === null) return null;
  try {
    if (typeof zone !== 'string') throw new RangeError();
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    report([...conferencePlace, 'time_zone_name'], 'conference', `its time zone ${quote(zone)} is not known`);
    return null;
  }
}

/** frab: `schedule.base_url`; pretalx: `schedule.url`. Relative links are below it. */
function baseUrlOf(root: unknown): string | undefined {
  const schedule = isRecord(root) && isRecord(root.schedule) ? root.schedule : {};
  const base = schedule.base_url ?? schedule.url;
  return typeof base === 'string' && URL.canParse(base) ? base : undefined;
}

/** `days[0].rooms["Main hall"][3].title` */
export function toPath(place: Place): string {
  return place
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** Lines are looked up only when there is something to tell: the second parse keeps positions. */
function withLines(source: string, found: Found[]): Problem[] {
  const tree = found.length > 0 ? parseTree(source) : undefined;
  return found.map(({ place, ...problem }) => {
    const node = tree && findNodeAtLocation(tree, place);
    const line = node ? source.slice(0, node.offset).split('\n').length : null;
    return { ...problem, path: toPath(place), line };
  });
}
