import type { OrderLine, OrderState } from '../../core/orders/order.ts';
import type { SoldOrder } from '../../core/orders/sales-summary.ts';

/** By hand: checking each of a hundred thousand orders against a schema would keep a worker from its visitors. */
export function toSoldOrder(fields: (string | null)[]): SoldOrder {
  const [state, confirmedAt, cancelledAt, lines, currency, complimentary, checkIns, cancelledPlaces] = fields;
  return {
    state: state as OrderState,
    confirmedAt: confirmedAt ? Number(confirmedAt) : null,
    cancelledAt: cancelledAt ? Number(cancelledAt) : null,
    lines: JSON.parse(lines ?? '[]') as OrderLine[],
    currency: currency ?? '',
    isComplimentary: complimentary === '1',
    cancelledPlaces: cancelledPlaces ? JSON.parse(cancelledPlaces) : {},
    checkedIn: checkIns ? Object.keys(JSON.parse(checkIns)).length : 0,
  };
}
