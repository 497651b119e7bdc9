import type { Programme, Session } from '../conference.ts';
import { toPlainText } from '../rich-text.ts';
import { conferenceDayOf } from './days.ts';

/** What the programme's GET form asks for; an empty string means no wish. */
export type ProgrammeFilter = { day: string; room: string; track: string; q: string };

const longestQuery = 100;

export function parseFilter(search: URLSearchParams): ProgrammeFilter {
  const get = (name: string) => (search.get(name) ?? '').trim().slice(0, longestQuery);
  return { day: get('day'), room: get('room'), track: get('track'), q: get('q') };
}

/** `Zoë` is found by `zoe`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

function searchableText(session: Session): string {
  return fold(
    [
      session.title,
      session.subtitle,
      session.kind,
      session.room?.name,
      session.track?.name,
      ...session.speakers.map((speaker) => speaker.name),
      toPlainText(session.abstract),
    ]
      .filter(Boolean)
      .join(' '),
  );
}

/** Every word must occur somewhere in title, people, room, track or abstract. */
export function filterSessions(programme: Programme, filter: ProgrammeFilter, timeZone: string): Session[] {
  const words = fold(filter.q).split(/\s+/).filter(Boolean);
  return programme.sessions.filter((session) => {
    if (filter.day && conferenceDayOf(session, timeZone) !== filter.day) return false;
    if (filter.room && session.room?.slug !== filter.room) return false;
    if (filter.track && session.track?.slug !== filter.track) return false;
    if (words.length === 0) return true;
    const text = searchableText(session);
    return words.every((word) => text.includes(word));
  });
}
