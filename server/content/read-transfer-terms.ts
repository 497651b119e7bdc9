import { z } from 'zod';
import { type TransferTerms, transferTermsSchema } from '../../core/orders/transfer.ts';
import { findMidnight } from '../../core/zoned-time.ts';
import { conferenceDocument } from './document-schemas.ts';
import { parseDocument, type ReportProblem } from './parse-document.ts';

const line = (most: number) => z.string().trim().min(1).max(most);
const optionalLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullish()
    .transform((value) => value || null);
const { startsOn, timeZone } = conferenceDocument.shape;

const transferDocument = z
  .object({
    id: z.string(),
    startsOn,
    timeZone,
    bankTransfer: z.object({
      accountHolder: line(200),
      account: line(60),
      bic: optionalLine(20),
      bankName: optionalLine(200),
      daysToPay: z.number(),
      daysOfGrace: z.number(),
    }),
  })
  .transform(({ bankTransfer, startsOn: day, timeZone: zone }): z.input<typeof transferTermsSchema> => {
    const { daysToPay, daysOfGrace, ...bank } = bankTransfer;
    return { bank, daysToPay, graceDays: daysOfGrace, lastDueAt: findMidnight(day, zone) };
  })
  .pipe(transferTermsSchema);

/** How orders may be paid by bank transfer. Switched off, or not as it must be: not at all. */
export function readTransferTerms(event: unknown, report: ReportProblem): { transfer: TransferTerms | null } {
  const switched = z.looseObject({ bankTransfer: z.looseObject({ isOffered: z.literal(true) }) }).safeParse(event);
  if (!switched.success) return { transfer: null };
  return { transfer: parseDocument(transferDocument, { id: 'event', ...switched.data }, report, 'all or nothing') };
}
