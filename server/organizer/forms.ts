import { z } from 'zod';
import { emailSchema, nameSchema } from '../../core/orders/forms.ts';

/** What Studio sends. `requestId`: made when the dialog opens, so that a second press, or a resend, is the same act. */
const requestId = z.uuid({ error: 'A request needs an id of its own (a UUID).' });
const note = z
  .string()
  .trim()
  .max(500, 'Shorten the note to 500 characters')
  .nullish()
  .transform((text) => text || null);
const act = { requestId, note };

export const orderIdSchema = z.string().regex(/^[0-9A-Za-z-]{1,60}$/);
export const registrationIdSchema = z.string().regex(/^[0-9A-Za-z-]{1,60}-[1-9]\d{0,2}$/);

const wrongAddress = 'Enter the e-mail address like name@example.org';
const attendeeSchema = z.object({
  name: nameSchema('Enter the name of the attendee'),
  email: z
    .union([z.literal('').transform(() => null), emailSchema(wrongAddress, wrongAddress)])
    .nullish()
    .transform((email) => email ?? null),
});

export const plainForm = z.object(act);
/** What was typed; what it means depends on the order's currency. */
export const refundForm = z.object({ ...act, amount: z.string().trim().min(1, 'Enter an amount').max(20) });
export const byHandForm = z.object({
  ...act,
  how: z.string().trim().min(1, 'Say how the money went back').max(300, 'Shorten it to 300 characters'),
});
export const resendForm = z.object({ ...act, registrationId: registrationIdSchema.nullish() });
export const checkInForm = z.object({ ...act, revision: z.number().int().positive().nullish() });
/** What stands on the account's statement. */
export const markPaidForm = z.object({
  ...act,
  amount: z.string().trim().max(30).regex(/\d/, 'Enter the amount that has come, like 149.00'),
});
/** What a camera at the door has read. */
export const codeForm = z.object({ ...act, code: z.string().min(1, 'There is no code').max(300, 'That is no code') });
/** `revision`: the one that was on the screen; a correction by somebody else meanwhile is not written over. */
export const correctForm = z.object({
  ...act,
  revision: z.number().int().positive(),
  attendee: attendeeSchema,
});
export const complimentaryForm = z.object({
  ...act,
  ticketTypeId: z.string().min(1, 'Choose a ticket type').max(64),
  buyer: z.object({
    name: nameSchema('Enter the name of whoever gets the tickets'),
    email: emailSchema('Enter an e-mail address to send the tickets to', wrongAddress),
  }),
  attendees: z.array(attendeeSchema).min(1, 'Name at least one attendee').max(50, 'One order has at most 50 tickets'),
});

const limit = z.coerce.number().int().min(1).max(100).default(50);
export const listQuery = z.object({
  search: z.string().trim().max(200).default(''),
  state: z.string().max(40).default(''),
  cursor: orderIdSchema.optional(),
  limit,
});
export const exportQuery = z.object({ state: z.string().max(40).default('') });
