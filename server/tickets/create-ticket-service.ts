import { listLive, type Order } from '../../core/orders/order.ts';
import { orderIdOf, ticketFormat } from '../../core/tickets/ticket-code.ts';
import type { TicketService } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { renderCalendar } from './calendar.ts';
import { renderPdf } from './pdf/render-pdf.ts';
import { renderQrPng, renderQrSvg } from './qr.ts';
import { type TicketSigner, verifyTicketCode } from './sign-tickets.ts';

/** Tickets as the site's routes see them. A code is signed anew each time it is shown; nothing of it is stored. */
export function createTicketService({ ledger, signer }: { ledger: Ledger; signer: TicketSigner }): TicketService {
  const publicKey = signer.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  return {
    renderQr(order, registrationId) {
      const registration = findLive(order, registrationId);
      return registration ? renderQrSvg(signer.codeOf(registration)) : null;
    },

    renderQrPng(order, registrationId) {
      const registration = findLive(order, registrationId);
      return registration ? renderQrPng(signer.codeOf(registration)) : null;
    },

    renderPdf({ order, conference, registrationIds }) {
      const tickets = listLive(order)
        .filter(({ id }) => !registrationIds || registrationIds.includes(id))
        .map((registration) => ({
          registrationId: registration.id,
          typeName: order.lines.find((line) => line.ticketTypeId === registration.ticketTypeId)?.name ?? '',
          holder: registration.attendee?.name ?? '',
          code: signer.codeOf(registration),
        }));
      return renderPdf({ tickets, order, conference });
    },

    renderCalendar: (request) =>
      renderCalendar({ registrationIds: listLive(request.order).map(({ id }) => id), ...request }),

    getKey: () => ({ eventId: signer.eventId, format: ticketFormat, algorithm: 'Ed25519', publicKey }),

    async getRefused() {
      const { refused, at } = await ledger.getRefusedTickets();
      return signer.signRefused({ version: refused.length, at, refused });
    },

    async judge(code) {
      const ticket = verifyTicketCode(code, signer.publicKey);
      // Nobody learns from a forged code which orders there are: the ledger is not even asked.
      if (!ticket || ticket.eventId !== signer.eventId) return { status: 'unknown', ticket: null };
      const order = await ledger.getOrder(orderIdOf(ticket.registrationId));
      const registration = order?.registrations.find(({ id }) => id === ticket.registrationId);
      if (!order || !registration) return { status: 'unknown', ticket };
      if (order.state === 'CANCELLED' || registration.cancelledAt !== null) return { status: 'cancelled', ticket };
      if (order.state !== 'CONFIRMED') return { status: 'unknown', ticket };
      return { status: ticket.revision === registration.revision ? 'valid' : 'superseded', ticket };
    },
  };
}

function findLive(order: Order, registrationId: string) {
  return listLive(order).find(({ id }) => id === registrationId);
}
