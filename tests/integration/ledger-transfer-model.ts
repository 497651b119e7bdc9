import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { ExpiryReason, Refusal, Transition } from '../../core/orders/order.ts';
import type { AuditAction, OrganizerAct } from '../../core/orders/organizer-act.ts';
import { dayMs, isTransferOffered } from '../../core/orders/transfer.ts';
import type { OutboxEntry } from '../../server/ledger/ledger.ts';
import type { TransferLedger } from '../../server/ledger/transfer-ledger.ts';
import type { PayingOrder } from './ledger-payment-rules.ts';

/** `transferAt`: when somebody looks at it next. */
export type TransferOrder = PayingOrder & { transferAt: number; graceMs: number };
type Request<Name extends keyof TransferLedger> = Parameters<TransferLedger[Name]>[0];

export type TransferHouse<ModelOrder extends TransferOrder> = {
  clock: { nowMs: number };
  orders: Map<string, ModelOrder>;
  getCatalogue(): Catalogue;
  answer(order: ModelOrder, replayed: boolean): Transition;
  refuse(reason: Refusal['reason'], order?: ModelOrder): Refusal;
  /** The order if its seats are held now, else the refusal. */
  held(orderId: string): { order: ModelOrder } | { refusal: Refusal };
  change(
    order: ModelOrder,
    transition: OutboxEntry['transition'],
    state: ModelOrder['state'],
    reason?: ExpiryReason | null,
  ): void;
  takeAgain(order: ModelOrder): boolean;
  abandonCurrent(order: ModelOrder, problem: string): void;
  /** Money that came by transfer, as an attempt of its own. */
  bookTransfer(order: ModelOrder, attemptId: string): void;
  note(order: ModelOrder, action: AuditAction, act: OrganizerAct, registrationId: null): void;
};

export function createTransferModel<ModelOrder extends TransferOrder>(house: TransferHouse<ModelOrder>) {
  const { clock, orders, answer, refuse, change } = house;
  return {
    chooseTransfer({ orderId }: Request<'chooseTransfer'>): Transition {
      const known = orders.get(orderId);
      if (known?.state === 'AWAITING_TRANSFER') return answer(known, true);
      const found = house.held(orderId);
      if ('refusal' in found) return found.refusal;
      const { order } = found;
      if (!order.buyer) return refuse('details_missing', order);
      const { transfer: terms, seller } = house.getCatalogue();
      if (!terms || !seller || !isTransferOffered(terms, clock.nowMs) || order.totalCents === 0)
        return refuse('transfer_not_offered', order);
      const dueAt = clock.nowMs + terms.daysToPay * dayMs;
      order.transfer = { dueAt, remindedAt: null, endsAt: null, bank: terms.bank };
      order.transferAt = dueAt;
      order.graceMs = terms.graceDays * dayMs;
      change(order, 'awaiting_transfer', 'AWAITING_TRANSFER');
      return answer(order, false);
    },

    sweepTransfers({ limit }: Request<'sweepTransfers'>) {
      const reminded: string[] = [];
      const ended: string[] = [];
      const due = [...orders.values()]
        .filter(({ state, transferAt }) => state === 'AWAITING_TRANSFER' && transferAt <= clock.nowMs)
        .sort((a, b) => a.transferAt - b.transferAt || (a.id < b.id ? -1 : 1));
      for (const order of due.slice(0, limit)) {
        if (order.transfer?.remindedAt === null) {
          order.transferAt = clock.nowMs + order.graceMs;
          order.transfer = { ...order.transfer, remindedAt: clock.nowMs, endsAt: order.transferAt };
          change(order, 'transfer_overdue', order.state);
          reminded.push(order.id);
        } else {
          change(order, 'expired', 'EXPIRED', 'unpaid');
          ended.push(order.id);
        }
      }
      return { reminded, ended };
    },

    markTransferPaid({ orderId, amountCents, currency, act }: Request<'markTransferPaid'>): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      const attemptId = `${orderId}-transfer-${order.revision}`;
      if (order.state === 'CONFIRMED' && order.attemptId === attemptId) return answer(order, true);
      const isLate = order.state === 'EXPIRED' && order.expiryReason === 'unpaid';
      if (order.state !== 'AWAITING_TRANSFER' && !isLate) return refuse('wrong_state', order);
      if (amountCents !== order.totalCents || currency !== order.currency) return refuse('amount_differs', order);
      if (isLate && !house.takeAgain(order)) return refuse('sold_out', order);
      house.abandonCurrent(order, 'paid_by_transfer');
      house.bookTransfer(order, attemptId);
      order.confirmedAt = clock.nowMs;
      house.note(order, 'marked_paid', act, null);
      change(order, 'confirmed', 'CONFIRMED');
      return answer(order, false);
    },

    callOff({ orderId, act }: Request<'callOff'>): Transition {
      const order = orders.get(orderId);
      if (!order) return refuse('not_found');
      if (order.state === 'EXPIRED' && order.expiryReason === 'called_off') return answer(order, true);
      if (order.state !== 'AWAITING_TRANSFER') return refuse('wrong_state', order);
      house.abandonCurrent(order, 'called_off');
      if (act) house.note(order, 'called_off', act, null);
      change(order, 'expired', 'EXPIRED', 'called_off');
      return answer(order, false);
    },
  };
}
