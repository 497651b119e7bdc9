import type { SubmissionResult } from '@conform-to/react';
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import type { Order, Refusal, Transition } from '../../../core/orders/order.ts';
import { type AskedQuestions, askedIn, keepOldAnswers } from '../../../core/orders/questions.ts';
import { describeRefusal } from '../../../core/orders/refusal-words.ts';
import { askOrderDesk, readForm } from '../../order-desk.ts';
import { badRequest } from '../../refusals.ts';
import { parseDetails, readDraft } from './details-values.ts';
import { intents } from './intents.ts';

/** What stands in the way. `result` carries what was typed into the details form, where that was sent. */
export type OrderAnswer = { mistake: string | null; result: SubmissionResult<string[]> | null };

/** The order page's action: 303 to the page when it is done, else the page itself with the reason and everything typed. */
export async function changeOrder(request: Request, order: Order, context: AppLoadContext) {
  const form = await readForm(request);
  const { orders } = context;
  const orderId = order.id;
  switch (form.get('intent')) {
    case intents.confirm:
      return confirmOrder(form, order, context, false);
    case intents.confirmAgain:
      return confirmOrder(form, order, context, true);
    case intents.holdAgain:
      return answerPlainly(await askOrderDesk(context, () => orders.holdAgain({ orderId })), order, context);
    case intents.release:
      return answerPlainly(await askOrderDesk(context, () => orders.release({ orderId })), order, context);
    case intents.payByTransfer:
      return answerPlainly(await askOrderDesk(context, () => orders.chooseTransfer({ orderId })), order, context);
    case intents.callOff:
      return answerPlainly(await askOrderDesk(context, () => orders.callOff({ orderId })), order, context);
    case intents.extend:
      return extendHold(form, order, context);
    default:
      throw badRequest();
  }
}

async function confirmOrder(form: FormData, order: Order, context: AppLoadContext, holdFirst: boolean) {
  const { orders } = context;
  const orderId = order.id;
  // A second click, or a reload: what was asked for has happened.
  if (order.state === 'CONFIRMED') return backToOrder(orderId, context);
  const isFree = order.totalCents === 0;

  const asked = await listAsked(order, context);
  const submission = parseDetails(form, asked);
  const refuse = (refusal: Refusal) => {
    if (refusal.order?.state === 'CONFIRMED') return backToOrder(orderId, context);
    const { status, text } = describeRefusal(refusal, nameIn(order, refusal.ticketTypeId), 'order');
    const isAboutBuyer = refusal.reason === 'over_person_limit';
    const result = submission.reply(isAboutBuyer ? { fieldErrors: { 'buyer.email': [text] } } : { formErrors: [] });
    return data<OrderAnswer>({ mistake: isAboutBuyer ? null : text, result }, { status });
  };
  if (submission.status !== 'success') {
    return data<OrderAnswer>({ mistake: null, result: submission.reply() }, { status: 422 });
  }
  if (holdFirst) {
    const heldAgain = await askOrderDesk(context, () => orders.holdAgain({ orderId }));
    if (!heldAgain.ok) return refuse(heldAgain);
  }
  const { answers, ...details } = submission.value;
  const kept = keepOldAnswers(answers, order.answers, asked);
  const saved = await askOrderDesk(context, () => orders.saveDetails({ orderId, ...details, answers: kept }));
  if (!saved.ok) return refuse(saved);
  // What costs something is confirmed by paying for it: the page goes on with that.
  if (!isFree) return backToOrder(orderId, context);
  const confirmed = await askOrderDesk(context, () => orders.confirm({ orderId }));
  if (!confirmed.ok) return refuse(confirmed);
  return backToOrder(orderId, context);
}

/** Asked for in the middle of the form: what was typed so far crosses the redirect in the session. */
async function extendHold(form: FormData, order: Order, context: AppLoadContext) {
  const orderId = order.id;
  const draft = readDraft(form, await listAsked(order, context));
  const extended = await askOrderDesk(context, () => context.orders.extend({ orderId }));
  if (!extended.ok) {
    const { status, text } = describeRefusal(extended);
    const result = { initialValue: draft } as SubmissionResult<string[]>;
    return data<OrderAnswer>({ mistake: text, result }, { status });
  }
  const visitor = await context.getVisitor();
  visitor.session.flash(draftKey(orderId), draft);
  const cookie = await visitor.commit();
  if (cookie) return backToOrder(orderId, context, cookie);
  // Without a session the form itself is all there is: answer with it. Sent again, it says that there was more time once.
  return data<OrderAnswer>({ mistake: null, result: { initialValue: draft } as SubmissionResult<string[]> });
}

/** What organizers ask of this order by now. */
export async function listAsked(order: Order, context: AppLoadContext): Promise<AskedQuestions> {
  const ticketTypeIds = order.registrations.map(({ ticketTypeId }) => ticketTypeId);
  return askedIn(await context.content.getQuestions(), ticketTypeIds);
}

export const draftKey = (orderId: string) => `draft:${orderId}`;

function answerPlainly(outcome: Transition, order: Order, context: AppLoadContext) {
  if (outcome.ok) return backToOrder(order.id, context);
  const { status, text } = describeRefusal(outcome, nameIn(order, outcome.ticketTypeId), 'order');
  return data<OrderAnswer>({ mistake: text, result: null }, { status });
}

function nameIn(order: Order, ticketTypeId: string | undefined): string | undefined {
  return order.lines.find((line) => line.ticketTypeId === ticketTypeId)?.name;
}

function backToOrder(orderId: string, context: AppLoadContext, cookie?: string) {
  return redirect(context.orders.linkTo(orderId), {
    status: 303,
    headers: { 'Cache-Control': 'private, no-store', ...(cookie ? { 'Set-Cookie': cookie } : {}) },
  });
}
