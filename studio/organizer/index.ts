import { BillIcon } from '@sanity/icons/Bill';
import { ChartUpwardIcon } from '@sanity/icons/ChartUpward';
import type { DocumentActionComponent, Tool } from 'sanity';
import { Dashboard } from './dashboard.tsx';
import { MoneyPage } from './money.tsx';
import { cancelOrder, refundAmount, resendOrderMail } from './order-actions.tsx';
import { cancelTicket, checkIn, correctAttendee, resendTicket, undoCheckIn } from './registration-actions.tsx';
import { callOff, markPaid } from './transfer-actions.ts';

/** What can be done with the documents that the mirror writes, and nothing else: to edit or delete them would change no order. */
export const actionsOfMirrored: Readonly<Record<string, DocumentActionComponent[]>> = {
  order: [markPaid, callOff, resendOrderMail, refundAmount, cancelOrder],
  registration: [checkIn, undoCheckIn, correctAttendee, resendTicket, cancelTicket],
};

export const salesTool: Tool = { name: 'sales', title: 'Sales', icon: ChartUpwardIcon, component: Dashboard };

export const moneyTool: Tool = { name: 'money', title: 'Money', icon: BillIcon, component: MoneyPage };
