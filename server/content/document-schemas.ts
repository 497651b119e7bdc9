import { z } from 'zod';
import { type RichText, sponsorLevels } from '../../core/conference.ts';
import { mailKinds } from '../../core/mail/mail-kinds.ts';
import { questionKinds } from '../../core/orders/questions.ts';

/** What the queries answer, as docs/content-model.md promises it. Fields that may be missing come out as `null` or empty. */
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);
const line = (maxLength: number) => z.string().trim().min(1).max(maxLength);
const optionalLine = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .nullish()
    .transform((value) => value || null);

const dateOnly = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2027-06-17');
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}, 'is not a time zone like Europe/Lisbon');

const isSafeAddress = (address: string) => /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(address.trim());
const markDef = z.looseObject({ _type: z.string(), href: z.unknown().optional() });

/** Blocks go to the renderer as they are, without links that would run a script. */
const richText = z
  .array(z.looseObject({ _type: z.string(), markDefs: z.array(markDef).nullish() }))
  .nullish()
  .transform(
    (blocks): RichText =>
      (blocks ?? []).map((block) => ({
        ...block,
        ...(block.markDefs
          ? { markDefs: block.markDefs.filter(({ href }) => href === undefined || isSafeAddress(String(href))) }
          : {}),
      })),
  );

const image = z.looseObject({
  alt: optionalLine(500),
  asset: z.looseObject({ _ref: z.string() }),
});

const id = z.string().min(1);
const slug = z
  .string()
  .nullish()
  .transform((value) => value || null);

export const conferenceDocument = z.object({
  id,
  name: line(200),
  tagline: optionalLine(300),
  description: richText,
  startsOn: dateOnly,
  endsOn: dateOnly,
  timeZone,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters like EUR')
    .nullish()
    .transform((value) => value ?? 'EUR'),
  venue: optional(z.object({ name: line(200), address: optionalLine(500), directions: richText })),
  accentColor: optional(z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour like #0f6b78')),
  announcement: optionalLine(500),
  contactEmail: optional(z.email()),
  cancelUntil: optional(instant),
});

export const placeDocument = z.object({ id, slug, name: line(120) });

export const speakerDocument = z.object({
  id,
  slug,
  name: line(200),
  role: optionalLine(200),
  portrait: optional(image),
  biography: richText,
});

const references = z
  .array(z.string().nullable())
  .nullish()
  .transform((ids) => (ids ?? []).filter((each) => each !== null));

export const sessionDocument = z
  .object({
    id,
    slug,
    title: line(300),
    subtitle: optionalLine(300),
    kind: optionalLine(80),
    language: optionalLine(40),
    startsAt: instant,
    endsAt: instant,
    roomId: optional(z.string()),
    trackId: optional(z.string()),
    speakerIds: references,
    abstract: richText,
    description: richText,
    links: z
      .array(z.looseObject({ title: optionalLine(200), url: z.string() }))
      .nullish()
      .transform((links) =>
        (links ?? []).filter(({ url }) => isSafeAddress(url)).map(({ title, url }) => ({ title: title ?? url, url })),
      ),
  })
  .refine((session) => session.endsAt > session.startsAt, { path: ['endsAt'], message: 'must be after the start' });

export const pageDocument = z.object({ id, slug: z.string().min(1), title: line(200), body: richText });

/** Its id is part of a form's field names. */
export const questionDocument = z
  .object({
    id: z.string().regex(/^[a-z0-9][\w-]{0,63}$/i, 'must be letters, digits and hyphens'),
    title: line(200),
    hint: optionalLine(500),
    kind: z
      .enum(questionKinds)
      .nullish()
      .transform((value) => value ?? 'text'),
    options: z
      .array(line(200))
      .max(50)
      .nullish()
      .transform((options) => [...new Set(options ?? [])]),
    askedOf: z.enum(['order', 'attendee']),
    isRequired: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    ticketTypeIds: references,
  })
  .refine(({ kind, options }) => (kind !== 'choice' && kind !== 'several') || options.length > 0, {
    path: ['options'],
    message: 'there is nothing to choose from',
  });

export const sponsorDocument = z.object({
  id,
  name: line(200),
  website: optional(z.url({ protocol: /^https?$/ })),
  level: z
    .enum(sponsorLevels)
    .nullish()
    .transform((value) => value ?? 'friend'),
  logo: optional(image),
});

export const mailTextDocument = z.object({ id, kind: z.enum(mailKinds), body: richText });

export type SessionDocument = z.infer<typeof sessionDocument>;
export type SpeakerDocument = z.infer<typeof speakerDocument>;
export type PlaceDocument = z.infer<typeof placeDocument>;
export type ImageField = z.infer<typeof image>;
