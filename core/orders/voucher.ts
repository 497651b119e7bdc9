import { type AmountCents, formatMoney } from '../money.ts';
import type { TicketType, Voucher } from './catalogue.ts';
import type { OrderLine } from './order.ts';

/** What a voucher does, for pages that show it beforehand. The ledger's `sale.lua` says the same, and decides. */

type Priced = Pick<TicketType, 'id' | 'priceCents' | 'isHidden'>;

/** One that names no ticket types is for all that everybody sees. */
export function isFor(voucher: Voucher, type: Priced): boolean {
  return voucher.ticketTypeIds.length === 0 ? !type.isHidden : voucher.ticketTypeIds.includes(type.id);
}

/** What one place costs. A voucher never makes it dearer. */
export function priceWith(voucher: Voucher | null, type: Priced): AmountCents {
  const { priceCents } = type;
  if (!voucher || !isFor(voucher, type)) return priceCents;
  const { gives } = voucher;
  switch (gives.kind) {
    case 'percent':
      // The discount is rounded to the nearest cent, a half in the buyer's favour.
      return priceCents - Math.floor((priceCents * gives.percentOff + 50) / 100);
    case 'amount':
      return Math.max(0, priceCents - gives.amountOffCents);
    case 'price':
      return Math.min(priceCents, gives.priceCents);
    case 'access':
      return priceCents;
  }
}

/** Whether somebody without it, or with it, may see and choose a ticket type. */
export function mayChoose(voucher: Voucher | null, type: Priced): boolean {
  return !type.isHidden || (voucher !== null && isFor(voucher, type));
}

export type VoucherState = 'good' | 'not_yet' | 'over' | 'used_up';

/** `uses`: the places it is counted for by now; `at` UTC milliseconds. */
export function voucherStateAt(voucher: Voucher, uses: number, at: number): VoucherState {
  if (voucher.validFromAt !== null && at < voucher.validFromAt) return 'not_yet';
  if (voucher.validUntilAt !== null && at >= voucher.validUntilAt) return 'over';
  return voucher.maxUses !== null && uses >= voucher.maxUses ? 'used_up' : 'good';
}

/** How much less an order costs with its voucher. */
export function savedCents(lines: readonly OrderLine[]): AmountCents {
  return lines.reduce(
    (sum, { quantity, unitPriceCents, listPriceCents = unitPriceCents }) =>
      sum + quantity * (listPriceCents - unitPriceCents),
    0,
  );
}

/** What it gives, as the end of a sentence. */
export function describeGift({ gives }: Pick<Voucher, 'gives'>, currency: string): string {
  switch (gives.kind) {
    case 'percent':
      return gives.percentOff === 100 ? 'free tickets' : `${gives.percentOff} % off`;
    case 'amount':
      return `${formatMoney(gives.amountOffCents, currency)} off each ticket`;
    case 'price':
      return gives.priceCents === 0 ? 'free tickets' : `tickets for ${formatMoney(gives.priceCents, currency)} each`;
    case 'access':
      return 'tickets that are only for those who have it';
  }
}
