import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { countSeats } from '../../../core/orders/availability-words.ts';
import { formatOffset, formatTime } from '../../../core/zoned-time.ts';
import { askOrderDesk } from '../../order-desk.ts';
import type { PageHandle } from '../../page-context.ts';
import { findHeldOrder } from '../../visitor-orders.ts';
import { holdSelection } from './hold-selection.ts';
import { offerTickets } from './offer-tickets.ts';
import { openVoucher } from './open-voucher.ts';
import { TicketForm } from './ticket-form.tsx';

export const handle: PageHandle = { private: true, hydrates: true, title: 'Choose your tickets' };

/** Of a link's code no more is written into the page. */
const longestCode = 100;

export async function loader({ request, context }: LoaderFunctionArgs) {
  // The order's page, which comes next, asks them: what was read now is kept, and whoever is here gets on though content goes away.
  void context.content.getQuestions().catch(() => {});
  const [{ timeZone }, held] = await Promise.all([
    context.content.getConference(),
    askOrderDesk(context, () => findHeldOrder(context)),
  ]);
  const query = new URL(request.url).searchParams;
  const wanted = query.get('ticket');
  const code = query.get('voucher') ?? held?.order.voucher?.code ?? '';
  const opened = await openVoucher(context, code, held?.order ?? null);
  const offer = await offerTickets(context, opened);
  const { tickets } = offer;
  const heldQuantities = held && Object.fromEntries(held.order.lines.map((line) => [line.ticketTypeId, line.quantity]));
  const buyable = tickets.filter((ticket) => ticket.offer.buyable);
  const isFirstChoice = (id: string) => id === wanted || (!wanted && buyable.length === 1);
  return {
    idempotencyKey: held?.formKey ?? crypto.randomUUID(),
    holdMinutes: context.orders.holdMinutes,
    offer,
    voucher: { code: code.slice(0, longestCode), problem: opened.problem?.text ?? null },
    quantities: Object.fromEntries(
      tickets.map(({ id }) => [id, String(heldQuantities?.[id] ?? (isFirstChoice(id) && !heldQuantities ? 1 : 0))]),
    ),
    held: held && {
      link: held.link,
      seats: countSeats(held.order.registrations.length),
      until: formatTime(held.order.heldUntil, timeZone),
      untilInstant: new Date(held.order.heldUntil).toISOString(),
      offset: formatOffset(held.order.heldUntil, timeZone),
      givesWay: held.formKey !== null,
    },
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  return holdSelection(request, context);
}

export default function Register() {
  const { held, ...form } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { tickets, hasVouchers } = form.offer;
  const canBuy = tickets.some((ticket) => ticket.offer.buyable) || hasVouchers || answer !== undefined;
  return (
    <div className="narrow">
      {held ? (
        <section className="notice" aria-labelledby="held">
          <h2 id="held">You are holding {held.seats}</h2>
          <p>
            They are yours until <time dateTime={held.untilInstant}>{held.until}</time>{' '}
            <span className="offset">{held.offset}</span>.{' '}
            {held.givesWay ? 'If you choose again below, the new choice takes their place.' : null}
          </p>
          <p>
            <a className="button" href={held.link}>
              Go on with these seats
            </a>
          </p>
        </section>
      ) : null}
      {canBuy ? (
        <TicketForm {...form} answer={answer ?? null} />
      ) : (
        <>
          <h1>Choose your tickets</h1>
          <p className="lead">Nothing can be booked at this moment.</p>
          <ul>
            {tickets.map((ticket) => (
              <li key={ticket.id}>
                {ticket.name}: {ticket.offer.text}
              </li>
            ))}
          </ul>
          <p>
            <a className="button" href="/tickets">
              See all tickets
            </a>
          </p>
        </>
      )}
    </div>
  );
}
