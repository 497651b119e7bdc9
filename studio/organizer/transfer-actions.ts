import { CloseCircleIcon } from '@sanity/icons/CloseCircle';
import { CreditCardIcon } from '@sanity/icons/CreditCard';
import type { DocumentActionComponent } from 'sanity';
import { formatMoney } from '../rules/money.ts';
import { withNote } from './act-dialog.tsx';
import { read, useAct } from './order-actions.tsx';

/** As the mirror writes it; docs/content-model.md has all of it. */
type OrderDocument = {
  code: string;
  state: string;
  expiryReason?: string;
  buyerName?: string;
  totalCents: number;
  currency: string;
};

export const markPaid: DocumentActionComponent = (props) => {
  const order = read<OrderDocument>(props);
  const isLate = order?.state === 'EXPIRED' && order.expiryReason === 'unpaid';
  return useAct(
    'Mark as paid',
    CreditCardIcon,
    order?.state === 'AWAITING_TRANSFER' || isLate,
    order && {
      path: `/orders/${order.code}/mark-paid`,
      text: `${order.buyerName ?? 'The buyer'} owes ${formatMoney(order.totalCents, order.currency)} with the reference ${order.code}. Enter what has come to the account; only the exact amount is taken. The order is confirmed at once, the tickets go out by mail, and PayPal takes nothing for it any more.${isLate ? ' Its seats went back, so this works only if they are still there.' : ''}`,
      button: 'Mark as paid and send the tickets',
      fields: withNote([{ name: 'amount', label: `Amount that has come, in ${order.currency}` }]),
      describe: ({ replayed }) =>
        replayed ? 'It was marked as paid already.' : 'The order is confirmed. The tickets are on their way.',
    },
    'hidden',
  );
};
markPaid.displayName = 'MarkPaid';

export const callOff: DocumentActionComponent = (props) => {
  const order = read<OrderDocument>(props);
  return useAct(
    'Call off the order',
    CloseCircleIcon,
    order?.state === 'AWAITING_TRANSFER',
    order && {
      path: `/orders/${order.code}/call-off`,
      text: 'No money has come, and none is waited for any more. The seats go back to everybody at once; the buyer gets a mail that says so, with a credit note for the invoice.',
      button: 'Call off the order',
      isDangerous: true,
      fields: withNote(),
      describe: ({ replayed }) => (replayed ? 'It was called off already.' : 'The order is called off.'),
    },
    'hidden',
  );
};
callOff.displayName = 'CallOff';
