import { expect, test } from 'vitest';
import { order } from '../../../core/orders/example-order.ts';
import type { Order } from '../../../core/orders/order.ts';
import { toWhatIsLeft } from './order-sum.ts';

const standard = { ticketTypeId: 'standard', name: 'Standard', unitPriceCents: 14_900, vatBasisPoints: 1900 };
const place = (number: number, ticketTypeId: string, cancelledAt: number | null): Order['registrations'][number] => {
  return { id: `A-${number}`, ticketTypeId, attendee: null, revision: 1, checkedInAt: null, cancelledAt };
};

test('what was cancelled one by one is neither counted nor paid for', () => {
  const bought: Order = {
    ...order,
    lines: [
      { ...standard, quantity: 3, listPriceCents: 20_000 },
      { ...standard, ticketTypeId: 'workshop', name: 'Workshop', quantity: 1 },
    ],
    voucher: { id: 'harbour', code: 'HARBOUR', uses: 3 },
    registrations: [
      place(1, 'standard', null),
      place(2, 'standard', 1),
      place(3, 'standard', null),
      place(4, 'workshop', 1),
    ],
    totalCents: 4 * 14_900,
  };
  const left = toWhatIsLeft(bought);
  expect(left.lines.map(({ quantity, name, price }) => [quantity, name, price])).toEqual([[2, 'Standard', '€298']]);
  expect(left.total).toBe('€298');
  expect(left.voucher?.saved).toBe('€102');
});
