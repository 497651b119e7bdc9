import { dateInZone, formatInZone } from './zoned-time.ts';

/** Each rule answers what is wrong, in words for the organizer, or null. What is missing is another rule's affair. */
type Problem = string | null;
/** Fields come as whatever the document holds. */
type Field = unknown;

export type ScheduledSession = { title: string | null; startsAt: string; endsAt: string };

const isText = (field: Field): field is string => typeof field === 'string' && field !== '';
const toTime = (field: Field): number => (isText(field) ? Date.parse(field) : Number.NaN);

export function findDatesProblem(startsOn: Field, endsOn: Field): Problem {
  if (!isText(startsOn) || !isText(endsOn) || endsOn >= startsOn) return null;
  return 'The last day is before the first one.';
}

export function findEndProblem(startsAt: Field, endsAt: Field): Problem {
  if (!(toTime(endsAt) <= toTime(startsAt))) return null;
  return toTime(endsAt) === toTime(startsAt)
    ? 'The session ends the moment it begins. The site leaves it out until that is mended.'
    : 'The session ends before it begins. The site leaves it out until that is mended.';
}

/** The first of the others that is on at the same time. One that begins as another ends is fine. */
export function findOverlap<T extends ScheduledSession>(
  startsAt: Field,
  endsAt: Field,
  others: readonly T[],
): T | null {
  const from = toTime(startsAt);
  const to = toTime(endsAt);
  if (!(from < to)) return null;
  return others.find((other) => toTime(other.startsAt) < to && toTime(other.endsAt) > from) ?? null;
}

const describe = ({ title, startsAt, endsAt }: ScheduledSession, timeZone?: string): string =>
  `“${title ?? 'a session without a title'}” (${formatInZone(startsAt, timeZone)} to ${formatInZone(endsAt, timeZone)})`;

export function describeRoomOverlap(room: string | null, other: ScheduledSession, timeZone?: string): string {
  return `${room ?? 'This room'} is taken then by ${describe(other, timeZone)}. Choose another room or time.`;
}

export function describeSpeakerOverlap(speaker: string | null, other: ScheduledSession, timeZone?: string): string {
  return `${speaker ?? 'A speaker'} is in ${describe(other, timeZone)} at the same time.`;
}

export type EventDays = { startsOn?: string | null; endsOn?: string | null; timeZone?: string | null };

export function findDayProblem(startsAt: Field, event: EventDays | null): Problem {
  if (!isText(startsAt) || Number.isNaN(toTime(startsAt)) || !event?.timeZone) return null;
  const day = dateInZone(startsAt, event.timeZone);
  if (event.startsOn && day < event.startsOn) return `The conference begins on ${event.startsOn}; this is on ${day}.`;
  if (event.endsOn && day > event.endsOn) return `The conference ends on ${event.endsOn}; this is on ${day}.`;
  return null;
}
