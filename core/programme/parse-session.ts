import { toRichText } from './rich-text.ts';
import { safeLink } from './rich-text-builder.ts';
import type { Place, ReportProblem, SchedulePerson, ScheduleSession } from './schedule.ts';
import { durationMs, key, language, maxTitleLength, quote, Refusal, startsAt, text } from './schedule-fields.ts';
import { slugify } from './slug.ts';

type Fields = Record<string, unknown>;

const maxPeople = 100;
const maxLinks = 50;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One entry of a room's list. Throws a Refusal where it cannot stand; a bad person or link in it is reported and left out. */
export function parseSession(
  fields: Fields,
  place: Place,
  roomName: string,
  baseUrl: string | undefined,
  report: ReportProblem,
): { session: ScheduleSession; people: SchedulePerson[] } {
  const title = text(fields, 'title', maxTitleLength);
  if (!title) throw new Refusal('it has no title');
  const sessionKey = key(fields);
  if (!sessionKey) throw new Refusal('it has no guid and no id');
  const start = startsAt(fields);
  const people = parsePeople(fields.persons, [...place, 'persons'], report);
  const session: ScheduleSession = {
    key: sessionKey,
    title,
    subtitle: text(fields, 'subtitle', maxTitleLength),
    kind: text(fields, 'type', 80),
    language: language(text(fields, 'language', 40)),
    startsAt: start.toISOString(),
    endsAt: new Date(start.getTime() + durationMs(fields)).toISOString(),
    room: text(fields, 'room', 120) ?? (roomName.trim().slice(0, 120) || null),
    track: text(fields, 'track', 120),
    personKeys: people.map((person) => person.key),
    abstract: toRichText(text(fields, 'abstract') ?? ''),
    description: toRichText(text(fields, 'description') ?? ''),
    links: [
      ...parseLinks(fields.links, [...place, 'links'], baseUrl, report),
      ...parseLinks(fields.attachments, [...place, 'attachments'], baseUrl, report),
    ],
  };
  return { session, people };
}

function parsePeople(list: unknown, place: Place, report: ReportProblem): SchedulePerson[] {
  const people = new Map<string, SchedulePerson>();
  for (const { item, at } of itemsOf(list, place, 'person', maxPeople, report)) {
    try {
      if (!isRecord(item)) throw new Refusal('it is not an object');
      const name = text(item, 'public_name', 200) ?? text(item, 'full_public_name', 200) ?? text(item, 'name', 200);
      if (!name) throw new Refusal('it has no public_name');
      const personKey = key(item) ?? slugify(name);
      if (!personKey) throw new Refusal('it has no id, and its name gives none');
      const biography = text(item, 'biography') ?? text(item, 'description') ?? text(item, 'abstract') ?? '';
      people.set(personKey, { key: personKey, name, biography: toRichText(biography) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      report(at, 'person', error.message);
    }
  }
  return [...people.values()];
}

function parseLinks(list: unknown, place: Place, baseUrl: string | undefined, report: ReportProblem) {
  const links: { title: string; url: string }[] = [];
  for (const { item, at } of itemsOf(list, place, 'link', maxLinks, report)) {
    const given = typeof item === 'string' ? { url: item } : item;
    const address = isRecord(given) && typeof given.url === 'string' ? given.url : null;
    // A path below the schedule's own site says nothing without that site's address.
    const url = address ? safeLink(address, baseUrl) : null;
    if (!url || url.length > 2_000) {
      if (!(address?.startsWith('/') && !baseUrl))
        report(at, 'link', `its address ${quote(address)} is not a web or mail address`);
      continue;
    }
    const title = isRecord(given) && typeof given.title === 'string' ? given.title.trim().slice(0, 200) : '';
    links.push({ title: title || url, url });
  }
  return links;
}

function* itemsOf(list: unknown, place: Place, kind: 'person' | 'link', max: number, report: ReportProblem) {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) {
    report(place, kind, 'the list of them is not a list');
    return;
  }
  if (list.length > max) report(place, kind, `${list.length} are more than the ${max} that are taken of one session`);
  for (const [index, item] of list.slice(0, max).entries()) yield { item: item as unknown, at: [...place, index] };
}
