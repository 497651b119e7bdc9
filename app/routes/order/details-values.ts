import { answersField, createDetailsSchema } from '../../../core/orders/forms.ts';
import type { AskedQuestions, GivenAnswer } from '../../../core/orders/questions.ts';
import { parseForm } from '../../components/parse-form.ts';
import type { OrderView } from './order-view.ts';

/** The details form's fields, as text. `firstIsBuyer` is `on`, or absent, as a checkbox sends it. */
export type DetailsValues = {
  buyer: { name: string; email: string };
  firstIsBuyer?: string | undefined;
  attendees: { name: string; email: string }[];
  billing: { company: string; address: string; vatId: string };
  orderAnswers?: AnswerValues;
  [answers: `answers${number}`]: AnswerValues | undefined;
};

/** By the question's id; what was chosen from several is a list. */
export type AnswerValues = Record<string, string | string[]>;

/** Longer than any field may be, short enough to keep in a session. */
const longestKept = 500;
const longestAnswerKept = 2_100;

export function parseDetails(form: FormData, asked: AskedQuestions) {
  const firstIsBuyer = form.get('firstIsBuyer') === 'on';
  const attendeeCount = asked.places.length;
  return parseForm(form, { schema: createDetailsSchema({ attendeeCount, firstIsBuyer, asked }) });
}

/** What somebody typed so far, right or wrong, for a page that comes after a redirect. */
export function readDraft(form: FormData, asked: AskedQuestions): DetailsValues {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.slice(0, longestKept) : '';
  };
  return {
    buyer: { name: text('buyer.name'), email: text('buyer.email') },
    firstIsBuyer: form.get('firstIsBuyer') === 'on' ? 'on' : undefined,
    attendees: asked.places.map((_, index) => ({
      name: text(`attendees[${index}].name`),
      email: text(`attendees[${index}].email`),
    })),
    billing: { company: text('billing.company'), address: text('billing.address'), vatId: text('billing.vatId') },
    ...mapAnswers(asked, (field, questions) =>
      Object.fromEntries(questions.map(({ id }) => [id, readAnswers(form, `${field}.${id}`)])),
    ),
  };
}

/** What the order knows already. At first we take the buyer to come along: most do. */
export function toDetailsValues({ buyer, places, billing, answers }: OrderView, asked: AskedQuestions): DetailsValues {
  const first = places[0]?.attendee;
  const isBuyer = !first || (first.name === buyer?.name && first.email === buyer.email);
  return {
    buyer: { name: buyer?.name ?? '', email: buyer?.email ?? '' },
    firstIsBuyer: isBuyer ? 'on' : undefined,
    attendees: places.map(({ attendee }, index) =>
      index === 0 && isBuyer ? { name: '', email: '' } : { name: attendee?.name ?? '', email: attendee?.email ?? '' },
    ),
    billing: {
      company: billing?.company ?? '',
      address: billing?.address ?? '',
      vatId: billing?.vatId ?? '',
    },
    ...mapAnswers(asked, (_field, _questions, place) =>
      toValues(place === null ? answers.order : (answers.attendees[place] ?? [])),
    ),
  };
}

/** The same for the order's questions and for each place's. */
function mapAnswers(
  asked: AskedQuestions,
  toAnswers: (field: string, questions: AskedQuestions['order'], place: number | null) => AnswerValues,
): Pick<DetailsValues, 'orderAnswers' | `answers${number}`> {
  return {
    orderAnswers: toAnswers('orderAnswers', asked.order, null),
    ...Object.fromEntries(
      asked.places.map((questions, place) => {
        const field = answersField(place);
        return [field, toAnswers(field, questions, place)];
      }),
    ),
  };
}

function readAnswers(form: FormData, name: string): string[] {
  return form.getAll(name).map((value) => (typeof value === 'string' ? value.slice(0, longestAnswerKept) : ''));
}

const toValues = (answers: GivenAnswer[]): AnswerValues =>
  Object.fromEntries(answers.map(({ questionId, values }) => [questionId, values]));
