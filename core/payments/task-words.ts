import { formatMoney } from '../money.ts';
import type { Order } from '../orders/order.ts';
import type { Refund } from './refund.ts';

/** What can be done about money that waits for a person, by the organizer API's name for it. */
export const taskActions = ['try-again', 'by-hand', 'send-back', 'accept', 'drop', 'cancel'] as const;
export type TaskAction = (typeof taskActions)[number];

/** An open task in an organizer's words: what happened, what to do, and what can be done from here. */
export type TaskWords = { title: string; happened: string; todo: string; actions: TaskAction[] };

/** PayPal refused to send money back, or never had it (`isByTransfer`). */
export function describeFailedRefund(refund: Refund, isByTransfer: boolean): TaskWords {
  const amount = formatMoney(refund.amountCents, refund.currency);
  if (isByTransfer) {
    return {
      title: `${amount} is to go back by bank transfer`,
      happened:
        'The order was paid by bank transfer, so nothing goes back by itself. The buyer has been told that you send it by hand.',
      todo: 'Transfer it from your bank to the account that the payment came from, then say here how it was done.',
      actions: ['by-hand'],
    };
  }
  const title = `${amount} did not go back`;
  if (!refund.mayTryAgain) {
    return {
      title,
      happened: `What PayPal says about this refund is not what was asked for: ${refund.problem}.`,
      todo: 'Look the payment up in PayPal’s activity. Some of the money may have gone back already, so it is not asked for again from here. Send back there what is missing, then say here how it was done.',
      actions: ['by-hand'],
    };
  }
  return {
    title,
    happened: `PayPal refused to send it back: ${refund.problem}. Nothing of it has gone back, and the buyer has been told that it takes longer.`,
    todo: 'Mend what PayPal names (too little money in the account, most often) and try again. Where PayPal will not do it, send the money back in another way and say how.',
    actions: ['try-again', 'by-hand'],
  };
}

/** What PayPal took, or has on record, is not what was asked for. */
export function describeOddPayment(order: Order, attempt: AboutOddPayment): TaskWords {
  const happened = `The payment is not as it was asked for: ${attempt.problem}.`;
  if (attempt.capturedCents === 0) {
    return {
      title: 'A payment is odd, and no money of it is known',
      happened: `${happened} No money of it is booked.`,
      todo: 'Look the payment up in PayPal’s activity. If nothing was taken, let the seats go; the buyer hears that the payment did not go through. If something was, send it back there first.',
      actions: ['drop'],
    };
  }
  const amount = formatMoney(attempt.capturedCents, attempt.capturedCurrency ?? order.currency);
  const canAccept = attempt.isLatest && (order.state === 'NEEDS_ATTENTION' || order.state === 'EXPIRED');
  const total = formatMoney(order.totalCents, order.currency);
  return {
    title: `${amount} came, and it is odd`,
    happened: `${happened} PayPal took ${amount}; the order costs ${total}.`,
    todo: canAccept
      ? 'Send the money back, or keep it and give the tickets for it. What was sent back in PayPal by hand is found out and not sent twice.'
      : 'Send the money back: the order has no use for it. What was sent back in PayPal by hand is found out and not sent twice.',
    actions: canAccept ? ['send-back', 'accept'] : ['send-back'],
  };
}

/** The buyer wants the money back by way of PayPal or a bank, or has it; or PayPal's account and ours say different things. */
export function describeFromOutside(kind: OutsideTask, problem: string, canCancel: boolean): TaskWords {
  switch (kind) {
    case 'disputed':
      return {
        title: 'A buyer disputes a payment at PayPal',
        happened: `${problem}. The tickets stay good, and nothing is sent back from here meanwhile.`,
        todo: 'Answer in PayPal’s resolution centre. The task ends by itself once PayPal has decided.',
        actions: [],
      };
    case 'reversed':
      return {
        title: 'Money went back without being asked for from here',
        happened: `${problem}. The buyer has the money, and the tickets are still good.`,
        todo: 'Write to the buyer. Cancel the order to give its seats back; if PayPal gives the money back to you, the task ends by itself.',
        actions: canCancel ? ['cancel'] : [],
      };
    case 'webhook_unmatched':
      return {
        title: 'PayPal told of a payment that is not known here',
        happened: `${problem}.`,
        todo: 'Look the payment up in PayPal’s activity. If it is not this conference’s, whoever runs the site can let the message go (npm run webhook:inbox).',
        actions: [],
      };
    case 'money_differs':
      return {
        title: 'PayPal’s account and ours differ',
        happened: `${problem}.`,
        todo: 'Look it up in PayPal’s activity. The task ends by itself with the daily comparison that finds both to agree.',
        actions: [],
      };
  }
}

export type OutsideTask = 'disputed' | 'reversed' | 'webhook_unmatched' | 'money_differs';

export type AboutOddPayment = {
  problem: string;
  capturedCents: number;
  capturedCurrency: string | null;
  /** The order names this attempt: no other took its place. */
  isLatest: boolean;
};
