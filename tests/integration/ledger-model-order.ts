import type { Order } from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { type Attempt, toOrderPayment } from '../../core/payments/attempt.ts';
import { type ModelOrder, placesOf } from './ledger-model-books.ts';

/** What every order begins with. */
export const blankOrder = (id: string, nowMs: number) => ({
  id,
  form: '',
  attemptId: null,
  revision: 1,
  expiryReason: null,
  createdAt: nowMs,
  confirmedAt: null,
  cancelledAt: null,
  cancelledBy: null,
  isComplimentary: false,
  voucher: null,
  registrations: [],
  buyer: null,
  billing: null,
  documents: [],
  invoice: null,
  creditedCents: 0,
  answers: noAnswers,
  transfer: null,
  transferAt: 0,
  graceMs: 0,
  payment: null,
  refunds: [],
  attendees: null,
  revisions: new Map(),
  checkIns: new Map(),
  cancelledPlaces: new Map(),
  audit: [],
});

/** As the ledger answers it; `attempts` are all there are. */
export function viewOf(all: ModelOrder, attempts: ReadonlyMap<string, Attempt>): Order {
  const {
    form: _form,
    takes: _takes,
    quotasOf: _quotasOf,
    voucherTypes: _voucherTypes,
    revision: _revision,
    audit: _audit,
    attemptId,
    attendees,
    ...rest
  } = all;
  const { revisions, checkIns, cancelledPlaces, invoice: _invoice, creditedCents: _credited, ...agreed } = rest;
  const { transferAt: _at, graceMs: _grace, ...order } = agreed;
  const attempt = attempts.get(attemptId ?? '');
  const registrations = placesOf(all).map((ticketTypeId, index) => ({
    id: `${order.id}-${index + 1}`,
    ticketTypeId,
    attendee: attendees?.[index] ?? null,
    revision: revisions.get(index + 1) ?? 1,
    checkedInAt: checkIns.get(index + 1) ?? null,
    cancelledAt: cancelledPlaces.get(index + 1) ?? null,
  }));
  return structuredClone({ ...order, registrations, payment: attempt ? toOrderPayment(attempt) : null });
}
