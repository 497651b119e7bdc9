import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { quotaSchema } from '../../core/orders/catalogue.ts';
import { contentTypesFile, generateContentTypes } from '../../scripts/build/generate-content-types.ts';
import type {
  CatalogueQueryResult,
  ConferenceQueryResult,
  MailTextsQueryResult,
  PagesQueryResult,
  ProgrammeQueryResult,
  QuestionsQueryResult,
  SponsorsQueryResult,
} from '../../server/content/content-types.ts';
import type {
  conferenceDocument,
  mailTextDocument,
  pageDocument,
  placeDocument,
  questionDocument,
  sessionDocument,
  speakerDocument,
  sponsorDocument,
} from '../../server/content/document-schemas.ts';
import type { ticketTypeDocument, voucherDocument } from '../../server/content/read-catalogue.ts';

test('content-types.ts is what Studio’s schema and the queries give', async () => {
  expect(await readFile(contentTypesFile, 'utf8'), 'run `npm run content:types`').toBe(await generateContentTypes());
}, 120_000);

type Of<S extends z.ZodType> = z.input<S>;
type Programme = ProgrammeQueryResult;
/** A picture that nobody has uploaded yet has no asset; the site leaves such a one out. */
type Uploaded<T extends { portrait: unknown }> = Omit<T, 'portrait'> & {
  portrait: (NonNullable<T['portrait']> & { asset: { _ref: string } }) | null;
};

test('what a query answers is what the site parses: types say so, `npm run typecheck` reads this', () => {
  expectTypeOf<NonNullable<ConferenceQueryResult>>().toExtend<Of<typeof conferenceDocument>>();
  expectTypeOf<Programme['rooms'][number]>().toExtend<Of<typeof placeDocument>>();
  expectTypeOf<Programme['tracks'][number]>().toExtend<Of<typeof placeDocument>>();
  expectTypeOf<Uploaded<Programme['speakers'][number]>>().toExtend<Of<typeof speakerDocument>>();
  expectTypeOf<Programme['sessions'][number]>().toExtend<Of<typeof sessionDocument>>();
  expectTypeOf<MailTextsQueryResult[number]>().toExtend<Of<typeof mailTextDocument>>();
  expectTypeOf<QuestionsQueryResult[number]>().toExtend<Of<typeof questionDocument>>();
  expectTypeOf<PagesQueryResult[number]>().toExtend<Of<typeof pageDocument>>();
  expectTypeOf<CatalogueQueryResult['ticketTypes'][number]>().toExtend<Of<typeof ticketTypeDocument>>();
  expectTypeOf<CatalogueQueryResult['quotas'][number]>().toExtend<Of<typeof quotaSchema>>();
  expectTypeOf<CatalogueQueryResult['vouchers'][number]>().toExtend<Of<typeof voucherDocument>>();
});

test('and it asks for nothing that is not parsed, and parses nothing that is not asked for', () => {
  expectTypeOf<keyof NonNullable<ConferenceQueryResult>>().toEqualTypeOf<keyof Of<typeof conferenceDocument>>();
  expectTypeOf<keyof Programme['rooms'][number]>().toEqualTypeOf<keyof Of<typeof placeDocument>>();
  expectTypeOf<keyof Programme['speakers'][number]>().toEqualTypeOf<keyof Of<typeof speakerDocument>>();
  expectTypeOf<keyof Programme['sessions'][number]>().toEqualTypeOf<keyof Of<typeof sessionDocument>>();
  expectTypeOf<keyof MailTextsQueryResult[number]>().toEqualTypeOf<keyof Of<typeof mailTextDocument>>();
  expectTypeOf<keyof SponsorsQueryResult[number]>().toEqualTypeOf<keyof Of<typeof sponsorDocument>>();
  expectTypeOf<keyof QuestionsQueryResult[number]>().toEqualTypeOf<keyof Of<typeof questionDocument>>();
  expectTypeOf<keyof PagesQueryResult[number]>().toEqualTypeOf<keyof Of<typeof pageDocument>>();
  type TicketType = CatalogueQueryResult['ticketTypes'][number];
  expectTypeOf<keyof TicketType>().toEqualTypeOf<keyof Of<typeof ticketTypeDocument>>();
  expectTypeOf<keyof CatalogueQueryResult['quotas'][number]>().toEqualTypeOf<keyof Of<typeof quotaSchema>>();
  expectTypeOf<keyof CatalogueQueryResult['vouchers'][number]>().toEqualTypeOf<keyof Of<typeof voucherDocument>>();
});
