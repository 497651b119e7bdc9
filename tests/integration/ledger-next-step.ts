import type { Order } from '../../core/orders/order.ts';
import { dayMs } from '../../core/orders/transfer.ts';
import type { Attempt } from '../../core/payments/attempt.ts';
import type { PayStep } from './ledger-payment-steps.ts';
import type { Step } from './ledger-steps.ts';

/** The step that `goOn` stands for. `attempts` are all there are, oldest first. */
export function nextStepFor(
  order: Order | undefined,
  { target, person, way, attempts }: { target: number; person: number; way: number; attempts: Attempt[] },
): Step {
  const pay = (kind: PayStep['kind'], variant = 0): Step => ({
    kind,
    target: attempts.length - 1 - attempts.findIndex(({ id }) => id === order?.payment?.attemptId),
    variant,
  });
  // Money may still come for a try that is over, while or after another one pays.
  const givenUp = attempts.findLastIndex(
    ({ id, orderId, state }) => orderId === order?.id && id !== order.payment?.attemptId && state === 'ABANDONED',
  );
  const payGivenUp: PayStep = { kind: 'returnCapture', target: attempts.length - 1 - givenUp, variant: 0 };
  switch (order?.state) {
    case undefined:
      return {
        ...{ kind: 'hold', form: target, code: way % 2 === 0 ? 'half-few' : null },
        selection: [{ ticketTypeId: 'party', quantity: way > 4 ? 2 : 1 }],
      };
    case 'HELD':
      if (!order.buyer) return { kind: 'saveDetails', target, person, spelling: 0, isMissing: false };
      if (order.totalCents > 0 && way >= 7) return { kind: 'chooseTransfer', target, variant: 0 };
      return order.totalCents > 0 ? { kind: 'startPayment', target, variant: 0 } : { kind: 'confirm', target };
    case 'PAYING':
      if (order.payment?.isDeclined && way > 2) return { kind: 'startPayment', target, variant: 0 };
      if (givenUp >= 0 && way === 9) return payGivenUp;
      if (order.payment?.state === 'CREATING') return pay('recordPayPalOrder', way === 0 ? 1 : 0);
      if (way === 8) return pay('abandonPayment');
      return pay('beginCapture');
    case 'AWAITING_TRANSFER':
      if (way <= 1) return { kind: 'markTransferPaid', target, variant: way === 0 ? 3 : 0 };
      if (way === 6) return { kind: 'callOff', target, variant: person === 0 ? 0 : 3 };
      if (way <= 3) return { kind: 'pass', ms: dayMs };
      // Once it is overdue it seldom goes another way than to its end.
      if (way <= (order.transfer?.remindedAt ? 8 : 5)) return { kind: 'sweepTransfers', limit: 3 };
      if (order.payment?.state === 'CREATING') return pay('recordPayPalOrder');
      return order.payment?.state === 'AWAITING_APPROVAL' && !order.payment.isDeclined
        ? pay('beginCapture')
        : { kind: 'startPayment', target, variant: 0 };
    case 'COMMITTING':
      if (way <= 1) return pay('recordCapturePending');
      if (way <= 4) return pay('recordDecline', way === 2 ? 2 : 0);
      if (way === 9) return pay('quarantinePayment', person);
      return pay('recordCapture', way === 5 ? 3 : 0);
    case 'PAYMENT_PENDING':
      return pay(way <= 2 ? 'recordDenial' : 'recordCapture');
    case 'CONFIRMED': {
      const refund = { target, which: 0, form: way, variant: 0 };
      if (givenUp >= 0 && way === 9) return payGivenUp;
      if (order.totalCents > 0 && way <= 1) return pay('recordDispute');
      if (order.totalCents > 0 && way === 2) return pay('recordReversal');
      if (order.payment?.state === 'DISPUTED' || (order.payment?.state === 'REVERSED' && way <= 5))
        return pay('endDispute');
      if (order.refunds.some(({ state }) => state !== 'COMPLETED') && way % 3 === 0)
        return pay('recordRefund', Math.floor(way / 3));
      if (way === 8) {
        const isInside = order.registrations[0]?.checkedInAt !== null;
        return { kind: isInside ? 'undoCheckIn' : 'checkIn', target, place: 1, form: attempts.length % 10, variant: 0 };
      }
      if (way > 6) return { kind: 'cancelTicket', ...refund };
      return way > 4 ? { kind: 'refundAmount', ...refund, variant: way - 5 } : { kind: 'cancel', target };
    }
    case 'CANCELLED': {
      const refund = { target, which: 0, form: way, variant: 0 };
      if (order.refunds.some(({ state }) => state === 'FAILED') && way > 2)
        return { kind: way > 5 ? 'retryRefund' : 'refundByHand', ...refund };
      return pay('recordRefund', Math.min(way, 3));
    }
    case 'NEEDS_ATTENTION': {
      const kind = (['refundQuarantined', 'acceptPayment', 'dropPayment'] as const)[way % 3] ?? 'dropPayment';
      return { kind, target, which: 0, form: way, variant: 0 };
    }
    default:
      // Money that comes after all.
      if (order?.payment && way > 6) return pay('returnCapture');
      return { kind: 'holdAgain', target };
  }
}
