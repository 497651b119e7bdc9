import { ChartUpwardIcon } from '@sanity/icons/ChartUpward';
import type { DocumentActionComponent, Tool } from 'sanity';
import { Dashboard } from './dashboard.tsx';
import { cancelOrder, resendOrderMail } from './order-actions.tsx';
import { checkIn, correctAttendee, resendTicket, undoCheckIn } from './registration-actions.tsx';
import { callOff, markPaid } from './transfer-actions.ts';

/** What can be done with the documents that the mirror writes, and nothing else: to edit or delete them would change no order. */
export const actionsOfMirrored: Readonly<Record<string, DocumentActionComponent[]>> = {
  order: [markPaid, callOff, resendOrderMail, cancelOrder],
  registration: [checkIn, undoCheckIn, correctAttendee, resendTicket],
};

export const salesTool: Tool = { name: 'sales', title: 'Sales', icon: ChartUpwardIcon, component: Dashboard };
