import { parseWithZod } from '@conform-to/zod/v4';
import { createDetailsSchema } from '../../../core/orders/forms.ts';
import type { OrderView } from './order-view.ts';

/** The details form's fields, as text. `firstIsBuyer` is `on`, or absent, as a checkbox sends it. */
export type DetailsValues = {
  buyer: { name: string; email: string };
  firstIsBuyer?: string | undefined;
  attendees: { name: string; email: string }[];
  billing: { company: string; address: string; vatId: string };
};

/** Longer than any field may be, short enough to keep in a session. */
const longestKept = 500;

export function parseDetails(form: FormData, attendeeCount: number) {
  const firstIsBuyer = form.get('firstIsBuyer') === 'on';
  return parseWithZod(form, { schema: createDetailsSchema({ attendeeCount, firstIsBuyer }) });
}

/** What somebody typed so far, right or wrong, for a page that comes after a redirect. */
export function readDraft(form: FormData, attendeeCount: number): DetailsValues {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.slice(0, longestKept) : '';
  };
  return {
    buyer: { name: text('buyer.name'), email: text('buyer.email') },
    firstIsBuyer: form.get('firstIsBuyer') === 'on' ? 'on' : undefined,
    attendees: Array.from({ length: attendeeCount }, (_, index) => ({
      name: text(`attendees[${index}].name`),
      email: text(`attendees[${index}].email`),
    })),
    billing: { company: text('billing.company'), address: text('billing.address'), vatId: text('billing.vatId') },
  };
}

/** What the order knows already. At first we take the buyer to come along: most do. */
export function toDetailsValues({ buyer, places, billing }: OrderView): DetailsValues {
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
  };
}
