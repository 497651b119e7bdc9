/** What the site says of a ticket type that is for sale: `/api/tickets`. */
export type OfferedTicket = {
  id: string;
  name: string;
  status: 'available' | 'sold_out' | 'not_yet' | 'closed' | 'stopped';
  /** Of the quota that has least. */
  remaining: number;
  held: number;
};

export type SeatsTaken = { sold: number; held: number };

/**
 * How many seats of a quota are gone. The site tells it of ticket types alone, so one is needed that takes from this quota
 * and no other; null where none does. A quota that is overbooked shows as full.
 */
export function countSeatsTaken(
  quotaId: string,
  publishedCapacity: number,
  ticketTypes: readonly { id: string; quotaIds: readonly string[] }[],
  offered: readonly OfferedTicket[],
): SeatsTaken | null {
  const only = ticketTypes.filter(({ quotaIds }) => quotaIds.length === 1 && quotaIds[0] === quotaId);
  const ticket = offered.find(({ id }) => only.some((type) => type.id === id));
  if (!ticket) return null;
  return { sold: Math.max(0, publishedCapacity - ticket.remaining - ticket.held), held: ticket.held };
}

export function findCapacityProblem(capacity: unknown, taken: SeatsTaken | null): string | null {
  if (typeof capacity !== 'number' || !taken || capacity >= taken.sold) return null;
  return `${taken.sold} seats of this quota are sold. With ${capacity} nothing more could be sold, and nobody loses a seat by it: choose ${taken.sold} or more.`;
}

const words: Record<OfferedTicket['status'], (ticket: OfferedTicket) => string> = {
  available: () => 'on sale',
  sold_out: () => 'sold out',
  not_yet: () => 'not yet on sale',
  closed: () => 'sale ended',
  stopped: () => 'stopped: its quota is below what is sold',
};

export const describeOffer = (ticket: OfferedTicket): string => words[ticket.status](ticket);

/** The same in two words, one above the other, for the little space that a row of a list has. */
const stubs: Record<OfferedTicket['status'], (ticket: OfferedTicket) => [string, string]> = {
  available: ({ remaining }) => [short.format(remaining), 'left'],
  sold_out: () => ['sold', 'out'],
  not_yet: () => ['not', 'yet'],
  closed: () => ['sale', 'over'],
  stopped: () => ['sale', 'stopped'],
};
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const describeStub = (ticket: OfferedTicket): [string, string] => stubs[ticket.status](ticket);
