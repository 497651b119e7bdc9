import { type Catalogue, comparableCode, type TicketType, type Voucher } from '../../core/orders/catalogue.ts';
import type {
  Availability,
  ExpiryReason,
  Order,
  OrderLine,
  OrderVoucher,
  Refusal,
  Selection,
  TicketAvailability,
  Transition,
} from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import { isTransferOffered } from '../../core/orders/transfer.ts';
import { isFor, mayChoose, priceWith, voucherStateAt } from '../../core/orders/voucher.ts';
import { type Attempt, toOrderPayment } from '../../core/payments/attempt.ts';
import type { Ledger, OutboxEntry, QuotaConflict, QuotaCount, VoucherCount } from '../../server/ledger/ledger.ts';
import { createInvoiceModel, type InvoicedOrder } from './ledger-invoice-model.ts';
import { createOrganizerModel, type OrganizedOrder } from './ledger-organizer-model.ts';
import { createPaymentModel, type PayingOrder } from './ledger-payment-model.ts';
import { createRefundModel } from './ledger-refund-model.ts';
import { createTransferModel, type TransferOrder } from './ledger-transfer-model.ts';

/** Seats that are neither free nor sold. */
const holding: Order['state'][] = [
  'HELD',
  'PAYING',
  'COMMITTING',
  'PAYMENT_PENDING',
  'NEEDS_ATTENTION',
  'AWAITING_TRANSFER',
];
const isHeld = ({ state }: Pick<Order, 'state'>) => state === 'HELD' || state === 'PAYING';

type Takes = Map<string, number>;
/** `quotasOf`: which quotas a seat of each type takes, as it was when they were taken; `voucherTypes`: the voucher was for these. */
type ModelOrder = PayingOrder &
  OrganizedOrder &
  InvoicedOrder &
  TransferOrder & { form: string; takes: Takes; quotasOf: Map<string, string[]>; voucherTypes: string[] };
type Event = Pick<OutboxEntry, 'transition' | 'state' | 'reason' | 'registrationId'>;
type Offer = {
  lines: OrderLine[];
  takes: Takes;
  voucher: OrderVoucher | null;
  quotasOf: Map<string, string[]>;
  voucherTypes: string[];
};

/**
 * What the ledger should do, said as simply as possible: no counter anywhere, everything is recounted from the orders each
 * time, and a hold ends the moment its time is over.
 */
