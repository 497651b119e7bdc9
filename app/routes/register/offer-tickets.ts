import type { AppLoadContext } from '@remix-run/node';
import { formatMoney } from '../../../core/money.ts';
import { describeOffer, type Offer } from '../../../core/orders/availability-words.ts';
import { describeGift, priceWith } from '../../../core/orders/voucher.ts';
import { describeRate } from '../../../core/vat.ts';
import { askOrderDesk } from '../../order-desk.ts';
import type { OpenedVoucher } from './open-voucher.ts';

export type TicketChoice = {
  id: string;
  name: string;
  priceCents: number;
  price: string;
  /** What it costs without the voucher, where that is more. */
  listPrice: string | null;
  /** `with 19 % VAT`, where there is any. */
  vat: string | null;
  maxPerOrder: number;
  offer: Offer;
};

/** What the form offers: all that everybody sees, or what a voucher makes of it. */
export type TicketOffer = {
  currency: string;
  tickets: TicketChoice[];
  hasVouchers: boolean;
  /** What the voucher that is in use gives. */
  gift: string | null;
};

export async function offerTickets(
  context: AppLoadContext,
  { voucher }: Pick<OpenedVoucher, 'voucher'>,
): Promise<TicketOffer> {
  const [{ timeZone }, availability] = await Promise.all([
    context.content.getConference(),
    askOrderDesk(context, () => context.orders.getAvailability(voucher)),
  ]);
  const { sellsPaidTickets } = context.orders;
  const { currency } = availability;
  const toPrice = (cents: number) => (cents === 0 ? 'Free' : formatMoney(cents, currency));
  return {
    currency,
    hasVouchers: availability.hasVouchers,
    gift: voucher && `“${voucher.code}” gives you ${describeGift(voucher, currency)}.`,
    tickets: availability.ticketTypes.map((ticket) => {
      const priceCents = priceWith(voucher, ticket);
      return {
        id: ticket.id,
        name: ticket.name,
        priceCents,
        price: toPrice(priceCents),
        vat: describeRate({ ...ticket, priceCents }),
        listPrice: priceCents < ticket.priceCents ? toPrice(ticket.priceCents) : null,
        maxPerOrder: ticket.maxPerOrder,
        offer: describeOffer({ ...ticket, priceCents }, { timeZone, sellsPaidTickets, ...availability }),
      };
    }),
  };
}
