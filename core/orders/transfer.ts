import { z } from 'zod';

/** Where the money is to go. `account`: an IBAN, or a number as it is written where there are none. */
export const bankSchema = z.object({
  accountHolder: z.string().min(1).max(200),
  account: z.string().min(4).max(60),
  bic: z.string().max(20).nullable(),
  bankName: z.string().max(200).nullable(),
});
export type Bank = z.infer<typeof bankSchema>;

/** How orders may be paid by bank transfer. */
export const transferTermsSchema = z.object({
  bank: bankSchema,
  daysToPay: z.number().int().min(1).max(90),
  /** From the reminder, which goes out when it is due, until the seats go back. */
  graceDays: z.number().int().min(1).max(30),
  /** Nothing is due later than this (UTC ms): when the conference begins. */
  lastDueAt: z.number().int(),
});
export type TransferTerms = z.infer<typeof transferTermsSchema>;

/** What was agreed on when somebody chose to pay by bank transfer. `endsAt`: when the seats go back, known once it was reminded of. */
export type OrderTransfer = { dueAt: number; remindedAt: number | null; endsAt: number | null; bank: Bank };

/** `DE02120300000000202051` -> `DE02 1203 0000 0000 2020 51`; what is no IBAN stays as it is. */
export function formatAccount(account: string): string {
  const plain = account.replace(/\s/g, '');
  return /^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(plain) ? plain.replace(/(.{4})(?=.)/g, '$1 ') : account;
}

export const dayMs = 24 * 60 * 60_000;

/** Whether it is offered at this moment. */
export function isTransferOffered(terms: TransferTerms | null, now: number): boolean {
  return terms !== null && now + terms.daysToPay * dayMs <= terms.lastDueAt;
}
