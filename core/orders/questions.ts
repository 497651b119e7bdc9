import { z } from 'zod';

export const questionKinds = ['text', 'long_text', 'choice', 'several', 'yes_no'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** What organizers ask beside names and addresses, once for the order or of everybody who attends. */
export type Question = {
  id: string;
  title: string;
  hint: string | null;
  kind: QuestionKind;
  isRequired: boolean;
  askedOf: 'order' | 'attendee';
  /** What can be answered; of `choice` and `several` only. */
  options: string[];
  /** None: all. One of an order is asked where any of its tickets is among them. */
  ticketTypeIds: string[];
};

/** An answer stays with the words it was given to, whatever becomes of the question. `values`: one, but for `several`. */
export type GivenAnswer = { questionId: string; question: string; values: string[] };
/** `attendees[i]` belongs to the order's registration i; where nobody answered anything, the list may be shorter. */
export type GivenAnswers = { order: GivenAnswer[]; attendees: GivenAnswer[][] };

export const noAnswers: GivenAnswers = { order: [], attendees: [] };

/** Which questions an order's form asks. `places[i]` belongs to registration i. */
export type AskedQuestions = { order: Question[]; places: Question[][] };

export function askedIn(questions: readonly Question[], ticketTypeIds: readonly string[]): AskedQuestions {
  const isFor = (question: Question, id: string) =>
    question.ticketTypeIds.length === 0 || question.ticketTypeIds.includes(id);
  const of = (askedOf: Question['askedOf']) => questions.filter((question) => question.askedOf === askedOf);
  return {
    order: of('order').filter((question) => ticketTypeIds.some((id) => isFor(question, id))),
    places: ticketTypeIds.map((id) => of('attendee').filter((question) => isFor(question, id))),
  };
}

/** What `yes_no` is answered with. */
export const yesOrNo = ['Yes', 'No'] as const;

const maxTextLength = 300;
const maxLongTextLength = 2_000;
const controlCharacter = /\p{Cc}/u;
const controlCharacterInText = /[^\P{Cc}\n\t]/u;

/** What a form sends for one question; its output are the values, none where it is not answered. `whose`: ` for attendee 2`, or nothing. */
export function createAnswerSchema({ title, kind, isRequired, options }: Question, whose = ''): z.ZodType<string[]> {
  const name = `“${title}”${whose}`;
  const require = (schema: z.ZodType<string[]>, missing: string) =>
    isRequired ? schema.refine((values) => values.length > 0, missing) : schema;
  const text = (longest: number, forbidden: RegExp) =>
    z
      .string(`Answer ${name}`)
      .default('')
      .transform((value) => value.replace(/\r\n?/g, '\n').trim().normalize('NFC'))
      .refine((value) => [...value].length <= longest, `Shorten your answer to ${name} to ${longest} characters`)
      .refine((value) => !forbidden.test(value), `Remove line breaks and other control characters from ${name}`)
      .transform((value) => (value === '' ? [] : [value]));
  const chosen = (allowed: readonly string[]) =>
    z
      .union([z.string().transform((value) => (value === '' ? [] : [value])), z.array(z.string())], `Answer ${name}`)
      .default([])
      .refine((values) => values.every((value) => allowed.includes(value)), `Choose from what ${name} offers`);
  const one = (allowed: readonly string[], missing: string) =>
    require(chosen(allowed).refine((values) => values.length <= 1, `Choose one answer to ${name}`), missing);
  switch (kind) {
    case 'text':
      return require(text(maxTextLength, controlCharacter), `Answer ${name}`);
    case 'long_text':
      return require(text(maxLongTextLength, controlCharacterInText), `Answer ${name}`);
    case 'choice':
      return one(options, `Choose an answer to ${name}`);
    case 'yes_no':
      return one(yesOrNo, `Say yes or no to ${name}`);
    case 'several':
      return require(// In the order in which they are offered, each once.
      chosen(options).transform((values) =>
        options.filter((option) => values.includes(option)),
      ), `Choose at least one answer to ${name}`);
  }
}

/** The answers to one list of questions, as a form sends them by id: every mistake at once, each at its question. */
export function createAnswersSchema(questions: readonly Question[], whose = '') {
  // Nothing is sent where no box is ticked.
  return z
    .unknown()
    .optional()
    .transform((sent, context): GivenAnswer[] => {
      const fields = typeof sent === 'object' && sent !== null ? (sent as Record<string, unknown>) : {};
      return questions.flatMap((question) => {
        const answer = createAnswerSchema(question, whose).safeParse(fields[question.id]);
        if (!answer.success) {
          const message = answer.error.issues[0]?.message ?? `Answer “${question.title}”`;
          context.addIssue({ code: 'custom', message, path: [question.id] });
          return [];
        }
        if (answer.data.length === 0) return [];
        return [{ questionId: question.id, question: question.title, values: answer.data }];
      });
    });
}

/** What was answered before to questions that are not asked any more stays. */
export function keepOldAnswers(given: GivenAnswers, before: GivenAnswers, asked: AskedQuestions): GivenAnswers {
  const keep = (now: GivenAnswer[], then: GivenAnswer[] | undefined, questions: readonly Question[] | undefined) => [
    ...now,
    ...(then ?? []).filter(({ questionId }) => !questions?.some(({ id }) => id === questionId)),
  ];
  return {
    order: keep(given.order, before.order, asked.order),
    attendees: given.attendees.map((answers, place) => keep(answers, before.attendees[place], asked.places[place])),
  };
}

/** As people read it. */
export function toAnswerText({ values }: GivenAnswer): string {
  return values.join(', ');
}
