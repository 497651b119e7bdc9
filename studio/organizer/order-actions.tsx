import { CreditCardIcon } from '@sanity/icons/CreditCard';
import { EnvelopeIcon } from '@sanity/icons/Envelope';
import { ResetIcon } from '@sanity/icons/Reset';
import { useState } from 'react';
import type { DocumentActionComponent, DocumentActionDescription, DocumentActionProps } from 'sanity';
import { formatMoney } from '../rules/money.ts';
import { type Act, ActDialog, begin, type Progress, withNote } from './act-dialog.tsx';

/** As the mirror writes it; docs/content-model.md has all of it. */
type OrderDocument = {
  code: string;
  state: string;
  seats: number;
  totalCents: number;
  currency: string;
  paymentMethod?: string;
  paymentState?: string;
  paidCents?: number;
  refunds?: { amountCents: number }[];
};

/** What of the payment has not gone back, and is not on its way. */
function restOf({ totalCents, paidCents = totalCents, refunds = [] }: OrderDocument): number {
  return refunds.reduce((rest, { amountCents }) => rest - amountCents, paidCents);
}

const hasMail = ['CONFIRMED', 'CANCELLED', 'PAYMENT_PENDING', 'AWAITING_TRANSFER'];

export const resendOrderMail: DocumentActionComponent = (props) => {
  const order = read<OrderDocument>(props);
  return useAct(
    'Send the mail again',
    EnvelopeIcon,
    order !== null && hasMail.includes(order.state),
    order && {
      path: `/orders/${order.code}/resend-mail`,
      text: 'The buyer gets the mail that fits the order as it is now, and every attendee with an address of their own gets theirs.',
      button: 'Send it again',
      fields: [],
      describe: () => 'The mail is on its way.',
    },
  );
};
resendOrderMail.displayName = 'ResendOrderMail';

export const cancelOrder: DocumentActionComponent = (props) => {
  const order = read<OrderDocument>(props);
  // Where the buyer got the money back by way of PayPal, nothing is left to go back.
  const isPaid = order !== null && order.totalCents > 0 && order.paymentState !== 'REVERSED';
  return useAct(
    'Cancel the order',
    ResetIcon,
    order?.state === 'CONFIRMED' && order.paymentState !== 'DISPUTED',
    order && {
      path: `/orders/${order.code}/cancel`,
      text: `${order.seats === 1 ? 'The seat goes' : `All ${order.seats} seats go`} back to everybody at once, and the tickets open no door any more.${isPaid ? ` What was paid (${formatMoney(restOf(order), order.currency)}) goes back to ${payerOf(order)}.` : ''} Buyer and attendees get a mail that says so. It cannot be undone.`,
      button: isPaid && order.paymentMethod !== 'transfer' ? 'Cancel and send the money back' : 'Cancel the order',
      isDangerous: true,
      fields: withNote(),
      describe: ({ replayed }) =>
        replayed
          ? 'It was cancelled already.'
          : `The order is cancelled.${isPaid ? ` ${nextOf(order)}` : ''} This page shows it in a few seconds.`,
    },
  );
};
cancelOrder.displayName = 'CancelOrder';

export const refundAmount: DocumentActionComponent = (props) => {
  const order = read<OrderDocument>(props);
  const rest = order === null ? 0 : restOf(order);
  return useAct(
    'Refund an amount',
    CreditCardIcon,
    order?.state === 'CONFIRMED' && order.paymentState === 'CAPTURED' && rest > 0,
    order && {
      path: `/orders/${order.code}/refund`,
      text: `What you enter goes back to ${payerOf(order)}. At most ${formatMoney(rest, order.currency)} is left. The tickets stay good. To take a ticket back, cancel it in its registration. The buyer gets a mail.`,
      button: 'Send it back',
      isDangerous: true,
      fields: withNote([{ name: 'amount', label: `Amount in ${order.currency}, like 12.50` }]),
      describe: ({ replayed }) => (replayed ? 'It was asked for already.' : nextOf(order)),
    },
  );
};
refundAmount.displayName = 'RefundAmount';

/** Money that came by bank transfer is nobody's to send but a person's: a task asks for it. */
const payerOf = ({ paymentMethod }: OrderDocument) =>
  paymentMethod === 'transfer'
    ? 'whoever paid, by your hand: it came by bank transfer'
    : 'the PayPal account that paid';
const nextOf = ({ paymentMethod }: OrderDocument) =>
  paymentMethod === 'transfer' ? 'A task under Money says what to send back by hand.' : 'The money is on its way back.';

/** What the mirror wrote: there are no drafts of it. */
export function read<T>({ published }: DocumentActionProps): T | null {
  return published as unknown as T | null;
}

/** An entry of the document's menu that opens its dialog. A dialog that is open stays until it is closed: what it has done changes
 *  the document, and it has yet to say so. */
export function useAct(
  label: string,
  icon: DocumentActionDescription['icon'],
  isPossible: boolean,
  act: Act | null,
  otherwise: 'disabled' | 'hidden' = 'disabled',
): DocumentActionDescription | null {
  // Kept here: Studio draws the dialog anew when a phone is turned, with what was filled in and on its way by then.
  const [opened, setOpened] = useState<{ act: Act; progress: Progress } | null>(null);
  if (!isPossible && !opened && otherwise === 'hidden') return null;
  return {
    label,
    icon,
    disabled: !isPossible || act === null,
    title: isPossible ? undefined : 'Not possible with the order as it is now',
    onHandle: () => setOpened(act && { act, progress: begin(act) }),
    dialog: opened && {
      type: 'dialog',
      header: label,
      width: 'medium',
      onClose: () => setOpened(null),
      content: <ActDialog {...opened} onClose={() => setOpened(null)} />,
    },
  };
}