export function createLedgerModel(clock: { nowMs: number }) {
  const orders = new Map<string, ModelOrder>();
  const attempts = new Map<string, Attempt>();
  const events = new Map<string, Event[]>();
  const forms = new Map<string, { orderId: string; selection: string }>();
  const quotas = new Map<string, { capacity: number; wanted: number | null }>();
  /** What the uses of each voucher that has a limit may come to. */
  const bounds = new Map<string, number>();
  let catalogue: Catalogue = {
    currency: 'XXX',
    ticketTypes: [],
    quotas: [],
    vouchers: [],
    seller: null,
    transfer: null,
  };
  let version = 0;

  const seatsIn = (quotaId: string, states: readonly Order['state'][]) =>
    [...orders.values()]
      .filter((order) => states.includes(order.state))
      .reduce((sum, order) => sum + (order.takes.get(quotaId) ?? 0), 0);
  const heldOf = (quotaId: string) => seatsIn(quotaId, holding);
  const soldOf = (quotaId: string) => seatsIn(quotaId, ['CONFIRMED']);
  const takenOf = (quotaId: string) => heldOf(quotaId) + soldOf(quotaId);
  const usesOf = (voucherId: string) =>
    [...orders.values()]
      .filter((order) => order.voucher?.id === voucherId && [...holding, 'CONFIRMED'].includes(order.state))
      .reduce((sum, order) => sum + (order.voucher?.uses ?? 0), 0);
  const findVoucher = (code: string) =>
    catalogue.vouchers.find((voucher) => comparableCode(voucher.code) === comparableCode(code));
  /** The ticket type of each place. */
  const placesOf = (order: ModelOrder) =>
    order.lines.flatMap((line) => Array<string>(line.quantity).fill(line.ticketTypeId));
  const personOf = (email: string) => email.trim().normalize('NFC').toLowerCase();
  const seatsOfPerson = (person: string, ticketTypeId: string, except?: string) =>
    [...orders.values()]
      .filter((order) => order.id !== except && [...holding, 'CONFIRMED'].includes(order.state))
      .filter((order) => order.buyer && personOf(order.buyer.email) === person)
      .flatMap((order) =>
        placesOf(order).filter((id, index) => id === ticketTypeId && !order.cancelledPlaces.has(index + 1)),
      ).length;

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

  /** Line by line, each against what the lines before it left. */
  function offer(
    selection: Selection,
    { order, replaced, person, code }: { order?: ModelOrder; replaced?: ModelOrder; person: string; code: string },
  ): Offer | Refusal {
    const takes: Takes = new Map();
    const lines: OrderLine[] = [];
    const voucher = code === '' ? null : findVoucher(code);
    if (voucher === undefined) return refuse('unknown_voucher', order);
    const state = voucher && voucherStateAt(voucher, 0, clock.nowMs);
    if (state === 'not_yet' || state === 'over') return refuse(`voucher_${state}`, order);
    for (const { ticketTypeId, quantity } of selection) {
      const type = catalogue.ticketTypes.find((candidate) => candidate.id === ticketTypeId);
      const no = (reason: Refusal['reason'], remaining?: number) =>
        refuse(reason, order, {
          ticketTypeId,
          ...(remaining === undefined ? {} : { remaining: Math.max(0, remaining) }),
        });
      if (!type || !mayChoose(voucher, type)) return no('unknown_ticket_type');
      if (type.salesStartAt !== null && clock.nowMs < type.salesStartAt) return no('not_yet_on_sale');
      if (type.salesEndAt !== null && clock.nowMs >= type.salesEndAt) return no('sale_closed');
      if (quantity > type.maxPerOrder) return no('over_order_limit', type.maxPerOrder);
      if (type.maxPerPerson !== null) {
        const room = type.maxPerPerson - seatsOfPerson(person, ticketTypeId);
        if (quantity > room) return no('over_person_limit', room);
      }
      if (type.quotaIds.some((id) => quotas.get(id)?.wanted !== null)) return no('sale_stopped', 0);
      const remaining = Math.min(
        ...type.quotaIds.map(
          (id) => (quotas.get(id)?.capacity ?? 0) - takenOf(id) + (replaced?.takes.get(id) ?? 0) - (takes.get(id) ?? 0),
        ),
      );
      if (quantity > remaining) return no('sold_out', remaining);
      for (const id of type.quotaIds) takes.set(id, (takes.get(id) ?? 0) + quantity);
      const unitPriceCents = priceWith(voucher, type);
      const reduced = unitPriceCents < type.priceCents ? { listPriceCents: type.priceCents } : {};
      const { name, vatBasisPoints } = type;
      lines.push({ ticketTypeId, name, quantity, unitPriceCents, vatBasisPoints, ...reduced });
    }
    const used = voucher && takeUses(voucher, lines, { order, replaced });
    return used && 'reason' in used
      ? used
      : { lines, takes, voucher: used, quotasOf: quotasNow(), voucherTypes: typesOf(voucher) };
  }

  function takeUses(
    voucher: Voucher,
    lines: OrderLine[],
    { order, replaced }: { order?: ModelOrder; replaced?: ModelOrder },
  ): OrderVoucher | Refusal {
    const { id, code, maxPerOrder, maxUses } = voucher;
    const isForLine = (line: OrderLine) =>
      catalogue.ticketTypes.some((type) => type.id === line.ticketTypeId && isFor(voucher, type));
    const uses = lines.filter(isForLine).reduce((sum, line) => sum + line.quantity, 0);
    if (uses === 0) return refuse('voucher_not_for_these', order);
    if (maxPerOrder !== null && uses > maxPerOrder)
      return refuse('over_voucher_limit', order, { remaining: maxPerOrder });
    const back = replaced?.voucher?.id === id ? replaced.voucher.uses : 0;
    const left = (maxUses ?? Number.POSITIVE_INFINITY) - usesOf(id) + back;
    if (uses > left) return refuse('voucher_used_up', order, { remaining: Math.max(0, left) });
    return { id, code, uses };
  }

  const quotasNow = () => new Map(catalogue.ticketTypes.map(({ id, quotaIds }) => [id, quotaIds]));
  const typesOf = (voucher: Voucher | null) =>
    catalogue.ticketTypes.filter((type) => voucher && isFor(voucher, type)).map(({ id }) => id);

  function accept({ lines, takes, voucher, ...offered }: Offer, holdMs: number) {
    const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
    const heldUntil = clock.nowMs + holdMs;
    return { ...offered, lines, takes, voucher, totalCents, currency: catalogue.currency, heldUntil, extended: false };
  }

  /** The order if its seats are held now, else the refusal. */
  function held(orderId: string): { order: ModelOrder } | { refusal: Refusal } {
    const order = orders.get(orderId);
    if (!order) return { refusal: refuse('not_found') };
    if (isHeld(order)) return { order };
    return { refusal: refuse(order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', order) };
  }

  function availabilityOf(type: TicketType): TicketAvailability {
    const counts = type.quotaIds.map((id) => {
      const quota = quotas.get(id) ?? { capacity: 0, wanted: null };
      return {
        free: (quota.wanted ?? quota.capacity) - takenOf(id),
        held: heldOf(id),
        stopped: quota.wanted !== null,
      };
    });
    const least = counts.reduce((a, b) => (b.free < a.free ? b : a));
    const remaining = Math.max(0, least.free);
    let status: TicketAvailability['status'] = remaining === 0 ? 'sold_out' : 'available';
    if (counts.some((count) => count.stopped)) status = 'stopped';
    if (type.salesEndAt !== null && clock.nowMs >= type.salesEndAt) status = 'closed';
    if (type.salesStartAt !== null && clock.nowMs < type.salesStartAt) status = 'not_yet';
    return { ticketTypeId: type.id, status, remaining, held: least.held };
  }

  /** What was agreed on holds; only seats and the limit for a person count again. */
  function takeAgain(order: ModelOrder): boolean {
    const takes: Takes = new Map();
    for (const { ticketTypeId, quantity } of order.lines) {
      const type = catalogue.ticketTypes.find((candidate) => candidate.id === ticketTypeId);
      if (!type || type.quotaIds.some((id) => quotas.get(id)?.wanted !== null)) return false;
      const had = seatsOfPerson(personOf(order.buyer?.email ?? ''), ticketTypeId);
      if (type.maxPerPerson !== null && quantity > type.maxPerPerson - had) return false;
      for (const id of type.quotaIds) {
        if (quantity > (quotas.get(id)?.capacity ?? 0) - takenOf(id) - (takes.get(id) ?? 0)) return false;
        takes.set(id, (takes.get(id) ?? 0) + quantity);
      }
    }
    const { voucher } = order;
    const current = voucher && findVoucher(voucher.code);
    if (voucher && current?.id !== voucher.id) return false;
    if (voucher && current && voucher.uses > (current.maxUses ?? Number.POSITIVE_INFINITY) - usesOf(voucher.id))
      return false;
    order.takes = takes;
    order.quotasOf = quotasNow();
    return true;
  }

  function setBounds({ vouchers }: Catalogue) {
    for (const { id, maxUses } of vouchers) {
      if (maxUses === null) bounds.delete(id);
      else bounds.set(id, Math.max(maxUses, usesOf(id)));
    }
  }

  const invoices = createInvoiceModel(clock, () => catalogue.seller);
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
      const type = catalogue.ticketTypes.find((candidate) => candidate.id === line?.ticketTypeId);
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
        currency: catalogue.currency,
        buyer,
        attendees,
      };
      orders.set(orderId, order);
      return order;
    },
  });

  const refunds = createRefundModel<ModelOrder>({
    ...{ clock, orders, attempts, tasks: payments.tasks, answer, refuse, change, takeAgain, credit },
    cancelUntil: () => catalogue.cancelUntil ?? null,
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
    getCatalogue: () => catalogue,
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
    ...payments.steps,
    ...transfers,
    ...organizers.steps,
    ...refunds.steps,

    applyCatalogue(next: Catalogue): { version: number; changed: boolean; conflicts: QuotaConflict[] } {
      const changed = JSON.stringify(next) !== JSON.stringify(catalogue);
      const hasNewVouchers = JSON.stringify(next.vouchers) !== JSON.stringify(catalogue.vouchers);
      catalogue = next;
      if (changed) version += 1;
      for (const [id, quota] of quotas) quotas.set(id, { ...quota, wanted: null });
      const conflicts: QuotaConflict[] = [];
      for (const { id, capacity } of next.quotas) {
        if (takenOf(id) <= capacity) quotas.set(id, { capacity, wanted: null });
        else {
          quotas.set(id, { capacity: quotas.get(id)?.capacity ?? 0, wanted: capacity });
          conflicts.push({
            quotaId: id,
            wantedCapacity: capacity,
            held: heldOf(id),
            sold: soldOf(id),
          });
        }
      }
      if (hasNewVouchers) setBounds(next);
      return { version, changed, conflicts };
    },

    findVoucher(code: string) {
      const voucher = findVoucher(code);
      return voucher ? { voucher, uses: usesOf(voucher.id), at: clock.nowMs } : null;
    },

    getAvailability(): Availability {
      const ends = [...orders.values()].filter(isHeld).map((order) => order.heldUntil);
      return {
        catalogueVersion: version,
        currency: catalogue.currency,
        ticketTypes: catalogue.ticketTypes.map((type) => ({ ...type, ...availabilityOf(type) })),
        hasVouchers: catalogue.vouchers.length > 0,
        transferDays:
          catalogue.seller && isTransferOffered(catalogue.transfer, clock.nowMs)
            ? (catalogue.transfer?.daysToPay ?? null)
            : null,
        holdsEndBy: ends.length === 0 ? null : Math.max(...ends),
        at: clock.nowMs,
      };
    },

    hold(request: Parameters<Ledger['hold']>[0]): Transition {
      const resent = orders.get(request.orderId);
      if (resent) return answer(resent, true);
      const place = (id: string) => catalogue.ticketTypes.findIndex((type) => type.id === id);
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
        const limit = catalogue.ticketTypes.find((type) => type.id === ticketTypeId)?.maxPerPerson ?? null;
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
    listVouchers: (): VoucherCount[] =>
      [...new Set([...bounds.keys(), ...[...orders.values()].flatMap(({ voucher }) => voucher?.id ?? [])])]
        .sort()
        .map((voucherId) => ({ voucherId, uses: usesOf(voucherId), maxUses: bounds.get(voucherId) ?? null }))
        .filter(({ uses, maxUses }) => uses > 0 || maxUses !== null),
    listQuotas: (): QuotaCount[] =>
      [...quotas]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([quotaId, { capacity, wanted }]) => ({
          quotaId,
          capacity,
          held: heldOf(quotaId),
          sold: soldOf(quotaId),
          stopped: wanted !== null,
        })),
  };
}
