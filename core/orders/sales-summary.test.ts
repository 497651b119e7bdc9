import { expect, test } from 'vitest';
import { createSalesCount, type SoldOrder } from './sales-summary.ts';

const day = 24 * 3_600_000;
const evening = Date.UTC(2027, 4, 1, 23, 30);
const sold = (change: Partial<SoldOrder>): SoldOrder => ({
  state: 'CONFIRMED',
  confirmedAt: evening,
  cancelledAt: null,
  currency: 'EUR',
  isComplimentary: false,
  lines: [{ ticketTypeId: 'day', name: 'Day', quantity: 2, unitPriceCents: 1_000, vatBasisPoints: null }],
  cancelledPlaces: {},
  checkedIn: 0,
  ...change,
});

function count(orders: SoldOrder[], timeZone = 'Europe/Lisbon') {
  const counting = createSalesCount(timeZone);
  for (const order of orders) counting.add(order);
  return counting.finish();
}

test('places are counted by what they are now, orders by their state, and money by what was paid', () => {
  const gift = { ticketTypeId: 'day', name: 'Day', quantity: 1, unitPriceCents: 0, vatBasisPoints: null };
  const summary = count([
    sold({ checkedIn: 1 }),
    sold({ isComplimentary: true, lines: [gift] }),
    sold({ state: 'CANCELLED', cancelledAt: evening + day, checkedIn: 2 }),
    sold({ state: 'PAYING', confirmedAt: null }),
    sold({ state: 'EXPIRED', confirmedAt: null }),
  ]);
  expect(summary).toMatchObject({
    orders: { CONFIRMED: 2, CANCELLED: 1, PAYING: 1, EXPIRED: 1 },
    checkedIn: 1,
    ticketTypes: [{ ticketTypeId: 'day', held: 2, confirmed: 3, cancelled: 2, complimentary: 1 }],
    sales: [{ currency: 'EUR', amountCents: 2_000 }],
  });
});

test('the curve is by the dates of the event, without gaps, and counts a cancellation when it was', () => {
  const orders = [sold({}), sold({ state: 'CANCELLED', cancelledAt: evening + 2 * day })];
  // Half past eleven in the evening in UTC is the next day in Lisbon's summer.
  expect(count(orders).perDay).toEqual([
    { date: '2027-05-02', confirmed: 4, cancelled: 0 },
    { date: '2027-05-03', confirmed: 0, cancelled: 0 },
    { date: '2027-05-04', confirmed: 0, cancelled: 2 },
  ]);
  expect(count(orders, 'UTC').perDay[0]).toMatchObject({ date: '2027-05-01' });
  expect(count(orders).perHour).toEqual([{ startsAt: '2027-05-03T23:00:00.000Z', confirmed: 0, cancelled: 2 }]);
  expect(count([])).toEqual({ orders: {}, checkedIn: 0, ticketTypes: [], sales: [], perDay: [], perHour: [] });
});
