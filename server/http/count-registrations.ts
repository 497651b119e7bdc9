import type { Counter } from 'prom-client';
import { listLive, type Transition } from '../../core/orders/order.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PaymentTransition } from '../ledger/payment-ledger.ts';

/** What became of attendees' places, by the call that decides it; any other call changes nothing about how many there are. */
const outcomes = {
  hold: 'held',
  holdAgain: 'held',
  confirm: 'confirmed',
  recordCapture: 'confirmed',
  acceptPayment: 'confirmed',
  markTransferPaid: 'confirmed',
  issueComplimentary: 'confirmed',
  release: 'released',
  callOff: 'released',
  cancel: 'cancelled',
  cancelTicket: 'cancelled',
} as const satisfies Partial<Record<keyof Ledger, string>>;

/** The same ledger, its registrations counted by outcome: what became of them, or the reason of a refusal. A refusal counts as one,
 *  however many places were asked for; a replay counts as nothing. */
export function countRegistrations(ledger: Ledger, registrations: Counter<'outcome'>): Ledger {
  // A rate begins with the second sample: a counter that appears with its first registration would never show that one.
  for (const outcome of new Set(Object.values(outcomes))) registrations.inc({ outcome }, 0);
  return new Proxy(ledger, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver);
      if (!(name in outcomes)) return method;
      return async (...args: unknown[]) => {
        const reply: Transition | PaymentTransition = await method.apply(target, args);
        if (!reply.ok) registrations.inc({ outcome: reply.reason });
        else if (!reply.replayed) {
          const places = name === 'cancelTicket' ? 1 : listLive(reply.order).length;
          registrations.inc({ outcome: outcomes[name as keyof typeof outcomes] }, places);
        }
        return reply;
      };
    },
  });
}
