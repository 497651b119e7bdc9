/** What `/organizer/api/summary` answers; core/orders/sales-summary.ts says what each figure counts. */
export type Summary = {
  at: string;
  timeZone: string;
  orders: Record<string, number>;
  checkedIn: number;
  ticketTypes: {
    ticketTypeId: string;
    name: string;
    held: number;
    confirmed: number;
    cancelled: number;
    complimentary: number;
  }[];
  sales: { currency: string; amountCents: number }[];
  perDay: { date: string; confirmed: number; cancelled: number }[];
  quotas: { quotaId: string; capacity: number; held: number; sold: number; stopped: boolean }[];
};

export type Curve = { date: string; places: number }[];

/** How many places there were after each day: what was confirmed until then, less what was cancelled. */
export function toCurve(perDay: Summary['perDay']): Curve {
  let places = 0;
  return perDay.map(({ date, confirmed, cancelled }) => {
    places += confirmed - cancelled;
    return { date, places };
  });
}

// Days are the event's own: no zone may move them.
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

export function describeCurve(curve: Curve): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return '';
  const at = ({ date, places }: Curve[number]) => `${places} on ${day.format(new Date(date))}`;
  return first === last ? at(first) : `From ${at(first)} to ${at(last)}`;
}
