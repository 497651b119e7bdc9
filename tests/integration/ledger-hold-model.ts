import { comparableCode } from '../../core/orders/catalogue.ts';
import type { ExpiryReason, Order, Refusal, Transition } from '../../core/orders/order.ts';
import { noAnswers } from '../../core/orders/questions.ts';
import type { Ledger, OutboxEntry } from '../../server/ledger/ledger.ts';
import { type createModelBooks, isHeld, type ModelOrder, personOf } from './ledger-model-books.ts';
import type { createOfferModel } from './ledger-model-offer.ts';
import { blankOrder } from './ledger-model-order.ts';
import type { createPaymentModel } from './ledger-payment-model.ts';

type Request<Name extends keyof Ledger> = Parameters<Ledger[Name]>[0];

export type HoldHouse = {
  clock: { nowMs: number };
  books: ReturnType<typeof createModelBooks>;
  offers: ReturnType<typeof createOfferModel>;
  payments: Pick<ReturnType<typeof createPaymentModel<ModelOrder>>, 'abandonCurrent' | 'currentOf'>;
  answer(order: ModelOrder, replayed: boolean): Transition;
  refuse(reason: Refusal['reason'], order?: ModelOrder, about?: Partial<Refusal>): Refusal;
  /** The order if its seats are held now, else the refusal. */
  held(orderId: string): { order: ModelOrder } | { refusal: Refusal };
  change(
    order: ModelOrder,
    transition: OutboxEntry['transition'],
    state: Order['state'],
    reason?: ExpiryReason | null,
  ): void;
};

/** From the first form to the confirmation of an order that costs nothing. */
export function createHoldModel(house: HoldHouse) {
  const { clock, payments, answer, refuse, held, change } = house;
  const { orders, getCatalogue, seatsOfPerson } = house.books;
  const { offer, accept } = house.offers;
  const forms = new Map<string, { orderId: string; selection: string }>();

  return {
    hold(request: Request<'hold'>): Transition {
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
        ...blankOrder(request.orderId, clock.nowMs),
        form: request.idempotencyKey,
        state: 'HELD',
        ...accept(offered, request.holdMs),
      };
      orders.set(order.id, order);
      forms.set(request.idempotencyKey, { orderId: order.id, selection });
      change(order, 'held', 'HELD');
      return answer(order, false);
    },

    saveDetails(request: Request<'saveDetails'>): Transition {
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
}
