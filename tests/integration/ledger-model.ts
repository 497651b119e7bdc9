import { comparableCode } from '../../core/orders/catalogue.ts';
import type { Availability, ExpiryReason, Order, Refusal, Transition } from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { isTransferOffered } from '../../core/orders/transfer.ts';
import { type Attempt, toOrderPayment } from '../../core/payments/attempt.ts';
import type { Ledger, OutboxEntry } from '../../server/ledger/ledger.ts';
import { createInvoiceModel } from './ledger-invoice-model.ts';
import { createModelBooks, isHeld, type ModelOrder, personOf, placesOf } from './ledger-model-books.ts';
import { createOfferModel } from './ledger-model-offer.ts';
import { createOrganizerModel } from './ledger-organizer-model.ts';
import { createPaymentModel } from './ledger-payment-model.ts';
import { createRefundModel } from './ledger-refund-model.ts';
import { createTransferModel } from './ledger-transfer-model.ts';

type Event = Pick<OutboxEntry, 'transition' | 'state' | 'reason' | 'registrationId'>;

/**
 * What the ledger should do, said as simply as possible: no counter anywhere, everything is recounted from the orders each
 * time, and a hold ends the moment its time is over.
 */
export function createLedgerModel(clock: { nowMs: number }) {
  const books = createModelBooks(clock);
  const { orders, quotas, getCatalogue, takenOf, usesOf, seatsOfPerson, quotasNow } = books;
  const attempts = new Map<string, Attempt>();
  const events = new Map<string, Event[]>();
  const forms = new Map<string, { orderId: string; selection: string }>();

  /** Holds end, and a capacity that was asked for comes into force once it fits. */
  function settle() {
    for (const order of orders.values()) {
      if (isHeld(order) && order.heldUntil <= clock.nowMs) change(order, 'expired', 'EXPIRED', 'lapsed');
    }
    for (const [id, quota] of quotas) {
      if (quota.wanted !== null && takenOf(id) <= quota.wanted)
        quotas.set(id, { capacity: quota.wanted, wanted: null });
    }
  }

  function change(
    order: ModelOrder,
    transition: Event['transition'],
    state: Order['state'],
    reason: ExpiryReason | null = null,
    registrationId?: string,
  ) {
    invoices.keepDocuments(order, state);
    order.state = state;
    if (state === 'EXPIRED') order.transfer = null;
    order.expiryReason = reason;
    const about = { ...(reason ? { reason } : {}), ...(registrationId ? { registrationId } : {}) };
    events.set(order.id, [...(events.get(order.id) ?? []), { transition, state, ...about }]);
  }

  function answer(order: ModelOrder, replayed: boolean): Transition {
    return { ok: true, order: view(order), replayed };
  }

  function view(all: ModelOrder): Order {
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

  function refuse(reason: Refusal['reason'], order?: ModelOrder, about: Partial<Refusal> = {}): Refusal {
    return { ok: false, reason, ...about, ...(order ? { order: view(order) } : {}) };
  }

  /** The order if its seats are held now, else the refusal. */
  function held(orderId: string): { order: ModelOrder } | { refusal: Refusal } {
    const order = orders.get(orderId);
    if (!order) return { refusal: refuse('not_found') };
    if (isHeld(order)) return { order };
    return { refusal: refuse(order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', order) };
  }

  const { offer, accept, takeAgain } = createOfferModel({ clock, books, refuse });
  const invoices = createInvoiceModel(clock, () => getCatalogue().seller);
  const { credit } = invoices;
  const payments = createPaymentModel({ clock, orders, attempts, view, change, takeAgain, credit });

  /** What every order begins with. */
  const blank = (id: string) => ({
    id,
    form: '',
    attemptId: null,
    revision: 1,
    expiryReason: null,
    createdAt: clock.nowMs,
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

  const organizers = createOrganizerModel<ModelOrder>({
    clock,
    orders,
    answer,
    refuse,
    tell: (order, transition, registrationId) =>
      change(order, transition, order.state, order.expiryReason, registrationId),
    give({ orderId, selection, buyer, attendees }) {
      const [line] = selection;
      const type = getCatalogue().ticketTypes.find((candidate) => candidate.id === line?.ticketTypeId);
      if (!line || !type) return refuse('unknown_ticket_type', undefined, { ticketTypeId: line?.ticketTypeId });
      const about = { ticketTypeId: type.id };
      if (type.quotaIds.some((id) => quotas.get(id)?.wanted !== null))
        return refuse('sale_stopped', undefined, { ...about, remaining: 0 });
      const remaining = Math.min(...type.quotaIds.map((id) => (quotas.get(id)?.capacity ?? 0) - takenOf(id)));
      if (line.quantity > remaining)
        return refuse('sold_out', undefined, { ...about, remaining: Math.max(0, remaining) });
      const order: ModelOrder = {
        ...blank(orderId),
        state: 'CONFIRMED',
        heldUntil: clock.nowMs,
        extended: false,
        confirmedAt: clock.nowMs,
        isComplimentary: true,
        lines: [{ ...line, name: type.name, unitPriceCents: 0, vatBasisPoints: type.vatBasisPoints }],
        takes: new Map(type.quotaIds.map((id) => [id, line.quantity])),
        quotasOf: quotasNow(),
        voucherTypes: [],
        totalCents: 0,
        currency: getCatalogue().currency,
        buyer,
        attendees,
      };
      orders.set(orderId, order);
      return order;
    },
  });

  const refunds = createRefundModel<ModelOrder>({
    ...{ clock, orders, attempts, tasks: payments.tasks, answer, refuse, change, takeAgain, credit },
    cancelUntil: () => getCatalogue().cancelUntil ?? null,
    note: organizers.note,
    wasDone: organizers.wasDone,
    giveBack(order, ticketTypeId) {
      for (const id of order.quotasOf.get(ticketTypeId) ?? []) order.takes.set(id, (order.takes.get(id) ?? 0) - 1);
      if (order.voucher && order.voucherTypes.includes(ticketTypeId))
        order.voucher = { ...order.voucher, uses: order.voucher.uses - 1 };
    },
  });

  const transfers = createTransferModel<ModelOrder>({
    clock,
    orders,
    getCatalogue,
    answer,
    refuse,
    held,
    change,
    takeAgain,
    abandonCurrent: payments.abandonCurrent,
    bookTransfer: payments.bookTransfer,
    note: organizers.note,
  });

  const steps = {
    applyCatalogue: books.applyCatalogue,
    ...payments.steps,
    ...transfers,
    ...organizers.steps,
    ...refunds.steps,

    findVoucher(code: string) {
      const voucher = books.findVoucher(code);
      return voucher ? { voucher, uses: usesOf(voucher.id), at: clock.nowMs } : null;
    },

    getAvailability(): Availability {
      const ends = [...orders.values()].filter(isHeld).map((order) => order.heldUntil);
      return {
        catalogueVersion: books.getVersion(),
        currency: getCatalogue().currency,
        ticketTypes: getCatalogue().ticketTypes.map((type) => ({ ...type, ...books.availabilityOf(type) })),
        hasVouchers: getCatalogue().vouchers.length > 0,
        transferDays:
          getCatalogue().seller && isTransferOffered(getCatalogue().transfer, clock.nowMs)
            ? (getCatalogue().transfer?.daysToPay ?? null)
            : null,
        holdsEndBy: ends.length === 0 ? null : Math.max(...ends),
        at: clock.nowMs,
      };
    },

    hold(request: Parameters<Ledger['hold']>[0]): Transition {
      const resent = orders.get(request.orderId);
      if (resent) return answer(resent, true);
      const place = (id: string) => getCatalogue().ticketTypes.findIndex((type) => type.id === id);
      const sorted = [...request.selection].sort((a, b) => place(a.ticketTypeId) - place(b.ticketTypeId));
      const code = comparableCode(request.voucherCode ?? '');
      const selection = JSON.stringify([
        [...request.selection].sort((a, b) => (a.ticketTypeId < b.ticketTypeId ? -1 : 1)),
        code,
      ]);
      const form = forms.get(request.idempotencyKey);
      const first = form && orders.get(form.orderId);
      if (first && form.selection === selection) return answer(first, true);
      if (first && !isHeld(first)) return refuse('wrong_state', first);
      const offered = offer(sorted, { order: first, replaced: first, person: '', code });
      if ('reason' in offered) return offered;
      if (first) {
        payments.abandonCurrent(first, 'replaced');
        change(first, 'expired', 'EXPIRED', 'replaced');
      }
      const order: ModelOrder = {
        ...blank(request.orderId),
        form: request.idempotencyKey,
        state: 'HELD',
        ...accept(offered, request.holdMs),
      };
      orders.set(order.id, order);
      forms.set(request.idempotencyKey, { orderId: order.id, selection });
      change(order, 'held', 'HELD');
      return answer(order, false);
    },

    saveDetails(request: Parameters<Ledger['saveDetails']>[0]): Transition {
      const known = orders.get(request.orderId);
      const { buyer, attendees, billing = null, answers = noAnswers } = request;
      const isSame =
        JSON.stringify([known?.buyer, known?.attendees, known?.billing, known?.answers]) ===
        JSON.stringify([buyer, attendees, billing, answers]);
      if (known && isSame && (isHeld(known) || known.state === 'CONFIRMED')) return answer(known, true);
      const found = held(request.orderId);
      if ('refusal' in found) return found.refusal;
      const { order } = found;
      const names = request.attendees.filter((attendee) => attendee.name !== '').length;
      const seats = order.lines.reduce((sum, line) => sum + line.quantity, 0);
      if (names !== request.attendees.length || names !== seats) return refuse('details_missing', order);
      for (const { ticketTypeId, quantity } of order.lines) {
        const limit = getCatalogue().ticketTypes.find((type) => type.id === ticketTypeId)?.maxPerPerson ?? null;
        if (limit === null) continue;
        const room = limit - seatsOfPerson(personOf(request.buyer.email), ticketTypeId, order.id);
        if (quantity > room) return refuse('over_person_limit', order, { ticketTypeId, remaining: Math.max(0, room) });
      }
      order.buyer = request.buyer;
      order.attendees = request.attendees;
      order.billing = billing;
      order.answers = answers;
      change(order, 'details', order.state);
      return answer(order, false);
    },

    confirm({ orderId }: { orderId: string }): Transition {
      const known = orders.get(orderId);
      if (known?.state === 'CONFIRMED') return answer(known, true);
      const found = held(orderId);
      if ('refusal' in found) return found.refusal;
      if (found.order.totalCents > 0) return refuse('payment_required', found.order);
      if (!found.order.buyer) return refuse('details_missing', found.order);
      found.order.confirmedAt = clock.nowMs;
      change(found.order, 'confirmed', 'CONFIRMED');
      return answer(found.order, false);
    },

    extend({ orderId, holdMs }: { orderId: string; holdMs: number }): Transition {
      const found = held(orderId);
      if ('refusal' in found) return found.refusal;
      if (found.order.extended) return refuse('already_extended', found.order);
      found.order.extended = true;
      found.order.heldUntil = clock.nowMs + holdMs;
      change(found.order, 'extended', found.order.state);
      return answer(found.order, false);
    },

    release({ orderId }: { orderId: string }): Transition {
      const known = orders.get(orderId);
      if (known?.state === 'EXPIRED') return answer(known, true);
      const found = held(orderId);
      if ('refusal' in found) return found.refusal;
      payments.abandonCurrent(found.order, 'released');
      change(found.order, 'expired', 'EXPIRED', 'released');
      return answer(found.order, false);
    },

    holdAgain({ orderId, holdMs }: { orderId: string; holdMs: number }): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (isHeld(order)) return answer(order, true);
      if (order.state !== 'EXPIRED' || payments.currentOf(order)?.state === 'QUARANTINED')
        return refuse('wrong_state', order);
      const person = personOf(order.buyer?.email ?? '');
      const offered = offer(order.lines, { order, person, code: order.voucher?.code ?? '' });
      if ('reason' in offered) return offered;
      const terms = accept(offered, holdMs);
      const attempt = payments.currentOf(order);
      if (attempt?.amountCents !== terms.totalCents || attempt.currency !== terms.currency)
        payments.abandonCurrent(order, 'price_changed');
      Object.assign(order, terms);
      change(order, 'held_again', 'HELD');
      return answer(order, false);
    },
  };

  return {
    steps,
    settle,
    payments,
    listOrders: () => [...orders.values()].map(view),
    auditOf: (orderId: string) => orders.get(orderId)?.audit ?? [],
    eventsOf: (orderId: string) => events.get(orderId) ?? [],
    listVouchers: books.listVouchers,
    listQuotas: books.listQuotas,
  };
}
