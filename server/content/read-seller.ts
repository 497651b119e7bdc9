import { z } from 'zod';
import { type Seller, sellerSchema } from '../../core/orders/invoice.ts';
import { conferenceDocument } from './document-schemas.ts';
import { parseDocument, type ReportProblem } from './parse-document.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

const { name, startsOn, endsOn, timeZone } = conferenceDocument.shape;
export const sellerDocument = z
  .object({
    id: z.string(),
    name,
    startsOn,
    endsOn,
    timeZone,
    seller: z.object({
      legalName: text(200),
      address: text(500),
      taxId: z
        .string()
        .trim()
        .max(60)
        .nullish()
        .transform((value) => value || null),
      invoicePrefix: z.string(),
    }),
  })
  .transform(
    ({ seller, id: _id, ...event }): z.input<typeof sellerSchema> => ({
      ...seller,
      event,
      newYearOffsetMs: newYearOffsetMs(event.startsOn, event.timeZone),
    }),
  )
  .pipe(sellerSchema);

/** Who writes the invoices. One that is not whole or wrong writes none, and is reported: half an address is no address. */
export function readSeller(event: unknown, report: ReportProblem): { seller: Seller | null } {
  const given = z.looseObject({ seller: z.unknown() }).safeParse(event);
  if (!given.success || !given.data.seller) return { seller: null };
  return { seller: parseDocument(sellerDocument, { id: 'event', ...given.data }, report, 'all or nothing') };
}

/** How far the zone is from UTC when a year begins there: what it is in summer makes no difference to the year. */
function newYearOffsetMs(startsOn: string, timeZone: string): number {
  const newYear = Date.UTC(Number(startsOn.slice(0, 4)), 0, 1);
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(newYear);
  const [, sign, hours = '0', minutes = '0'] =
    /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
