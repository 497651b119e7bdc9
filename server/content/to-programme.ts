import type { Programme, Room, Session, Speaker, SpeakerSummary, Track } from '../../core/conference.ts';
import {
  placeDocument,
  type SessionDocument,
  type SpeakerDocument,
  sessionDocument,
  speakerDocument,
} from './document-schemas.ts';
import { parseDocuments, type ReportProblem } from './parse-document.ts';
import { type ImagePlace, toPicture } from './picture.ts';

type Answer = { rooms?: unknown; tracks?: unknown; speakers?: unknown; sessions?: unknown } | null;

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** The answer to `programmeQuery` as the site shows it, sorted, with every reference that can be followed followed. */
export function toProgramme(given: unknown, place: ImagePlace, report: ReportProblem): Programme {
  const answer = given as Answer;
  const rooms: Room[] = withSlugs(parseDocuments(placeDocument, answer?.rooms, report));
  const tracks: Track[] = withSlugs(parseDocuments(placeDocument, answer?.tracks, report));
  const speakers = withSlugs(parseDocuments(speakerDocument, answer?.speakers, report))
    .map((document) => toSpeaker(document, place))
    .sort((a, b) => byName.compare(a.name, b.name));

  const roomById = new Map(rooms.map((room) => [room.id, room]));
  const trackById = new Map(tracks.map((track) => [track.id, track]));
  const speakerById = new Map(speakers.map((speaker) => [speaker.id, toSummary(speaker)]));
  const roomOrder = new Map(rooms.map((room, index) => [room.id, index]));

  const sessions = withSlugs(parseDocuments(sessionDocument, answer?.sessions, report))
    .map(
      ({ roomId, trackId, speakerIds, ...session }: SessionDocument & { slug: string }): Session => ({
        ...session,
        room: roomById.get(roomId ?? '') ?? null,
        track: trackById.get(trackId ?? '') ?? null,
        speakers: speakerIds.flatMap((id) => speakerById.get(id) ?? []),
      }),
    )
    .sort(
      (a, b) =>
        a.startsAt.localeCompare(b.startsAt) ||
        (roomOrder.get(a.room?.id ?? '') ?? rooms.length) - (roomOrder.get(b.room?.id ?? '') ?? rooms.length) ||
        byName.compare(a.title, b.title),
    );
  return { sessions, speakers, rooms, tracks };
}

function toSpeaker({ portrait, ...speaker }: SpeakerDocument & { slug: string }, place: ImagePlace): Speaker {
  return { ...speaker, portrait: toPicture(portrait, place, speaker.name) };
}

const toSummary = ({ id, slug, name, portrait }: Speaker): SpeakerSummary => ({ id, slug, name, portrait });

/** Every document is reachable: one without a slug, or with that of another, is found under its id. */
function withSlugs<T extends { id: string; slug: string | null }>(documents: T[]): (T & { slug: string })[] {
  const taken = new Set<string>();
  return documents.map((document) => {
    const slug = document.slug && !taken.has(document.slug) ? document.slug : document.id;
    taken.add(slug);
    return { ...document, slug };
  });
}
