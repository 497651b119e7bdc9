import { z } from 'zod';
import type { TicketType } from './catalogue.ts';
import type { Billing } from './invoice.ts';
import type { Attendee, Buyer } from './order.ts';
import { type AskedQuestions, createAnswersSchema, type GivenAnswer, type GivenAnswers } from './questions.ts';

/** The same schemas check on the server and, where there is JavaScript, in the browser. An empty field arrives as undefined. */

const maxNameLength = 200;
/** RFC 5321: the longest path that mail can be sent to. */
const maxEmailLength = 254;
const maxAddressLength = 400;
const mostAddressLines = 6;
const controlCharacter = /\p{Cc}/u;

/** Any script, emoji included; only what cannot be seen or printed is refused. */
export function nameSchema(missing: string) {
  return z
    .string({ error: missing })
    .trim()
    .normalize('NFC')
    .min(1, missing)
    .refine((name) => [...name].length <= maxNameLength, `Shorten the name to ${maxNameLength} characters`)
    .refine((name) => !controlCharacter.test(name), 'Remove line breaks and other control characters from the name');
}

export function emailSchema(missing: string, wrong: string) {
  return z
    .string({ error: missing })
    .trim()
    .normalize('NFC')
    .min(1, { error: missing, abort: true })
    .max(maxEmailLength, `Use an e-mail address of at most ${maxEmailLength} characters`)
    .refine(
      (email) =>
        z.regexes.unicodeEmail.test(email) &&
        !controlCharacter.test(email) &&
        // `name@gmail` is a slip far more often than a mailbox.
        /@[^@.]+(\.[^@.]+)+$/.test(email),
      wrong,
    );
}

/** Longer than any code that organizers can give out, however it is spaced. */
const maxCodeLength = 100;

/** Quantities by ticket type id, as the ticket form sends them: `quantities.<id>`. Its output is the selection, and the code of a
 *  voucher as it was typed. */
export function createSelectionSchema(ticketTypes: readonly Pick<TicketType, 'id' | 'name' | 'maxPerOrder'>[]) {
  const quantities = Object.fromEntries(
    ticketTypes.map((type) => [
      type.id,
      z
        .number({ error: `Enter how many “${type.name}” you want as a whole number, like 2` })
        .int(`Enter how many “${type.name}” you want as a whole number, like 2`)
        .min(0, `Enter 0 or more for “${type.name}”`)
        .max(type.maxPerOrder, `Choose at most ${type.maxPerOrder} of “${type.name}”: that is the most for one order`)
        .optional(),
    ]),
  );
  return z.object({
    voucher: z
      .string()
      .trim()
      .max(maxCodeLength, 'A voucher code is shorter than that. Look for a typing mistake, or empty the field')
      .optional(),
    quantities: z
      .object(quantities)
      .optional()
      .transform((chosen) =>
        ticketTypes
          .map((type) => ({ ticketTypeId: type.id, quantity: chosen?.[type.id] ?? 0 }))
          .filter((line) => line.quantity > 0),
      )
      .refine((selection) => selection.length > 0, 'Choose at least one ticket'),
  });
}

/** The hidden field that makes a double submit harmless; a form without it was not ours. */
export const idempotencyKeySchema = z.uuid();

/** Lines stay lines, but for empty ones; only what cannot be seen or printed is refused. */
function linesSchema(most: number) {
  return z
    .string()
    .normalize('NFC')
    .transform((text) =>
      text
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .refine((lines) => lines.length <= mostAddressLines, `Write the address in ${mostAddressLines} lines or fewer`)
    .transform((lines) => lines.join('\n'))
    .refine((text) => [...text].length <= most, `Shorten the address to ${most} characters`)
    .refine((text) => !/(?!\n)\p{Cc}/u.test(text), 'Remove tabs and other control characters from the address');
}

/** Whom an invoice is made out to: nothing of it has to be given, and a number is not asked of any office. */
function createBillingSchema() {
  return z
    .object({
      company: z
        .string()
        .trim()
        .normalize('NFC')
        .refine((name) => [...name].length <= maxNameLength, `Shorten the company to ${maxNameLength} characters`)
        .refine((name) => !controlCharacter.test(name), 'Remove control characters from the company')
        .optional(),
      address: linesSchema(maxAddressLength).optional(),
      vatId: z
        .string()
        .transform((text) =>
          text
            .normalize('NFKC')
            .replace(/[\s.\-/]/g, '')
            .toUpperCase(),
        )
        .refine(
          (id) => id === '' || /^[A-Z0-9+*]{4,20}$/.test(id),
          'Enter the VAT number with letters and digits, like PT501964843, or leave it empty',
        )
        .optional(),
    })
    .optional()
    .transform((given): Billing | null => {
      const { company, address, vatId } = given ?? {};
      if (!company && !address && !vatId) return null;
      return { company: company || null, address: address || null, vatId: vatId || null };
    });
}

export type DetailsShape = {
  /** How many registrations the order has. */
  attendeeCount: number;
  /** The buyer takes the first ticket: its fields may be empty and are not read. */
  firstIsBuyer: boolean;
  asked?: AskedQuestions;
};

/** The fields with the answers about the attendee of registration i: `answers0.<question>`. Those about the order: `orderAnswers.<question>`. */
export const answersField = (index: number): `answers${number}` => `answers${index}`;

const nothingAsked: AskedQuestions = { order: [], places: [] };

/** Who buys and who comes. `attendees[i]` belongs to the order's registration i. */
export function createDetailsSchema({ attendeeCount, firstIsBuyer, asked = nothingAsked }: DetailsShape) {
  const attendeeAt = (number: number) => {
    const wrong = `Enter the e-mail address of attendee ${number} like name@example.org`;
    return z
      .object({
        name: nameSchema(`Enter the name of attendee ${number}`),
        email: emailSchema(wrong, wrong).optional(),
      })
      .transform(({ name, email }): Attendee => ({ name, email: email ?? null }));
  };
  const unread = z.unknown().transform((): Attendee | null => null);
  const places = Array.from({ length: attendeeCount }, (_, index) =>
    index === 0 && firstIsBuyer ? unread : attendeeAt(index + 1),
  );
  const [first = unread, ...rest] = places;
  const whose = (index: number) => (attendeeCount === 1 ? '' : ` for attendee ${index + 1}`);
  const answers = asked.places.map(
    (questions, index) => [answersField(index), createAnswersSchema(questions, whose(index))] as const,
  );
  return z
    .object({
      buyer: z.object({
        name: nameSchema('Enter your name'),
        email: emailSchema('Enter your e-mail address', 'Enter an e-mail address like name@example.org'),
      }),
      attendees: z.tuple([first, ...rest], { error: `Fill in all ${attendeeCount} attendees` }),
      billing: createBillingSchema(),
      orderAnswers: createAnswersSchema(asked.order),
      ...Object.fromEntries(answers),
    })
    .transform((sent): { buyer: Buyer; attendees: Attendee[]; billing: Billing | null; answers: GivenAnswers } => {
      const { buyer, attendees, billing, orderAnswers } = sent;
      const byField: Record<string, unknown> = sent;
      return {
        buyer,
        billing,
        attendees: attendees.map((attendee) => attendee ?? { name: buyer.name, email: buyer.email }),
        answers: { order: orderAnswers, attendees: answers.map(([field]) => byField[field] as GivenAnswer[]) },
      };
    });
}
