import { readFileSync } from 'node:fs';
import { parseSchedule } from '../../core/programme/parse-schedule.ts';
import { toProgrammeDocuments } from '../../core/programme/programme-documents.ts';
import { toRichText } from '../../core/programme/rich-text.ts';
import content from './content.json' with { type: 'json' };

type SeedDocument = { _id: string; _type: string; [field: string]: unknown };

const scheduleFile = new URL('./programme.schedule.json', import.meta.url);

/** The sample conference, its programme by the same rules as an import. `pictures`: portraits and logos, by the id of whose they are. */
export function createSeedDocuments(pictures: ReadonlyMap<string, object>): SeedDocument[] {
  const { schedule, problems } = parseSchedule(readFileSync(scheduleFile, 'utf8'));
  if (problems.length > 0) throw new Error(`the sample programme is broken at ${problems[0]?.path}`);
  const roles: Record<string, string> = content.roles;
  const { description, venue, ...event } = content.event;
  const programme = toProgrammeDocuments(schedule).map(({ _id, _type, fields, initial }): SeedDocument => {
    const document = { _id, _type, ...initial, ...fields };
    if (_type === 'event') {
      const directions = toRichText(venue.directions);
      return { ...document, ...event, description: toRichText(description), venue: { ...venue, directions } };
    }
    if (_type !== 'speaker') return document;
    const portrait = pictures.get(_id);
    return { ...document, role: roles[_id.replace('speaker-', '')], ...(portrait ? { portrait } : {}) };
  });
  return [
    ...programme,
    ...content.quotas.map((quota) => ({ _type: 'quota', ...quota })),
    ...content.ticketTypes.map(({ maxPerPerson, quotas, ...type }, order) => ({
      _type: 'ticketType',
      ...type,
      ...(maxPerPerson === null ? {} : { maxPerPerson }),
      order,
      quotas: quotas.map((id) => ({ _type: 'reference', _ref: id, _key: id })),
    })),
    ...content.sponsors.map(({ logo: _file, ...sponsor }, order) => ({
      _type: 'sponsor',
      ...sponsor,
      order,
      ...(pictures.has(sponsor._id) ? { logo: pictures.get(sponsor._id) } : {}),
    })),
    ...content.mailTexts.map(({ body, ...text }) => ({ _type: 'mailText', ...text, body: toRichText(body) })),
    ...content.questions.map(({ ticketTypes, ...question }, order) => ({
      _type: 'question',
      ...question,
      order,
      ticketTypes: ticketTypes.map((id) => ({ _type: 'reference', _ref: id, _key: id })),
    })),
    ...content.vouchers.map(({ ticketTypes, ...voucher }) => ({
      _type: 'voucher',
      ...voucher,
      ticketTypes: ticketTypes.map((id) => ({ _type: 'reference', _ref: id, _key: id })),
    })),
    ...content.pages.map(({ slug, body, ...page }, order) => ({
      _type: 'page',
      ...page,
      slug: { _type: 'slug', current: slug },
      order,
      body: toRichText(body),
    })),
  ];
}

export function seedSpeakers(): { id: string; name: string }[] {
  const { schedule } = parseSchedule(readFileSync(scheduleFile, 'utf8'));
  return schedule.people.map((person) => ({ id: `speaker-${person.key}`, name: person.name }));
}

export function seedSponsors(): { id: string; file: URL }[] {
  return content.sponsors.map(({ _id, logo }) => ({ id: _id, file: new URL(`./logos/${logo}.svg`, import.meta.url) }));
}
