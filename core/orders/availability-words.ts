import { formatMoment } from '../zoned-time.ts';
import type { Availability } from './order.ts';

export type OfferedTicket = Availability['ticketTypes'][number];

export type OfferContext = {
  timeZone: string;
  /** False until payment exists. */
  sellsPaidTickets: boolean;
  /** From the same answer as the ticket. */
  at: number;
  holdsEndBy: number | null;
};

/** `buyable` decides whether a quantity can be chosen; `text` says what is so, `note` what to expect. */
export type Offer = { buyable: boolean; label: string; text: string; note: string | null };

export function countSeats(count: number): string {
  return count === 1 ? '1 seat' : `${count} seats`;
}

/** What a visitor may hope for, in words: what is left, since when, until when. */
export function describeOffer(ticket: OfferedTicket, context: OfferContext): Offer {
  const moment = (instant: number) => formatMoment(instant, context.timeZone, context.at);
  switch (ticket.status) {
    case 'sold_out':
      return { buyable: false, label: 'Sold out', text: describeSoldOut(ticket.held, context), note: null };
    case 'not_yet':
      return {
        buyable: false,
        label: 'Not yet on sale',
        text: ticket.salesStartAt === null ? 'Not yet on sale.' : `On sale from ${moment(ticket.salesStartAt)}.`,
        note: null,
      };
    case 'closed':
      return {
        buyable: false,
        label: 'Sale closed',
        text: ticket.salesEndAt === null ? 'The sale is closed.' : `The sale closed on ${moment(ticket.salesEndAt)}.`,
        note: null,
      };
    case 'stopped':
      return {
        buyable: false,
        label: 'Not on sale',
        text: 'Not on sale at the moment. Please look again later.',
        note: null,
      };
    case 'available': {
      const left = `${ticket.remaining.toLocaleString('en')} left.`;
      if (ticket.priceCents > 0 && !context.sellsPaidTickets) {
        return {
          buyable: false,
          label: 'Not yet on sale',
          text: 'This ticket cannot be bought yet, because online payment is not open.',
          note: left,
        };
      }
      const note = ticket.salesEndAt === null ? null : `On sale until ${moment(ticket.salesEndAt)}.`;
      return { buyable: true, label: 'Available', text: left, note };
    }
  }
}

function describeSoldOut(held: number, { timeZone, at, holdsEndBy }: OfferContext): string {
  if (held === 0) return 'Sold out.';
  const others = held === 1 ? '1 seat is held by somebody' : `${countSeats(held)} are held by others`;
  const back = holdsEndBy === null ? 'soon' : `by ${formatMoment(holdsEndBy, timeZone, at)}`;
  return `Sold out. ${others}; ${held === 1 ? 'it' : 'they'} may come back ${back}.`;
}
