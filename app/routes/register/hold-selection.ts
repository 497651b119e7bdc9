import type { SubmissionResult } from '@conform-to/react';
import { parseWithZod } from '@conform-to/zod/v4';
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import { createSelectionSchema, idempotencyKeySchema } from '../../../core/orders/forms.ts';
import type { Availability } from '../../../core/orders/order.ts';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { askOrderDesk, readForm } from '../../order-desk.ts';
import { rememberHold } from '../../visitor-orders.ts';

/** `idempotencyKey`: what the form should carry from now on. */
export type HoldAnswer = { result: SubmissionResult<string[]>; idempotencyKey: string };

const fieldOf = (ticketTypeId: string) => `quantities.${ticketTypeId}`;

/** The ticket form's action: seats set aside and on to their order, or the form again with what is in the way. */
export async function holdSelection(request: Request, context: AppLoadContext) {
  const form = await readForm(request);
  const { ticketTypes } = await askOrderDesk(context, () => context.orders.getAvailability());
  const submission = parseWithZod(form, { schema: createSelectionSchema(ticketTypes) });
  const key = idempotencyKeySchema.safeParse(form.get('idempotencyKey'));
  const answer = (
    status: number,
    errors: { formErrors?: string[]; fieldErrors?: Record<string, string[]> },
    newKey = false,
  ) =>
    data<HoldAnswer>(
      {
        result: submission.reply(errors),
        idempotencyKey: key.success && !newKey ? key.data : crypto.randomUUID(),
      },
      { status },
    );

  if (!key.success) {
    return answer(400, {
      formErrors: ['We could not read the form. Your choice is still here: please send it again.'],
    });
  }
  if (asksForUnknown(form, ticketTypes)) {
    return answer(404, { formErrors: ['A ticket you chose is no longer offered. Choose from the tickets below.'] });
  }
  if (submission.status !== 'success') return answer(422, {});

  const selection = submission.value.quantities;
  const outcome = await askOrderDesk(context, () => context.orders.hold({ idempotencyKey: key.data, selection }));
  if (outcome.ok) {
    const cookie = await rememberHold(context, outcome.order.id, key.data);
    return redirect(context.orders.linkTo(outcome.order.id), {
      status: 303,
      headers: { 'Cache-Control': 'private, no-store', ...(cookie ? { 'Set-Cookie': cookie } : {}) },
    });
  }
  const ticket = ticketTypes.find((type) => type.id === outcome.ticketTypeId);
  const { status, text } = describeRefusal(outcome, ticket?.name);
  if (outcome.reason === 'wrong_state') {
    // This form has led to an order that is done. A fresh key makes a second order of it, which is what sending it means.
    return answer(
      409,
      { formErrors: ['You have used this form already. Send it again if you want another order.'] },
      true,
    );
  }
  return answer(status, ticket ? { fieldErrors: { [fieldOf(ticket.id)]: [text] } } : { formErrors: [text] });
}

/** A type that went away is no matter while nobody wants it. */
function asksForUnknown(form: FormData, ticketTypes: Availability['ticketTypes']): boolean {
  const known = new Set(ticketTypes.map((type) => fieldOf(type.id)));
  return [...form].some(
    ([name, value]) => name.startsWith('quantities') && !known.has(name) && value !== '' && value !== '0',
  );
}
