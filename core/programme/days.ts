import type { Session } from '../conference.ts';
import { toZonedDate } from '../zoned-time.ts';

/** A session that starts before this hour still belongs to the evening before, as people speak of it. */
const dayStartsAtHour = 5;

export type ProgrammeDay = { date: string; sessions: Session[] };

export function conferenceDayOf(session: Session, timeZone: string): string {
  return toZonedDate(Date.parse(session.startsAt) - dayStartsAtHour * 3_600_000, timeZone);
}

/** Expects sessions sorted by start; keeps their order. */
export function groupByDay(sessions: readonly Session[], timeZone: string): ProgrammeDay[] {
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const date = conferenceDayOf(session, timeZone);
    const list = days.get(date);
    if (list) list.push(session);
    else days.set(date, [session]);
  }
  return [...days].map(([date, list]) => ({ date, sessions: list }));
}

export type StartGroup = { startsAt: string; sessions: Session[] };

/** What begins at the same moment, together; expects sessions sorted by start. */
export function groupByStart(sessions: readonly Session[]): StartGroup[] {
  const groups: StartGroup[] = [];
  for (const session of sessions) {
    const last = groups.at(-1);
    if (last?.startsAt === session.startsAt) last.sessions.push(session);
    else groups.push({ startsAt: session.startsAt, sessions: [session] });
  }
  return groups;
}
