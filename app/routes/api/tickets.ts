import type { LoaderFunctionArgs } from '@remix-run/node';
import { deskIsAway } from './desk-is-away.ts';

/** Ticket types with what is left, for other programs. Amounts are in the currency's minor unit, times UTC milliseconds. */
export async function loader({ context }: LoaderFunctionArgs) {
  try {
    const { currency, ticketTypes, at, holdsEndBy } = await context.orders.getAvailability();
    const offered = ticketTypes.map(({ quotaIds: _quotaIds, ticketTypeId: _ticketTypeId, ...ticket }) => ({
      ...ticket,
      isSold: ticket.status === 'available' && (ticket.priceCents === 0 || context.orders.sellsPaidTickets),
    }));
    return Response.json(
      { at, currency, holdsEndBy, ticketTypes: offered },
      {
        headers: {
          'Cache-Control': 'public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=86400',
          'Access-Control-Allow-Origin': '*',
        },
      },
    );
  } catch (error) {
    return deskIsAway(error, context);
  }
}
