import type { Availability, ExpiryReason, Order, Refusal, Transition } from '../../core/orders/order.ts';
import { isTransferOffered } from '../../core/orders/transfer.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { OutboxEntry } from '../../server/ledger/ledger.ts';
import { createHoldModel } from './ledger-hold-model.ts';
import { createInvoiceModel } from './ledger-invoice-model.ts';
import { createModelBooks, isHeld, type ModelOrder } from './ledger-model-books.ts';
import { createOfferModel } from './ledger-model-offer.ts';
import { blankOrder, viewOf } from './ledger-model-order.ts';
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
  const { orders, quotas, getCatalogue, takenOf, usesOf, quotasNow } = books;
  const attempts = new Map<string, Attempt>();
  const events = new Map<string, Event[]>();
  const view = (order: ModelOrder) => viewOf(order, attempts);

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

  const offers = createOfferModel({ clock, books, refuse });
  const { takeAgain } = offers;
  const invoices = createInvoiceModel(clock, () => getCatalogue().seller);
  const { credit } = invoices;
  const payments = createPaymentModel({ clock, orders, attempts, view, change, takeAgain, credit });
  const holds = createHoldModel({ clock, books, offers, payments, answer, refuse, held, change });

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
        ...blankOrder(orderId, clock.nowMs),
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
    ...holds,
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
