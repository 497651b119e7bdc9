import { findInvoice } from '../../core/orders/invoice.ts';
import { listLive, type Order, type OrderLine, type Registration } from '../../core/orders/order.ts';
import { type GivenAnswer, toAnswerText } from '../../core/orders/questions.ts';
import { type Refund, sumCompleted } from '../../core/payments/refund.ts';

/** What of an order or registration organizers find in Sanity; docs/content-model.md tells each field. */
export type MirrorDocument = { _id: string; _type: 'order' | 'registration'; [field: string]: unknown };

/**
 * An order as documents: itself, and each of its registrations once somebody is named. An order's registrations never become
 * fewer, so no document ever has to go. Nothing in it opens anything: no signature, no session, no ticket's code.
 */
export function toDocuments(order: Order, revision: string): MirrorDocument[] {
  const named = order.registrations.filter(({ attendee }) => attendee !== null);
  return [toOrderDocument(order, revision), ...named.map((one) => toRegistrationDocument(order, one, revision))].map(
    withoutNothing,
  );
}

const orderIdOf = (order: Order) => `order.${order.id}`;
const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function toOrderDocument(order: Order, revision: string): MirrorDocument {
  const { id, state, lines, payment } = order;
  const creditNotes = order.documents.filter(({ kind }) => kind === 'credit_note').map(({ number }) => number);
  const isTimed = state === 'HELD' || state === 'PAYING';
  return {
    _id: orderIdOf(order),
    _type: 'order',
    code: id,
    state,
    expiryReason: order.expiryReason,
    buyerName: order.buyer?.name,
    buyerEmail: order.buyer?.email,
    isComplimentary: order.isComplimentary,
    lines: lines.map(toLine),
    ticketTypeIds: lines.map((line) => line.ticketTypeId),
    voucherCode: order.voucher?.code,
    voucherId: order.voucher?.id,
    answers: toAnswers(order.answers.order),
    seats: listLive(order).length,
    totalCents: order.totalCents,
    currency: order.currency,
    paymentMethod: payment?.method,
    paymentState: payment?.state,
    paymentProblem: payment?.problem,
    paidCents: payment?.capturedCents || null,
    // Of the one that was heard of last; each is in the list.
    refundState: order.refunds.toSorted((a, b) => b.updatedAt - a.updatedAt)[0]?.state,
    refundedCents: sumCompleted(order.refunds) || null,
    refunds: order.refunds.length > 0 ? order.refunds.map(toRefund) : null,
    orderedAt: instant(order.createdAt),
    cancelledBy: order.cancelledBy,
    heldUntil: isTimed ? instant(order.heldUntil) : null,
    transferDueAt: instant(order.transfer?.dueAt ?? null),
    confirmedAt: instant(order.confirmedAt),
    cancelledAt: instant(order.cancelledAt),
    company: order.billing?.company,
    vatId: order.billing?.vatId,
    invoiceNumber: findInvoice(order.documents)?.number,
    creditNoteNumbers: creditNotes.length > 0 ? creditNotes : null,
    ledgerRevision: revision,
  };
}

const toLine = ({ ticketTypeId, name, quantity, unitPriceCents, listPriceCents, vatBasisPoints }: OrderLine) => ({
  _key: ticketTypeId,
  ticketTypeId,
  name,
  quantity,
  unitPriceCents,
  ...(listPriceCents === undefined ? {} : { listPriceCents }),
  ...(vatBasisPoints === null ? {} : { vatPercent: vatBasisPoints / 100 }),
});

const toRefund = (refund: Refund) =>
  withoutNothing({
    _key: refund.id,
    amountCents: refund.amountCents,
    currency: refund.currency,
    reason: refund.reason,
    registrationCode: refund.registrationId,
    state: refund.state,
    problem: refund.problem,
    how: refund.how,
    requestedAt: instant(refund.requestedAt),
    completedAt: instant(refund.completedAt),
  });

function toRegistrationDocument(order: Order, registration: Registration, revision: string): MirrorDocument {
  const { id, ticketTypeId, attendee } = registration;
  return {
    _id: `registration.${id}`,
    _type: 'registration',
    code: id,
    orderCode: order.id,
    // Weak: neither document has to be there before the other.
    order: { _type: 'reference', _ref: orderIdOf(order), _weak: true },
    state: order.state,
    ticketState: ticketStateOf(order, registration),
    ticketRevision: registration.revision,
    checkedInAt: instant(registration.checkedInAt),
    ticketTypeId,
    ticketTypeName: order.lines.find((line) => line.ticketTypeId === ticketTypeId)?.name,
    attendeeName: attendee?.name,
    attendeeEmail: attendee?.email,
    answers: toAnswers(order.answers.attendees[order.registrations.indexOf(registration)]),
    buyerName: order.buyer?.name,
    buyerEmail: order.buyer?.email,
    orderedAt: instant(order.createdAt),
    confirmedAt: instant(order.confirmedAt),
    cancelledAt: instant(registration.cancelledAt ?? order.cancelledAt),
    ledgerRevision: revision,
  };
}

/** None where nothing was answered: a field without a value is left out. */
function toAnswers(answers: GivenAnswer[] = []) {
  if (answers.length === 0) return null;
  return answers.map((answer) => ({
    _key: answer.questionId,
    questionId: answer.questionId,
    question: answer.question,
    answer: toAnswerText(answer),
  }));
}

/** Whether its ticket lets anybody in. */
function ticketStateOf({ state }: Order, { cancelledAt }: Registration): 'none' | 'valid' | 'cancelled' {
  if (state === 'CANCELLED' || cancelledAt !== null) return 'cancelled';
  return state === 'CONFIRMED' ? 'valid' : 'none';
}

/** A field without a value is left out, as Sanity does it. */
function withoutNothing<T extends object>(fields: T): T {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as T;
}
