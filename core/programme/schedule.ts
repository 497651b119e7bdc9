import type { TextBlock } from './rich-text-builder.ts';

/** A conference's programme as a schedule file tells it, checked. Instants are ISO 8601 in UTC, dates `YYYY-MM-DD`. */
export type Schedule = {
  /** `null` where the file does not say, or not in a way that can be used. */
  name: string | null;
  startsOn: string | null;
  endsOn: string | null;
  timeZone: string | null;
  /** The offset that the first session's time is written with, like `+02:00`: the best guess where no zone is known. */
  utcOffset: string | null;
  rooms: string[];
  tracks: string[];
  people: SchedulePerson[];
  sessions: ScheduleSession[];
};

export type SchedulePerson = { key: string; name: string; biography: TextBlock[] };

export type ScheduleSession = {
  /** The file's guid, else its id: the same in every version of the file. */
  key: string;
  title: string;
  subtitle: string | null;
  kind: string | null;
  language: string | null;
  startsAt: string;
  endsAt: string;
  room: string | null;
  track: string | null;
  personKeys: string[];
  abstract: TextBlock[];
  description: TextBlock[];
  links: { title: string; url: string }[];
};

export type ProblemKind = 'conference' | 'day' | 'room' | 'session' | 'person' | 'link';

/** Something in the file that could not be taken, and where: `schedule.conference.days[0].rooms.Curie[3]`. */
export type Problem = { kind: ProblemKind; path: string; line: number | null; what: string; reason: string };

/** Steps from the top of the file to a value. */
export type Place = (string | number)[];
/** `what` is the kind with the name it has in the file, where that helps to find it. */
export type ReportProblem = (place: Place, kind: ProblemKind, reason: string, what?: string) => void;

/** The file may hold more than was taken of it: what is missing from it may have been misread, not taken out. */
export const hidesEntries = ({ kind }: Problem): boolean => kind !== 'conference' && kind !== 'link';
