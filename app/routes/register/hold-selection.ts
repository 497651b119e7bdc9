import type { SubmissionResult } from '@conform-to/react';
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import { createSelectionSchema, idempotencyKeySchema } from '../../../core/orders/forms.ts';
import { type Availability, voucherRefusalReasons } from '../../../core/orders/order.ts';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { parseForm } from '../../components/parse-form.ts';
import { askOrderDesk, readForm } from '../../order-desk.ts';
import { findHeldOrder, rememberHold } from '../../visitor-orders.ts';
import { intents } from './intents.ts';
import { offerTickets, type TicketOffer } from './offer-tickets.ts';
import { openVoucher } from './open-voucher.ts';

/** `idempotencyKey`: what the form should carry from now on; `offer`: what it offers with the code that was sent. */
export type HoldAnswer = { result: SubmissionResult<string[]>; idempotencyKey: string; offer: TicketOffer };

const fieldOf = (ticketTypeId: string) => `quantities.${ticketTypeId}`;

/** The ticket form's action: seats set aside and on to their order, or the form again with what is in the way. */
export async function holdSelection(request: Request, context: AppLoadContext) {
  const form = await readForm(request);
  const code = String(form.get('voucher') ?? '');
  const held = await askOrderDesk(context, () => findHeldOrder(context));
  const opened = await openVoucher(context, code, held?.order ?? null);
  const offer = await offerTickets(context, opened);
  const { ticketTypes } = await askOrderDesk(context, () => context.orders.getAvailability(opened.found));
  const submission = parseForm(form, { schema: createSelectionSchema(ticketTypes) });
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
        offer,
      },
      { status },
    );

  if (form.get('intent') === intents.useVoucher) {
    // Only the code was meant: what is chosen so far stays, finished or not.
    const error = opened.problem ? { voucher: [opened.problem.text] } : undefined;
    const idempotencyKey = key.success ? key.data : crypto.randomUUID();
    const result = { initialValue: submission.reply().initialValue, error } as SubmissionResult<string[]>;
    return data<HoldAnswer>({ result, idempotencyKey, offer }, { status: opened.problem?.status ?? 200 });
  }

  if (!key.success) {
    return answer(400, {
      formErrors: ['We could not read the form. Your choice is still here: please send it again.'],
    });
  }
  if (opened.problem && !opened.found) {
    return answer(opened.problem.status, { fieldErrors: { voucher: [opened.problem.text] } });
  }
  if (asksForUnknown(form, ticketTypes)) {
    return answer(404, { formErrors: ['A ticket you chose is no longer offered. Choose from the tickets below.'] });
  }
  if (submission.status !== 'success') return answer(422, {});

  const selection = submission.value.quantities;
  const outcome = await askOrderDesk(context, () =>
    context.orders.hold({ idempotencyKey: key.data, selection, voucherCode: opened.found?.code ?? null }),
  );
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
  if (isAboutVoucher(outcome.reason)) return answer(status, { fieldErrors: { voucher: [text] } });
  return answer(status, ticket ? { fieldErrors: { [fieldOf(ticket.id)]: [text] } } : { formErrors: [text] });
}

function isAboutVoucher(reason: string): boolean {
  return (voucherRefusalReasons as readonly string[]).includes(reason);
}

/** A type that went away is no matter while nobody wants it. */
function asksForUnknown(form: FormData, ticketTypes: Availability['ticketTypes']): boolean {
  const known = new Set(ticketTypes.map((type) => fieldOf(type.id)));
  return [...form].some(
    ([name, value]) => name.startsWith('quantities') && !known.has(name) && value !== '' && value !== '0',
  );
}
