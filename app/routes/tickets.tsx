import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { formatMoney } from '../../core/money.ts';
import { describeOffer } from '../../core/orders/availability-words.ts';
import { describeRate } from '../../core/vat.ts';
import { formatOffset, formatTime } from '../../core/zoned-time.ts';
import { TicketCard } from '../components/ticket-card.tsx';
import { askOrderDesk } from '../order-desk.ts';
import { createMeta } from '../page-meta.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const [{ timeZone }, availability] = await Promise.all([
    context.content.getConference(),
    askOrderDesk(context, () => context.orders.getAvailability()),
  ]);
  const { sellsPaidTickets, holdMinutes } = context.orders;
  return {
    holdMinutes,
    hasVouchers: availability.hasVouchers,
    asOf: `${formatTime(availability.at, timeZone)} (${formatOffset(availability.at, timeZone)})`,
    tickets: availability.ticketTypes.map((ticket) => ({
      id: ticket.id,
      name: ticket.name,
      description: ticket.description,
      price: ticket.priceCents === 0 ? 'Free' : formatMoney(ticket.priceCents, availability.currency),
      vat: describeRate(ticket),
      maxPerOrder: ticket.maxPerOrder,
      offer: describeOffer(ticket, { timeZone, sellsPaidTickets, ...availability }),
    })),
  };
}

export const meta: MetaFunction<typeof loader> = (args) =>
  createMeta(args, { title: 'Tickets', description: 'What the tickets cost, and how many are left.' });

export default function Tickets() {
  const { tickets, holdMinutes, hasVouchers, asOf } = useLoaderData<typeof loader>();
  const canBuy = tickets.some((ticket) => ticket.offer.buyable);
  return (
    <>
      <h1>Tickets</h1>
      {tickets.length === 0 ? <p className="lead">No tickets are announced yet. Come back soon.</p> : null}
      {tickets.length > 0 && !canBuy ? <p className="lead">Nothing can be booked at this moment.</p> : null}
      {canBuy ? (
        <div className="next-step next-step--top">
          <p>
            Choose how many you need. We then hold your seats for {holdMinutes} minutes while you fill in who is coming.
          </p>
          <a className="button" href="/register">
            Choose tickets
          </a>
        </div>
      ) : null}
      <ul className="tickets">
        {tickets.map(({ id, name, description, price, vat, maxPerOrder, offer }) => (
          <li key={id}>
            <TicketCard
              title={name}
              kind={offer.buyable ? 'offer' : 'dim'}
              stub={
                <>
                  <p className="ticket__price">{price}</p>
                  {vat ? <p className="ticket__vat">{vat}</p> : null}
                  {offer.buyable ? (
                    <a className="ticket__action" href={`/register?ticket=${id}`}>
                      Choose<span className="visually-hidden"> {name}</span>
                    </a>
                  ) : (
                    <p className="ticket__state">{offer.label}</p>
                  )}
                </>
              }
            >
              {description ? <p>{description}</p> : null}
              <p className="ticket__offer">
                <strong>{offer.text}</strong> {offer.note}
              </p>
              {offer.buyable ? <p className="hint">Up to {maxPerOrder} in one order.</p> : null}
            </TicketCard>
          </li>
        ))}
      </ul>
      {hasVouchers ? (
        <p>
          Do you have a voucher? <a href="/register">Enter its code with your choice</a>.
        </p>
      ) : null}
      {tickets.length > 0 ? <p className="hint">As of {asOf}. The numbers move as people book.</p> : null}
    </>
  );
}
