import type { Attendee, Buyer, Order, Selection, Transition } from '../../core/orders/order.ts';
import type { AuditAction, OrganizerAct } from '../../core/orders/organizer-act.ts';
import type { OutboxEntry } from '../../server/ledger/ledger.ts';
import type { OrganizerLedger } from '../../server/ledger/organizer-ledger.ts';

/** What organizers change beside an order's state; places are numbered from 1, as in a registration's id. */
export type OrganizedOrder = Order & {
  attendees: Attendee[] | null;
  revisions: Map<number, number>;
  checkIns: Map<number, number>;
  cancelledPlaces: Map<number, number>;
  audit: { action: AuditAction; requestId: string; registrationId: string | null }[];
};
type Request<Name extends keyof OrganizerLedger> = Parameters<OrganizerLedger[Name]>[0];

/** What the model of the ledger lends its part about organizers. */
export type OrganizedHouse<ModelOrder extends OrganizedOrder> = {
  clock: { nowMs: number };
  orders: Map<string, ModelOrder>;
  answer(order: ModelOrder, replayed: boolean): Transition;
  refuse(reason: 'not_found' | 'wrong_state' | 'ticket_cancelled', order?: ModelOrder): Transition;
  tell(order: ModelOrder, transition: OutboxEntry['transition'], registrationId?: string): void;
  /** A new CONFIRMED order, if there are seats for it. */
  give(request: {
    orderId: string;
    selection: Selection;
    buyer: Buyer;
    attendees: Attendee[];
  }): ModelOrder | Transition;
};

export function createOrganizerModel<ModelOrder extends OrganizedOrder>(house: OrganizedHouse<ModelOrder>) {
  const { clock, orders, answer, refuse, tell } = house;
  const gifts = new Map<string, ModelOrder>();
  const seatsOf = (order: ModelOrder) => order.lines.reduce((sum, line) => sum + line.quantity, 0);

  function note(order: ModelOrder, action: AuditAction, { requestId }: OrganizerAct, registrationId: string | null) {
    order.audit.push({ action, requestId, registrationId });
  }
  function wasDone(order: ModelOrder, action: AuditAction, { requestId }: OrganizerAct, registrationId: string | null) {
    return order.audit.some(
      (entry) => entry.action === action && entry.requestId === requestId && entry.registrationId === registrationId,
    );
  }
  function meet(registrationId: string): { order: ModelOrder; place: number } | { refusal: Transition } {
    const [, orderId = '', digits = ''] = /^(.*)-(\d+)$/.exec(registrationId) ?? [];
    const order = orders.get(orderId);
    const place = Number(digits);
    if (!order || place < 1 || place > seatsOf(order)) return { refusal: refuse('not_found') };
    if (order.state !== 'CONFIRMED') return { refusal: refuse('wrong_state', order) };
    if (order.cancelledPlaces.has(place)) return { refusal: refuse('ticket_cancelled', order) };
    return { order, place };
  }

  const steps = {
    checkIn({ registrationId, revision, act }: Request<'checkIn'>): Transition {
      const met = meet(registrationId);
      if ('refusal' in met) return met.refusal;
      const { order, place } = met;
      if (revision !== null && revision !== (order.revisions.get(place) ?? 1)) return refuse('wrong_state', order);
      if (order.checkIns.has(place)) return answer(order, true);
      order.checkIns.set(place, clock.nowMs);
      note(order, 'checked_in', act, registrationId);
      tell(order, 'checked_in', registrationId);
      return answer(order, false);
    },

    undoCheckIn({ registrationId, act }: Request<'undoCheckIn'>): Transition {
      const met = meet(registrationId);
      if ('refusal' in met) return met.refusal;
      const { order, place } = met;
      if (!order.checkIns.has(place) || wasDone(order, 'check_in_undone', act, registrationId))
        return answer(order, true);
      order.checkIns.delete(place);
      note(order, 'check_in_undone', act, registrationId);
      tell(order, 'check_in_undone', registrationId);
      return answer(order, false);
    },

    correctAttendee({ registrationId, revision, attendee, act }: Request<'correctAttendee'>): Transition {
      const met = meet(registrationId);
      if ('refusal' in met) return met.refusal;
      const { order, place } = met;
      if (wasDone(order, 'corrected', act, registrationId)) return answer(order, true);
      const now = order.revisions.get(place) ?? 1;
      if (now !== revision) return refuse('wrong_state', order);
      const before = order.attendees?.[place - 1];
      if (before?.name === attendee.name && before.email === attendee.email) return answer(order, true);
      order.attendees = (order.attendees ?? []).with(place - 1, attendee);
      order.revisions.set(place, now + 1);
      note(order, 'corrected', act, registrationId);
      tell(order, 'corrected', registrationId);
      return answer(order, false);
    },

    issueComplimentary({ act, ...request }: Request<'issueComplimentary'>): Transition {
      const given = gifts.get(act.requestId) ?? orders.get(request.orderId);
      if (given) return answer(given, true);
      const order = house.give(request);
      if ('ok' in order) return order;
      gifts.set(act.requestId, order);
      note(order, 'issued', act, null);
      tell(order, 'confirmed');
      return answer(order, false);
    },

    requestMail({ orderId, registrationId, act }: Request<'requestMail'>): Transition {
      const order = orders.get(orderId);
      const place = Number(registrationId?.slice(orderId.length + 1) ?? 1);
      if (!order || place < 1 || place > seatsOf(order)) return refuse('not_found');
      if (!['CONFIRMED', 'CANCELLED', 'PAYMENT_PENDING', 'AWAITING_TRANSFER'].includes(order.state))
        return refuse('wrong_state', order);
      if (registrationId && order.state === 'CONFIRMED' && order.cancelledPlaces.has(place))
        return refuse('ticket_cancelled', order);
      if (wasDone(order, 'mail_requested', act, registrationId)) return answer(order, true);
      note(order, 'mail_requested', act, registrationId);
      tell(order, 'mail_requested', registrationId ?? undefined);
      return answer(order, false);
    },
  };
  return { steps, note, wasDone };
}
