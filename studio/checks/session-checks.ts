import { type CustomValidator, getPublishedId, type SanityDocument, type ValidationContext } from 'sanity';
import {
  describeRoomOverlap,
  describeSpeakerOverlap,
  type EventDays,
  findDayProblem,
  findOverlap,
  type ScheduledSession,
} from '../rules/session-times.ts';
import { createReader } from './read-content.ts';

type Reference = { _ref?: string };
type Neighbour = ScheduledSession & { name: string | null };

/** Drafts count as they are: two sessions that are both being written can be in each other's way. */
const othersQuery = (condition: string, name: string) => `{
  "timeZone": *[_id == "event"][0].timeZone,
  "name": ${name},
  "others": *[_type == "session" && !(_id in [$id, "drafts." + $id]) && ${condition} && defined(startsAt) && defined(endsAt)]{
    title, startsAt, endsAt
  }
}`;

type Answer = { timeZone: string | null; name: string | null; others: Neighbour[] };

const selfId = (document: SanityDocument | undefined) => getPublishedId(document?._id ?? '');

export const checkRoom: CustomValidator<Reference | undefined> = async (room, context) => {
  const { document } = context;
  if (!room?._ref || !document?.startsAt || !document.endsAt) return true;
  const { timeZone, name, others } = await createReader(context).fetch<Answer>(
    othersQuery('room._ref == $room', '*[_id == $room][0].name'),
    { id: selfId(document), room: room._ref },
  );
  const other = findOverlap(document.startsAt, document.endsAt, others);
  return other ? describeRoomOverlap(name, other, timeZone ?? undefined) : true;
};

export const checkSpeakers: CustomValidator<Reference[] | undefined> = async (speakers, context) => {
  const { document } = context;
  const ids = (speakers ?? []).flatMap(({ _ref }) => _ref ?? []);
  if (ids.length === 0 || !document?.startsAt || !document.endsAt) return true;
  for (const speaker of ids) {
    const { timeZone, name, others } = await createReader(context).fetch<Answer>(
      othersQuery('$speaker in speakers[]._ref', '*[_id == $speaker][0].name'),
      { id: selfId(document), speaker },
    );
    const other = findOverlap(document.startsAt, document.endsAt, others);
    if (other) return describeSpeakerOverlap(name, other, timeZone ?? undefined);
  }
  return true;
};

export const checkWithinEvent = async (startsAt: string | undefined, context: ValidationContext) => {
  const event = await createReader(context).fetch<EventDays | null>('*[_id == "event"][0]{startsOn, endsOn, timeZone}');
  return findDayProblem(startsAt, event) ?? true;
};
