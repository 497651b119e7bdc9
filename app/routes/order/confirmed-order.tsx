import { ErrorSummary } from '../../components/error-summary.tsx';
import { TicketCard } from '../../components/ticket-card.tsx';
import { Answers } from './answers.tsx';
import { BillingLines } from './billing-lines.tsx';
import { CancelledPlaces } from './cancelled-places.tsx';
import type { OrderAnswer } from './change-order.ts';
import { OrderDocuments } from './order-documents.tsx';
import type { OrderView } from './order-view.ts';
import { RefundList } from './refund-list.tsx';

export function ConfirmedOrder({
  order,
  answer,
  links,
}: {
  order: OrderView;
  answer: OrderAnswer | null;
  links: {
    full: string;
    cancel: string;
    pdf: string;
    calendar: string;
    codes: Record<string, string>;
    documents: Record<string, string>;
  };
}) {
  const { conference } = order;
  const { contactEmail } = conference;
  return (
    <div className="narrow confirmed">
      <ErrorSummary mistakes={answer?.mistake ? [{ text: answer.mistake }] : []} />
      <p className="eyebrow">Order {order.id}</p>
      <h1>Your registration is confirmed</h1>
      <p className="lead">
        See you at <span dir="auto">{conference.name}</span>, {conference.dates}
        {conference.venue ? `, ${conference.venue}` : ''}.
      </p>

      {order.trouble ? <p className="notice">{order.trouble}</p> : null}

      <h2>{order.seatCount === 1 ? 'Your place' : `Your ${order.seatCount} places`}</h2>
      <p className="no-print">
        Show the code at the door, on paper or on your phone. <a href={links.pdf}>Tickets as PDF</a> ·{' '}
        <a href={links.calendar}>Add to your calendar</a>
      </p>
      <ul className="tickets">
        {order.places.map((place) => (
          <li key={place.id}>
            <TicketCard
              kind="admit"
              headingLevel="h3"
              title={<bdi>{place.attendee?.name}</bdi>}
              stub={
                <>
                  <img
                    className="ticket__code"
                    src={links.codes[place.id]}
                    alt={`QR code of ticket ${place.id}`}
                    width={196}
                    height={196}
                  />
                  <p className="ticket__type">{place.ticketName}</p>
                  <p className="ticket__number">{place.id}</p>
                </>
              }
            >
              <p>
                <span dir="auto">{conference.name}</span>
                <br />
                {conference.dates}
              </p>
              {place.attendee?.email ? (
                <p className="hint">
                  <bdi>{place.attendee.email}</bdi>
                </p>
              ) : null}
            </TicketCard>
          </li>
        ))}
      </ul>

      <CancelledPlaces order={order} title="Cancelled" />
      <RefundList order={order} />

      <section className="notice no-print" aria-labelledby="keep">
        <h2 id="keep">Keep this page</h2>
        <p>
          Add it to your bookmarks, or print it. Its address is your key to this order: whoever has it can see and
          cancel it.
        </p>
        <p className="order-link">
          <a href={links.full}>{links.full}</a>
        </p>
      </section>

      <dl className="facts">
        <div>
          <dt>Booked by</dt>
          <dd>
            <bdi>{order.buyer?.name}</bdi>, <bdi>{order.buyer?.email}</bdi>
          </dd>
          <BillingLines billing={order.billing} />
        </div>
        <div>
          <dt>{order.isFree ? 'To pay' : 'Paid'}</dt>
          <dd>{order.isFree ? 'Nothing: it is free' : order.total}</dd>
          {order.vat ? <dd className="hint">{order.vat}</dd> : null}
        </div>
        {order.voucher ? (
          <div>
            <dt>Voucher</dt>
            <dd>
              {order.voucher.code}
              {order.voucher.saved ? `: you saved ${order.voucher.saved}` : null}
            </dd>
          </div>
        ) : null}
        {order.returned ? (
          <div>
            <dt>Gone back</dt>
            <dd>{order.returned}</dd>
          </div>
        ) : null}
      </dl>
      <OrderDocuments order={order} links={links} />
      <Answers order={order} />
      {order.trouble ? null : order.cancelling.isOpen ? (
        <p className="no-print">
          Can you not come? <a href={links.cancel}>Cancel this registration</a>, so that others can have the{' '}
          {order.seatCount === 1 ? 'seat' : 'seats'}.
          {order.cancelling.until ? ` Until ${order.cancelling.until} the money goes back to you.` : null}
        </p>
      ) : (
        <p className="no-print">
          Can you not come? This registration can no longer be cancelled for its money.{' '}
          {contactEmail ? <a href={`mailto:${contactEmail}`}>Write to the organizers</a> : 'Write to the organizers'}.
        </p>
      )}
    </div>
  );
}
