import type { AmountCents } from '../money.ts';
import { toZonedDate } from '../zoned-time.ts';
import type { Order, OrderLine, OrderState } from './order.ts';

/** As much of an order as is counted. */
export type SoldOrder = Pick<Order, 'state' | 'confirmedAt' | 'cancelledAt' | 'currency' | 'isComplimentary'> & {
  lines: OrderLine[];
  /** When each place was cancelled by itself, by its number from 1. */
  cancelledPlaces: Record<string, number>;
  checkedIn: number;
};

/** Places of attendees, by what they are now. */
export type PlaceCounts = { held: number; confirmed: number; cancelled: number; complimentary: number };

/** `confirmed` counts what was confirmed then, cancelled since or not; `cancelled` what was cancelled then. */
export type SalesPoint = { confirmed: number; cancelled: number };

export type SalesSummary = {
  orders: Partial<Record<OrderState, number>>;
  /** Of the confirmed places. */
  checkedIn: number;
  ticketTypes: ({ ticketTypeId: string; name: string } & PlaceCounts)[];
  /** What confirmed orders cost their buyers. */
  sales: { currency: string; amountCents: AmountCents }[];
  /** By date in the event's zone, from the first day on which something happened to the last; days without anything are there too. */
  perDay: ({ date: string } & SalesPoint)[];
  /** By hour (UTC, when it begins), the last two days in which something happened. */
  perHour: ({ startsAt: string } & SalesPoint)[];
};

const hourMs = 3_600_000;
const hoursShown = 48;
const holding: OrderState[] = [
  'HELD',
  'PAYING',
  'COMMITTING',
  'PAYMENT_PENDING',
  'NEEDS_ATTENTION',
  'AWAITING_TRANSFER',
];

/** Counts orders as they come, in any order; `finish` says what it comes to. */
export function createSalesCount(timeZone: string) {
  const orders: SalesSummary['orders'] = {};
  const types = new Map<string, SalesSummary['ticketTypes'][number]>();
  const sales = new Map<string, number>();
  const hours = new Map<number, SalesPoint>();
  let checkedIn = 0;

  const point = (at: number): SalesPoint => {
    const hour = at - (at % hourMs);
    const known = hours.get(hour) ?? { confirmed: 0, cancelled: 0 };
    hours.set(hour, known);
    return known;
  };

  function add(order: SoldOrder): void {
    orders[order.state] = (orders[order.state] ?? 0) + 1;
    const isConfirmed = order.state === 'CONFIRMED';
    let seats = 0;
    let left = 0;
    for (const { ticketTypeId, name, quantity: bought, unitPriceCents } of order.lines) {
      const gone = countCancelled(order.cancelledPlaces, seats, bought);
      const quantity = bought - gone;
      seats += bought;
      left += quantity;
      const type = types.get(ticketTypeId) ?? {
        ticketTypeId,
        name,
        held: 0,
        confirmed: 0,
        cancelled: 0,
        complimentary: 0,
      };
      types.set(ticketTypeId, type);
      type.cancelled += gone;
      if (isConfirmed) type.confirmed += quantity;
      if (isConfirmed && order.isComplimentary) type.complimentary += quantity;
      if (order.state === 'CANCELLED') type.cancelled += quantity;
      if (holding.includes(order.state)) type.held += quantity;
      if (isConfirmed) sales.set(order.currency, (sales.get(order.currency) ?? 0) + quantity * unitPriceCents);
    }
    if (isConfirmed) checkedIn += order.checkedIn;
    if (order.confirmedAt !== null) point(order.confirmedAt).confirmed += seats;
    for (const at of Object.values(order.cancelledPlaces)) point(at).cancelled += 1;
    if (order.cancelledAt !== null) point(order.cancelledAt).cancelled += left;
  }

  return {
    add,
    finish(): SalesSummary {
      const instants = [...hours.keys()].sort((a, b) => a - b);
      return {
        orders,
        checkedIn,
        ticketTypes: [...types.values()].sort((a, b) => (a.ticketTypeId < b.ticketTypeId ? -1 : 1)),
        sales: [...sales]
          .filter(([, cents]) => cents > 0)
          .map(([currency, amountCents]) => ({ currency, amountCents })),
        perDay: listDays(instants, hours, timeZone),
        perHour: instants
          .filter((hour) => hour > (instants.at(-1) ?? 0) - hoursShown * hourMs)
          .map((hour) => ({ startsAt: new Date(hour).toISOString(), ...(hours.get(hour) as SalesPoint) })),
      };
    },
  };
}

/** How many of the `count` places after the first `before` were cancelled by themselves. */
function countCancelled(places: Record<string, number>, before: number, count: number): number {
  return Object.keys(places).filter((place) => Number(place) > before && Number(place) <= before + count).length;
}

/** An hour belongs to the day in which it begins: zones that differ by half an hour lose nothing that a curve shows. */
function listDays(instants: number[], hours: Map<number, SalesPoint>, timeZone: string): SalesSummary['perDay'] {
  const days = new Map<string, SalesPoint>();
  for (const hour of instants) {
    const date = toZonedDate(hour, timeZone);
    const day = days.get(date) ?? { confirmed: 0, cancelled: 0 };
    const { confirmed, cancelled } = hours.get(hour) as SalesPoint;
    days.set(date, { confirmed: day.confirmed + confirmed, cancelled: day.cancelled + cancelled });
  }
  const dates = [...days.keys()];
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: SalesSummary['perDay'] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 24 * hourMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    all.push({ date, ...(days.get(date) ?? { confirmed: 0, cancelled: 0 }) });
  }
  return all;
}
