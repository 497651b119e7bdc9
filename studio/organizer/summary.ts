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

/** How many places there were after each day: what was confirmed until then, less what was cancelled. */
export function toCurve(perDay: Summary['perDay']): { date: string; places: number }[] {
  let places = 0;
  return perDay.map(({ date, confirmed, cancelled }) => {
    places += confirmed - cancelled;
    return { date, places };
  });
}
