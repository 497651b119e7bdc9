import type { Catalogue, TicketType } from '../../core/orders/catalogue.ts';
import type {
  Attendee,
  Availability,
  Buyer,
  ExpiryReason,
  Order,
  OrderLine,
  Refusal,
  Selection,
  TicketAvailability,
  Transition,
} from '../../core/orders/order.ts';
import type { OutboxEntry, QuotaConflict, QuotaCount } from '../../server/ledger/ledger.ts';

type Takes = Map<string, number>;
type ModelOrder = Order & { form: string; takes: Takes; attendees: Attendee[] | null };
type Event = Pick<OutboxEntry, 'transition' | 'state' | 'reason'>;
type Offer = { lines: OrderLine[]; takes: Takes };

/**
 * What the ledger should do, said as simply as possible: no counter anywhere, everything is recounted from the orders each
 * time, and a hold ends the moment its time is over.
 */
export function createLedgerModel(clock: { nowMs: number }) {
  const orders = new Map<string, ModelOrder>();
  const events = new Map<string, Event[]>();
  const forms = new Map<string, { orderId: string; selection: string }>();
  const quotas = new Map<string, { capacity: number; wanted: number | null }>();
  let catalogue: Catalogue = { currency: 'XXX', ticketTypes: [], quotas: [] };
  let version = 0;

  const seatsIn = (quotaId: string, state: Order['state']) =>
    [...orders.values()]
      .filter((order) => order.state === state)
      .reduce((sum, order) => sum + (order.takes.get(quotaId) ?? 0), 0);
  const takenOf = (quotaId: string) => seatsIn(quotaId, 'HELD') + seatsIn(quotaId, 'CONFIRMED');
  const personOf = (email: string) => email.trim().normalize('NFC').toLowerCase();
  const seatsOfPerson = (person: string, ticketTypeId: string, except?: string) =>
    [...orders.values()]
      .filter((order) => order.id !== except && (order.state === 'HELD' || order.state === 'CONFIRMED'))
      .filter((order) => order.buyer && personOf(order.buyer.email) === person)
      .flatMap((order) => order.lines.filter((line) => line.ticketTypeId === ticketTypeId))
      .reduce((sum, line) => sum + line.quantity, 0);

  /** Holds end, and a capacity that was asked for comes into force once it fits. */
  function settle() {
    for (const order of orders.values()) {
      if (order.state === 'HELD' && order.heldUntil <= clock.nowMs) change(order, 'expired', 'EXPIRED', 'lapsed');
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
  ) {
    order.state = state;
    order.expiryReason = reason;
    events.set(order.id, [...(events.get(order.id) ?? []), { transition, state, ...(reason ? { reason } : {}) }]);
  }

  function answer(order: ModelOrder, replayed: boolean): Transition {
    return { ok: true, order: view(order), replayed };
  }

  function view({ form: _form, takes: _takes, attendees, ...order }: ModelOrder): Order {
    const ticketTypeIds = order.lines.flatMap((line) => Array<string>(line.quantity).fill(line.ticketTypeId));
    const registrations = ticketTypeIds.map((ticketTypeId, index) => ({
      id: `${order.id}-${index + 1}`,
      ticketTypeId,
      attendee: attendees?.[index] ?? null,
      revision: 1,
    }));
    return structuredClone({ ...order, registrations });
  }

  function refuse(reason: Refusal['reason'], order?: ModelOrder, about: Partial<Refusal> = {}): Refusal {
    return { ok: false, reason, ...about, ...(order ? { order: view(order) } : {}) };
  }

  /** Line by line, each against what the lines before it left. */
  function offer(
    selection: Selection,
    { order, replaced, person }: { order?: ModelOrder; replaced?: ModelOrder; person: string },
  ): Offer | Refusal {
    const takes: Takes = new Map();
    const lines: OrderLine[] = [];
    for (const { ticketTypeId, quantity } of selection) {
      const type = catalogue.ticketTypes.find((candidate) => candidate.id === ticketTypeId);
      const no = (reason: Refusal['reason'], remaining?: number) =>
        refuse(reason, order, {
          ticketTypeId,
          ...(remaining === undefined ? {} : { remaining: Math.max(0, remaining) }),
        });
      if (!type) return no('unknown_ticket_type');
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
      lines.push({ ticketTypeId, name: type.name, quantity, unitPriceCents: type.priceCents });
    }
    return { lines, takes };
  }

  function accept({ lines, takes }: Offer, holdMs: number) {
    const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
    return { lines, takes, totalCents, currency: catalogue.currency, heldUntil: clock.nowMs + holdMs, extended: false };
  }

  /** The order if its seats are held now, else the refusal. */
  function held(orderId: string): { order: ModelOrder } | { refusal: Refusal } {
    const order = orders.get(orderId);
    if (!order) return { refusal: refuse('not_found') };
    if (order.state === 'HELD') return { order };
    return { refusal: refuse(order.state === 'EXPIRED' ? 'hold_expired' : 'wrong_state', order) };
  }

  function availabilityOf(type: TicketType): TicketAvailability {
    const counts = type.quotaIds.map((id) => {
      const quota = quotas.get(id) ?? { capacity: 0, wanted: null };
      return {
        free: (quota.wanted ?? quota.capacity) - takenOf(id),
        held: seatsIn(id, 'HELD'),
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

  const steps = {
    applyCatalogue(next: Catalogue): { version: number; changed: boolean; conflicts: QuotaConflict[] } {
      const changed = JSON.stringify(next) !== JSON.stringify(catalogue);
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
            held: seatsIn(id, 'HELD'),
            sold: seatsIn(id, 'CONFIRMED'),
          });
        }
      }
      return { version, changed, conflicts };
    },

    getAvailability(): Availability {
      const ends = [...orders.values()].filter((order) => order.state === 'HELD').map((order) => order.heldUntil);
      return {
        catalogueVersion: version,
        currency: catalogue.currency,
        ticketTypes: catalogue.ticketTypes.map((type) => ({ ...type, ...availabilityOf(type) })),
        holdsEndBy: ends.length === 0 ? null : Math.max(...ends),
        at: clock.nowMs,
      };
    },

    hold(request: { orderId: string; idempotencyKey: string; selection: Selection; holdMs: number }): Transition {
      const resent = orders.get(request.orderId);
      if (resent) return answer(resent, true);
      const place = (id: string) => catalogue.ticketTypes.findIndex((type) => type.id === id);
      const sorted = [...request.selection].sort((a, b) => place(a.ticketTypeId) - place(b.ticketTypeId));
      const selection = JSON.stringify(
        [...request.selection].sort((a, b) => (a.ticketTypeId < b.ticketTypeId ? -1 : 1)),
      );
      const form = forms.get(request.idempotencyKey);
      const first = form && orders.get(form.orderId);
      if (first && form.selection === selection) return answer(first, true);
      if (first && first.state !== 'HELD') return refuse('wrong_state', first);
      const offered = offer(sorted, { order: first, replaced: first, person: '' });
      if ('reason' in offered) return offered;
      if (first) change(first, 'expired', 'EXPIRED', 'replaced');
      const order: ModelOrder = {
        id: request.orderId,
        form: request.idempotencyKey,
        state: 'HELD',
        expiryReason: null,
        createdAt: clock.nowMs,
        confirmedAt: null,
        cancelledAt: null,
        registrations: [],
        buyer: null,
        payment: null,
        attendees: null,
        ...accept(offered, request.holdMs),
      };
      orders.set(order.id, order);
      forms.set(request.idempotencyKey, { orderId: order.id, selection });
      change(order, 'held', 'HELD');
      return answer(order, false);
    },

    saveDetails(request: { orderId: string; buyer: Buyer; attendees: Attendee[] }): Transition {
      const known = orders.get(request.orderId);
      const isSame =
        JSON.stringify([known?.buyer, known?.attendees]) === JSON.stringify([request.buyer, request.attendees]);
      if (known && isSame && (known.state === 'HELD' || known.state === 'CONFIRMED')) return answer(known, true);
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
      change(order, 'details', 'HELD');
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
      change(found.order, 'extended', 'HELD');
      return answer(found.order, false);
    },

    release({ orderId }: { orderId: string }): Transition {
      const known = orders.get(orderId);
      if (known?.state === 'EXPIRED') return answer(known, true);
      const found = held(orderId);
      if ('refusal' in found) return found.refusal;
      change(found.order, 'expired', 'EXPIRED', 'released');
      return answer(found.order, false);
    },

    holdAgain({ orderId, holdMs }: { orderId: string; holdMs: number }): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (order.state === 'HELD') return answer(order, true);
      if (order.state !== 'EXPIRED') return refuse('wrong_state', order);
      const offered = offer(order.lines, { order, person: personOf(order.buyer?.email ?? '') });
      if ('reason' in offered) return offered;
      Object.assign(order, accept(offered, holdMs));
      change(order, 'held_again', 'HELD');
      return answer(order, false);
    },

    cancel({ orderId }: { orderId: string }): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (order.state === 'CANCELLED') return answer(order, true);
      if (order.state !== 'CONFIRMED') return refuse('wrong_state', order);
      if (order.totalCents > 0) return refuse('payment_required', order);
      order.cancelledAt = clock.nowMs;
      change(order, 'cancelled', 'CANCELLED');
      return answer(order, false);
    },
  };

  return {
    steps,
    settle,
    listOrders: () => [...orders.values()].map(view),
    eventsOf: (orderId: string) => events.get(orderId) ?? [],
    listQuotas: (): QuotaCount[] =>
      [...quotas]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([quotaId, { capacity, wanted }]) => ({
          quotaId,
          capacity,
          held: seatsIn(quotaId, 'HELD'),
          sold: seatsIn(quotaId, 'CONFIRMED'),
          stopped: wanted !== null,
        })),
  };
}
