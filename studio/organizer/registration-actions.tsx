import { CheckmarkCircleIcon } from '@sanity/icons/CheckmarkCircle';
import { EditIcon } from '@sanity/icons/Edit';
import { EnvelopeIcon } from '@sanity/icons/Envelope';
import { ResetIcon } from '@sanity/icons/Reset';
import { TrashIcon } from '@sanity/icons/Trash';
import type { DocumentActionComponent } from 'sanity';
import { withNote } from './act-dialog.tsx';
import type { Answer } from './api.ts';
import { read, useAct } from './order-actions.tsx';

/** As the mirror writes it; docs/content-model.md has all of it. */
type RegistrationDocument = {
  code: string;
  orderCode: string;
  ticketState: 'none' | 'valid' | 'cancelled';
  ticketRevision: number;
  checkedInAt?: string;
  attendeeName?: string;
  attendeeEmail?: string;
};

export const checkIn: DocumentActionComponent = (props) => {
  const ticket = read<RegistrationDocument>(props);
  return useAct(
    'Check in',
    CheckmarkCircleIcon,
    ticket?.ticketState === 'valid' && !ticket.checkedInAt,
    ticket && {
      path: `/registrations/${ticket.code}/check-in`,
      text: `${ticket.attendeeName ?? 'The attendee'} is here and gets in with ticket ${ticket.code}.`,
      button: 'Check in',
      fields: [],
      describe: (answer) => (answer.replayed ? describeFirst(answer, ticket.code) : 'Checked in.'),
    },
  );
};
checkIn.displayName = 'CheckIn';

export const undoCheckIn: DocumentActionComponent = (props) => {
  const ticket = read<RegistrationDocument>(props);
  return useAct(
    'Undo the check-in',
    ResetIcon,
    ticket?.ticketState === 'valid' && Boolean(ticket.checkedInAt),
    ticket && {
      path: `/registrations/${ticket.code}/undo-check-in`,
      text: `The check-in of ${ticket.attendeeName ?? ticket.code} was a mistake. The ticket lets somebody in again.`,
      button: 'Undo the check-in',
      fields: withNote(),
      describe: () => 'The check-in is undone.',
    },
    'hidden',
  );
};
undoCheckIn.displayName = 'UndoCheckIn';

export const correctAttendee: DocumentActionComponent = (props) => {
  const ticket = read<RegistrationDocument>(props);
  return useAct(
    'Correct name or address',
    EditIcon,
    ticket?.ticketState === 'valid',
    ticket && {
      path: `/registrations/${ticket.code}/correct`,
      text: 'The ticket gets a new code, and the one that was sent before opens no door any more. The new ticket goes to the buyer, and to the attendee if there is an address.',
      button: 'Correct and send the new ticket',
      fields: withNote([
        { name: 'attendee.name', label: 'Name', value: ticket.attendeeName },
        { name: 'attendee.email', label: 'E-mail (may be empty)', value: ticket.attendeeEmail, type: 'email' },
      ]),
      form: { revision: ticket.ticketRevision },
      describe: ({ replayed }) =>
        replayed ? 'Nothing was different, so nothing was changed.' : 'Corrected. The new ticket is on its way.',
    },
  );
};
correctAttendee.displayName = 'CorrectAttendee';

export const resendTicket: DocumentActionComponent = (props) => {
  const ticket = read<RegistrationDocument>(props);
  return useAct(
    'Send the ticket again',
    EnvelopeIcon,
    ticket?.ticketState === 'valid',
    ticket && {
      path: `/orders/${ticket.orderCode}/resend-mail`,
      text: `Ticket ${ticket.code} goes to the buyer once more${ticket.attendeeEmail ? `, and to ${ticket.attendeeEmail}` : ''}.`,
      button: 'Send it again',
      fields: [],
      form: { registrationId: ticket.code },
      describe: () => 'The ticket is on its way.',
    },
  );
};
resendTicket.displayName = 'ResendTicket';

export const cancelTicket: DocumentActionComponent = (props) => {
  const ticket = read<RegistrationDocument>(props);
  return useAct(
    'Cancel this ticket',
    TrashIcon,
    ticket?.ticketState === 'valid',
    ticket && {
      path: `/registrations/${ticket.code}/cancel`,
      text: `The ticket of ${ticket.attendeeName ?? ticket.code} opens no door any more, its seat goes back to everybody at once, and what was paid for it goes back to the PayPal account that paid, or by your hand where it came by bank transfer. Other tickets of order ${ticket.orderCode} stay as they are. It cannot be undone.`,
      button: 'Cancel the ticket',
      isDangerous: true,
      fields: withNote(),
      describe: ({ replayed }) =>
        replayed ? 'It was cancelled already.' : 'The ticket is cancelled. This page shows it in a few seconds.',
    },
  );
};
cancelTicket.displayName = 'CancelTicket';

function describeFirst({ audit, order }: Answer, code: string): string {
  const first = audit.findLast((entry) => entry.action === 'checked_in' && entry.registrationId === code);
  const at = order.registrations.find(({ id }) => id === code)?.checkedInAt;
  const time = at ? new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : 'before';
  return `This ticket was checked in already: at ${time}${first ? `, by ${first.by.name}` : ''}.`;
}
