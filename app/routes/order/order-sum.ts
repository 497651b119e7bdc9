import { formatMoney } from '../../../core/money.ts';
import { listLive, type Order, type OrderLine } from '../../../core/orders/order.ts';
import { savedCents } from '../../../core/orders/voucher.ts';
import { describeVat } from '../../../core/vat.ts';

/** What was ordered and what it costs. */
export type OrderSum = {
  /** `listPrice`: without the voucher, where that is more. */
  lines: { ticketTypeId: string; quantity: number; name: string; price: string; listPrice: string | null }[];
  /** `saved` is null where it only let them choose. */
  voucher: { code: string; saved: string | null } | null;
  total: string;
  /** What of it is VAT; null where no rate is named. */
  vat: string | null;
};

export const toPrice = (cents: number, currency: string) => (cents === 0 ? 'Free' : formatMoney(cents, currency));

export function toSum({ voucher, currency }: Order, lines: OrderLine[]): OrderSum {
  const price = (cents: number) => toPrice(cents, currency);
  const saved = savedCents(lines);
  return {
    lines: lines.map((line) => ({
      ticketTypeId: line.ticketTypeId,
      quantity: line.quantity,
      name: line.name,
      price: price(line.unitPriceCents * line.quantity),
      listPrice: line.listPriceCents === undefined ? null : price(line.listPriceCents * line.quantity),
    })),
    voucher: voucher && { code: voucher.code, saved: saved === 0 ? null : formatMoney(saved, currency) },
    total: price(lines.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0)),
    vat: describeVat(lines, currency),
  };
}

/** Without the places that were cancelled one by one. */
export function toWhatIsLeft(order: Order): OrderSum {
  const live = listLive(order);
  const left = order.lines.map((line) => ({
    ...line,
    quantity: live.filter(({ ticketTypeId }) => ticketTypeId === line.ticketTypeId).length,
  }));
  return toSum(
    order,
    left.filter(({ quantity }) => quantity > 0),
  );
}
