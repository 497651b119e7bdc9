import type { Room, Session } from '../conference.ts';

/** One `<td>`: sessions in one room over `rowSpan` rows; no sessions means the room is free. */
export type GridCell = { roomId: string; rowSpan: number; sessions: Session[] };
export type GridRow = { startsAt: string; cells: GridCell[] };
export type Grid = { rooms: Room[]; rows: GridRow[] };

type Span = { from: number; to: number; sessions: Session[] };

/**
 * A day as a table: a row for each moment at which something starts, a column for each room that is used. A session covers
 * the rows that start before it ends. Sessions that overlap in one room (a mistake in the plan) share a cell, so that none
 * is lost. Null when a session has no room: such a day is better shown as a list.
 */
export function buildGrid(sessions: readonly Session[], rooms: readonly Room[]): Grid | null {
  if (sessions.some((session) => session.room === null)) return null;
  const starts = [...new Set(sessions.map((session) => session.startsAt))].sort();
  const used = rooms.filter((room) => sessions.some((session) => session.room?.id === room.id));
  const known = new Set(used.map((room) => room.id));
  if (sessions.some((session) => session.room && !known.has(session.room.id))) return null;

  const rows: GridRow[] = starts.map((startsAt) => ({ startsAt, cells: [] }));
  for (const room of used) {
    for (const { from, to, sessions: inCell } of spansOf(room, sessions, starts)) {
      rows[from]?.cells.push({ roomId: room.id, rowSpan: to - from, sessions: inCell });
    }
  }
  return { rooms: used, rows };
}

/** The room's column from top to bottom, without a gap: busy spans and the free ones between them. */
function spansOf(room: Room, sessions: readonly Session[], starts: readonly string[]): Span[] {
  const spans: Span[] = [];
  const isBefore = (a: string, b: string) => Date.parse(a) < Date.parse(b);
  for (const session of sessions.filter((candidate) => candidate.room?.id === room.id)) {
    const from = starts.indexOf(session.startsAt);
    const covered = starts.filter((start) => !isBefore(start, session.startsAt) && isBefore(start, session.endsAt));
    const to = from + Math.max(1, covered.length);
    const last = spans.at(-1);
    if (last && last.to > from) {
      last.to = Math.max(last.to, to);
      last.sessions.push(session);
    } else {
      if ((last?.to ?? 0) < from) spans.push({ from: last?.to ?? 0, to: from, sessions: [] });
      spans.push({ from, to, sessions: [session] });
    }
  }
  const end = spans.at(-1)?.to ?? 0;
  if (end < starts.length) spans.push({ from: end, to: starts.length, sessions: [] });
  return spans;
}
